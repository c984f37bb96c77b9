//! The head of a paper: whose it is.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::api::firm::Firm;
use krilla::{Data, image::Image};
use sqlx::AnyConnection;

use super::{
    layout::{Align, Format, Ink, Layout, MARGIN, Mark, Role, Style},
    text::{Mil, PT},
};
use crate::http::Result;

/// A firm as its papers show it.
pub struct Letterhead {
    /// The firm.
    pub firm: Firm,
    /// Its logo, if it has one that can be printed.
    pub logo: Option<Image>,
}

/// The most room that a logo takes.
const LOGO: (Mil, Mil) = (150 * PT, 44 * PT);

impl Letterhead {
    /// Reads it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(conn: &mut AnyConnection, firm: Firm) -> Result<Self> {
        let row: Option<(Option<String>, Option<String>)> =
            sqlx::query_as("SELECT logo_type, logo_data FROM firms WHERE id = $1")
                .bind(firm.id.as_str())
                .fetch_optional(conn)
                .await?;
        let logo = row.and_then(|(kind, data)| picture(&kind?, &STANDARD.decode(data?).ok()?));
        Ok(Self { firm, logo })
    }

    /// The size of a page that the firm's printer has.
    #[must_use]
    pub fn format(&self) -> Format {
        if ["USD", "CAD", "MXN"].contains(&self.firm.currency.code()) { Format::LETTER } else { Format::A4 }
    }

    /// Writes it: the logo or the name on the left, how to reach the firm on the right, and a line in its colour.
    pub fn write(&self, layout: &mut Layout) {
        let (top, half) = (layout.y, layout.width() / 2);
        let left = self.name(layout, top, half);
        let reach = [&self.firm.tagline, &self.firm.contact_email, &self.firm.contact_phone];
        let mut right = 0;
        let beside = self.logo.is_some().then_some(&self.firm.name);
        for text in beside.into_iter().chain(reach.into_iter().flatten()) {
            let style = Style::QUIET;
            let lines = layout.fonts.wrap((style.weight, style.size), half - 12 * PT, 3, text);
            let part = layout.part(Role::Paragraph, None);
            let place = (MARGIN + half + 12 * PT, top + right, half - 12 * PT);
            right += layout.write(place, Align::Right, style, lines, part);
        }
        layout.y = top + left.max(right) + 10 * PT;
        let (width, y) = (layout.width(), layout.y);
        layout.mark(Mark::Box { x: MARGIN, y, width, height: 2 * PT, ink: Ink::Firm(self.firm.color) });
        layout.skip(20 * PT);
    }

    fn name(&self, layout: &mut Layout, top: Mil, half: Mil) -> Mil {
        if let Some((width, height)) = self.logo.as_ref().and_then(|logo| fitted(logo.size())) {
            let part = layout.part(Role::Picture, None);
            layout.mark(Mark::Logo { x: MARGIN, y: top, width, height, part });
            return height;
        }
        let style = Style { size: 14 * PT, ink: Ink::Firm(self.firm.color), ..Style::HEAD };
        let lines = layout.fonts.wrap((style.weight, style.size), half, 3, &self.firm.name);
        let part = layout.part(Role::Paragraph, None);
        layout.write((MARGIN, top, half), Align::Left, style, lines, part)
    }
}

/// As large as there is room, and no larger than it is.
fn fitted((width, height): (u32, u32)) -> Option<(Mil, Mil)> {
    let (width, height) = (i64::from(width), i64::from(height));
    if width == 0 || height == 0 {
        return None;
    }
    let (most_wide, most_high) = (i64::from(LOGO.0), i64::from(LOGO.1));
    let by_height = most_high * width / height;
    let (wide, high) =
        if by_height <= most_wide { (by_height, most_high) } else { (most_wide, most_wide * height / width) };
    Some((Mil::try_from(wide.max(1)).ok()?, Mil::try_from(high.max(1)).ok()?))
}

/// A picture that cannot be read is left out: a paper with a name is better than none. The library decodes it later, so it
/// is tried once where a failure can be seen.
fn picture(kind: &str, bytes: &[u8]) -> Option<Image> {
    let data = Data::from(bytes.to_vec());
    match kind {
        "image/png" => Image::from_png(data, true).ok(),
        "image/jpeg" => Image::from_jpeg(data, true).ok(),
        "image/webp" => Image::from_webp(data, true).ok(),
        _ => None,
    }
}
