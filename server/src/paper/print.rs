//! From a layout to a file: the same bytes for the same paper, with its structure for screen readers.

use domain::Color;
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
        TagTree,
    },
};

use super::{
    layout::{Ink, Layout, MARGIN, Mark, PartId, Role, Style},
    text::{Line, Mil, PT},
};

/// What a paper says of itself.
pub struct About {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// The firm's logo.
    pub logo: Option<Image>,
}

/// Writes the file.
///
/// # Errors
/// When the library refuses what we drew, which is a mistake of ours.
pub fn print(layout: &Layout, about: About) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new_with(SerializeSettings { enable_tagging: true, ..SerializeSettings::default() });
    let mut said: Vec<Vec<Identifier>> = layout.parts.iter().map(|_| Vec::new()).collect();
    let pages = layout.pages.len();
    for (number, marks) in (1..).zip(&layout.pages) {
        let size = PageSettings::from_wh(place(layout.format.width), place(layout.format.height));
        let mut page = document.start_page_with(size.ok_or_else(|| anyhow::anyhow!("a page without a size"))?);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, layout, &about, mark, &mut said);
        }
        foot(&mut surface, layout, &format!("{number} / {pages}"));
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(layout, said, &about.author));
    let metadata = Metadata::new()
        .title(about.title)
        .authors(vec![about.author])
        .creator("Tender".to_owned())
        .language("en".to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|why| anyhow::anyhow!("a paper could not be printed: {why:?}"))
}

/// A length as the library wants it.
#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a place on paper is not money")]
fn place(mil: Mil) -> f32 {
    mil as f32 / PT as f32
}

fn ornament() -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout))
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Text => rgb::Color::new(0x18, 0x1d, 0x24),
        Ink::Quiet => rgb::Color::new(0x5b, 0x65, 0x72),
        Ink::Rule => rgb::Color::new(0xdd, 0xe1, 0xe6),
        Ink::Ground => rgb::Color::new(0xf4, 0xf5, 0xf7),
        Ink::Firm(color) => firm(color),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, rule: krilla::paint::FillRule::default() }
}

fn firm(color: Color) -> rgb::Color {
    let [red, green, blue] = color.on_light().channels();
    rgb::Color::new(red, green, blue)
}

fn draw(surface: &mut Surface<'_>, layout: &Layout, about: &About, mark: &Mark, said: &mut [Vec<Identifier>]) {
    match mark {
        Mark::Text { x, y, line, style, part } => {
            let id = match part {
                Some(_) => surface.start_tagged(ContentTag::Span(SpanTag::empty())),
                None => surface.start_tagged(ornament()),
            };
            letters(surface, layout, (*x, *y), *style, line);
            surface.end_tagged();
            note(said, *part, id);
        }
        Mark::Box { x, y, width, height, ink } => {
            let Some(rect) = Rect::from_xywh(place(*x), place(*y), place(*width), place(*height)) else { return };
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            let Some(path) = path.finish() else { return };
            surface.start_tagged(ornament());
            surface.set_fill(Some(fill(*ink)));
            surface.draw_path(&path);
            surface.end_tagged();
        }
        Mark::Logo { x, y, width, height, part } => {
            let (Some(logo), Some(size)) = (&about.logo, Size::from_wh(place(*width), place(*height))) else { return };
            let id = surface.start_tagged(ContentTag::Other);
            surface.push_transform(&Transform::from_translate(place(*x), place(*y)));
            surface.draw_image(logo.clone(), size);
            surface.pop();
            surface.end_tagged();
            note(said, Some(*part), id);
        }
    }
}

fn note(said: &mut [Vec<Identifier>], part: Option<PartId>, id: Identifier) {
    if let Some(ids) = part.and_then(|part| said.get_mut(part)) {
        ids.push(id);
    }
}

fn letters(surface: &mut Surface<'_>, layout: &Layout, (x, y): (Mil, Mil), style: Style, line: &Line) {
    surface.set_fill(Some(fill(style.ink)));
    let font = layout.fonts.font(style.weight);
    surface.draw_glyphs(Point::from_xy(place(x), place(y)), &line.glyphs, font, &line.text, place(style.size), false);
}

/// Below every page: whose paper it is, and which page.
fn foot(surface: &mut Surface<'_>, layout: &Layout, number: &str) {
    let style = Style { size: 7 * PT, ..Style::QUIET };
    let y = layout.format.height - MARGIN;
    let number = layout.fonts.line(style.weight, style.size, number);
    let room = layout.width() - number.width - 20 * PT;
    let text = layout.fonts.wrap((style.weight, style.size), room, 1, &layout.foot);
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    for line in &text {
        letters(surface, layout, (MARGIN, y), style, line);
    }
    letters(surface, layout, (layout.format.width - MARGIN - number.width, y), style, &number);
    surface.end_tagged();
}

/// The structure, in the order in which it is read.
fn tree(layout: &Layout, said: Vec<Vec<Identifier>>, firm: &str) -> TagTree {
    let mut groups: Vec<TagGroup> = layout.parts.iter().map(|part| TagGroup::new(kind(part.role, firm))).collect();
    for (group, ids) in groups.iter_mut().zip(said) {
        for id in ids {
            group.push(id);
        }
    }
    // A part comes after what it is in: going backwards, each is whole before it is put into its own.
    let mut tops: Vec<Node> = Vec::new();
    for part in layout.parts.iter().rev() {
        let Some(group) = groups.pop() else { break };
        match part.within.and_then(|within| groups.get_mut(within)) {
            Some(around) => around.children.insert(0, Node::Group(group)),
            None => tops.push(Node::Group(group)),
        }
    }
    let mut tree = TagTree::new();
    for node in tops.into_iter().rev() {
        tree.push(node);
    }
    tree
}

fn kind(role: Role, firm: &str) -> TagKind {
    let level = std::num::NonZeroU16::MIN;
    match role {
        Role::Title => Tag::Hn(level, None).into(),
        Role::Head => Tag::Hn(level.saturating_add(1), None).into(),
        Role::Paragraph => Tag::P.into(),
        Role::Picture => Tag::Figure(Some(firm.to_owned())).into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
        Role::Cell => Tag::TD.into(),
    }
}
