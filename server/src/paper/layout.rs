//! A paper while it is laid out: what stands where on which page, and what it is for those who do not see it.

use domain::Color;

use super::text::{Fonts, Line, Mil, PT, Weight};

/// A page's size and margins.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// From the left edge to the right one.
    pub width: Mil,
    /// From the upper edge to the lower one.
    pub height: Mil,
}

impl Format {
    /// As the world does.
    pub const A4: Self = Self { width: 595_276, height: 841_890 };
    /// As North America does.
    pub const LETTER: Self = Self { width: 612_000, height: 792_000 };
}

/// White space around what is printed.
pub const MARGIN: Mil = 50 * PT;
/// What is kept for the foot of a page.
const FOOT: Mil = 34 * PT;
/// From one line to the next, in thousandths of the size.
const LEADING: Mil = 1400;

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Its size.
    pub size: Mil,
    /// Its strength.
    pub weight: Weight,
    /// Its colour.
    pub ink: Ink,
}

impl Style {
    /// For reading.
    pub const BODY: Self = Self { size: 9 * PT, weight: Weight::Regular, ink: Ink::Text };
    /// What matters.
    pub const STRONG: Self = Self { weight: Weight::Bold, ..Self::BODY };
    /// What stands beside.
    pub const QUIET: Self = Self { size: 8 * PT, weight: Weight::Regular, ink: Ink::Quiet };
    /// The paper's name.
    pub const TITLE: Self = Self { size: 19 * PT, weight: Weight::Bold, ink: Ink::Text };
    /// A part's name.
    pub const HEAD: Self = Self { size: 11 * PT, weight: Weight::Bold, ink: Ink::Text };

    /// From one line to the next.
    pub fn leading(self) -> Mil {
        self.size / PT * LEADING
    }
}

/// Colours of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Nearly black.
    Text,
    /// Grey that still reads.
    Quiet,
    /// Hairlines.
    Rule,
    /// The ground of a sum.
    Ground,
    /// The firm's, dark enough for a white page.
    Firm(Color),
}

/// On which side a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// From the left.
    Left,
    /// Up to the right: figures.
    Right,
}

/// What a part of the paper is, for who listens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The paper's name.
    Title,
    /// A part's name.
    Head,
    /// A paragraph.
    Paragraph,
    /// A picture; its words are the firm's name.
    Picture,
    /// A table.
    Table,
    /// A row of one.
    Row,
    /// A head of a column.
    HeadCell,
    /// A cell.
    Cell,
}

/// A part of the paper's structure: an index into [`Layout::parts`].
pub type PartId = usize;

/// A node of the structure.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is.
    pub role: Role,
    /// In what; the paper itself if absent.
    pub within: Option<PartId>,
}

/// Something on a page. Without a part it is an ornament, which nobody reads out.
#[derive(Debug, Clone)]
pub enum Mark {
    /// A line of text; `y` is where its letters stand.
    Text { x: Mil, y: Mil, line: Line, style: Style, part: Option<PartId> },
    /// A filled box.
    Box { x: Mil, y: Mil, width: Mil, height: Mil, ink: Ink },
    /// The firm's logo.
    Logo { x: Mil, y: Mil, width: Mil, height: Mil, part: PartId },
}

/// A paper, from its first line to its last.
pub struct Layout {
    /// The letters.
    pub fonts: Fonts,
    /// The size of its pages.
    pub format: Format,
    /// What is on them.
    pub pages: Vec<Vec<Mark>>,
    /// What they mean.
    pub parts: Vec<Part>,
    /// The line at the foot of every page, beside its number.
    pub foot: String,
    /// Where the next thing begins.
    pub y: Mil,
}

impl Layout {
    /// An empty paper.
    ///
    /// # Errors
    /// When the fonts cannot be read.
    pub fn new(format: Format, foot: String) -> anyhow::Result<Self> {
        let fonts = Fonts::new()?;
        Ok(Self { fonts, format, pages: vec![Vec::new()], parts: Vec::new(), foot, y: MARGIN })
    }

    /// Between the margins.
    pub fn width(&self) -> Mil {
        self.format.width - 2 * MARGIN
    }

    /// The lowest place that may be used.
    pub fn bottom(&self) -> Mil {
        self.format.height - MARGIN - FOOT
    }

    /// Begins a new page unless so much fits on this one. Says whether it did.
    pub fn need(&mut self, height: Mil) -> bool {
        if self.y + height <= self.bottom() || self.y <= MARGIN {
            return false;
        }
        self.pages.push(Vec::new());
        self.y = MARGIN;
        true
    }

    /// Leaves room.
    pub fn skip(&mut self, height: Mil) {
        self.y += height;
    }

    /// A node of the structure.
    pub fn part(&mut self, role: Role, within: Option<PartId>) -> PartId {
        self.parts.push(Part { role, within });
        self.parts.len() - 1
    }

    /// Puts something on this page.
    pub fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// A hairline over the whole width.
    pub fn rule(&mut self) {
        let (width, y) = (self.width(), self.y);
        self.mark(Mark::Box { x: MARGIN, y, width, height: PT / 2, ink: Ink::Rule });
    }

    /// Writes lines at a place of this page, the first one at the top; says how high they are.
    pub fn write(
        &mut self,
        (x, y, width): (Mil, Mil, Mil),
        align: Align,
        style: Style,
        lines: Vec<Line>,
        part: PartId,
    ) -> Mil {
        let leading = style.leading();
        let mut top = y;
        for line in lines {
            let x = if align == Align::Right { x + width - line.width } else { x };
            self.mark(Mark::Text { x, y: top + style.size, line, style, part: Some(part) });
            top += leading;
        }
        top - y
    }

    /// A paragraph over the whole width; it may go on on the next page.
    pub fn paragraph(&mut self, role: Role, style: Style, text: &str) {
        let part = self.part(role, None);
        let width = self.width();
        for line in self.fonts.wrap((style.weight, style.size), width, 2000, text) {
            self.need(style.leading());
            let y = self.y;
            self.y += self.write((MARGIN, y, width), Align::Left, style, vec![line], part);
        }
    }

    /// Facts in columns beside each other: a quiet name, and below it what is so.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        // The first one says whose it is, with an address: it has twice the room.
        const A_ROW: usize = 4;
        let gap = 12 * PT;
        let share = (self.width() - gap * 3) / 5;
        for row in facts.chunks(A_ROW) {
            let places: [(Mil, Mil); A_ROW] = [
                (MARGIN, 2 * share),
                (MARGIN + 2 * share + gap, share),
                (MARGIN + 3 * share + 2 * gap, share),
                (MARGIN + 4 * share + 3 * gap, share),
            ];
            let (name, said) = (Style::QUIET, Style::BODY);
            let wrap = |((_, text), (_, width)): (&(&str, String), &(Mil, Mil))| {
                self.fonts.wrap((said.weight, said.size), *width, 14, text)
            };
            let lines: Vec<Vec<Line>> = row.iter().zip(&places).map(wrap).collect();
            let deepest = lines.iter().map(Vec::len).max().unwrap_or_default();
            let height = name.leading() + said.leading() * Mil::try_from(deepest).unwrap_or_default();
            self.need(height);
            let top = self.y;
            for (((label, _), lines), (x, width)) in row.iter().zip(lines).zip(places) {
                let part = self.part(Role::Paragraph, None);
                let label = vec![self.fonts.line(name.weight, name.size, label)];
                let below = self.write((x, top, width), Align::Left, name, label, part);
                self.write((x, top + below, width), Align::Left, said, lines, part);
            }
            self.y = top + height + 8 * PT;
        }
    }
}
