//! Letters: which glyphs make up a text, how wide it is, and where it breaks.

use krilla::{
    Data,
    text::{Font, GlyphId, KrillaGlyph},
};
use rustybuzz::{Face, UnicodeBuffer};

/// A length in thousandths of a point: a layout is exact, and the same on every machine.
pub type Mil = i32;

/// One point.
pub const PT: Mil = 1000;

/// Noto Sans, for Latin, Greek and Cyrillic; see `fonts/OFL.txt`.
const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// How strong letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For heads and sums.
    Bold,
}

/// The two fonts of a paper.
pub struct Fonts {
    regular: Cut,
    bold: Cut,
}

/// One font: for measuring, and for the file.
struct Cut {
    face: Face<'static>,
    font: Font,
}

/// A line of text that is ready to be drawn.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Its glyphs, in units of the font's size.
    pub glyphs: Vec<KrillaGlyph>,
    /// How wide it is.
    pub width: Mil,
}

impl Fonts {
    /// Reads the fonts, which are part of the program.
    ///
    /// # Errors
    /// When the program was built with something else in their place.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { regular: Cut::new(REGULAR)?, bold: Cut::new(BOLD)? })
    }

    fn cut(&self, weight: Weight) -> &Cut {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The font as the file needs it.
    pub fn font(&self, weight: Weight) -> Font {
        self.cut(weight).font.clone()
    }

    /// One line, however wide it becomes. What the font does not have is drawn as an empty box.
    pub fn line(&self, weight: Weight, size: Mil, text: &str) -> Line {
        self.cut(weight).line(size, text)
    }

    /// Breaks a text into lines that are at most `width` wide: where the text does, at spaces, and inside of a word that
    /// is too long for a line. More than `most` lines end in an ellipsis.
    pub fn wrap(&self, (weight, size): (Weight, Mil), width: Mil, most: usize, text: &str) -> Vec<Line> {
        let cut = self.cut(weight);
        let mut lines: Vec<String> = Vec::new();
        for paragraph in text.split(['\n', '\r']).filter(|part| !part.trim().is_empty()) {
            cut.wrap(size, width, paragraph, &mut lines);
            if lines.len() > most {
                break;
            }
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push('…');
            }
        }
        lines.iter().map(|text| cut.line(size, text)).collect()
    }
}

impl Cut {
    fn new(bytes: &'static [u8]) -> anyhow::Result<Self> {
        let face = Face::from_slice(bytes, 0).ok_or_else(|| anyhow::anyhow!("a font cannot be read"))?;
        let font = Font::new(Data::from(bytes), 0).ok_or_else(|| anyhow::anyhow!("a font cannot be read"))?;
        Ok(Self { face, font })
    }

    fn wrap(&self, size: Mil, width: Mil, paragraph: &str, lines: &mut Vec<String>) {
        let space = self.width(size, " ");
        let (mut line, mut used) = (String::new(), 0);
        for word in paragraph.split_whitespace() {
            let wide = self.width(size, word);
            if !line.is_empty() && used + space + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if !line.is_empty() {
                line.push(' ');
                used += space;
            }
            if wide <= width {
                line.push_str(word);
                used += wide;
                continue;
            }
            for letter in word.chars() {
                let wide = self.width(size, letter.encode_utf8(&mut [0; 4]));
                if !line.is_empty() && used + wide > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(letter);
                used += wide;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }

    fn width(&self, size: Mil, text: &str) -> Mil {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let shaped = rustybuzz::shape(&self.face, &[], buffer);
        let units: i64 = shaped.glyph_positions().iter().map(|at| i64::from(at.x_advance)).sum();
        self.scaled(units, size)
    }

    /// Units of the font at a size.
    fn scaled(&self, units: i64, size: Mil) -> Mil {
        let scaled = units * i64::from(size) / i64::from(self.face.units_per_em().max(1));
        Mil::try_from(scaled).unwrap_or(Mil::MAX / 4)
    }

    fn line(&self, size: Mil, text: &str) -> Line {
        // Controls have no shape, and a PDF's text none for them either.
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        let shaped = rustybuzz::shape(&self.face, &[], buffer);
        let mut starts: Vec<u32> = shaped.glyph_infos().iter().map(|glyph| glyph.cluster).collect();
        starts.sort_unstable();
        starts.dedup();
        let whole = text.len();
        // A cluster's text ends where the next one begins, in whichever direction it runs.
        let end = |start: u32| {
            let next = starts.get(starts.partition_point(|other| *other <= start));
            next.and_then(|next| usize::try_from(*next).ok()).unwrap_or(whole)
        };
        let mut units = 0;
        let mut glyphs = Vec::with_capacity(shaped.len());
        for (glyph, at) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            units += i64::from(at.x_advance);
            let start = usize::try_from(glyph.cluster).unwrap_or_default().min(whole);
            let em = |units: i32| self.ems(units);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.glyph_id),
                em(at.x_advance),
                em(at.x_offset),
                em(at.y_offset),
                em(at.y_advance),
                start..end(glyph.cluster),
                None,
            ));
        }
        Line { width: self.scaled(units, size), text, glyphs }
    }

    #[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a place on paper is not money")]
    fn ems(&self, units: i32) -> f32 {
        units as f32 / self.face.units_per_em().max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: (Weight, Mil) = (Weight::Regular, 10 * PT);

    fn texts(width: Mil, text: &str) -> Vec<String> {
        let fonts = Fonts::new().unwrap();
        let lines = fonts.wrap(STYLE, width, 100, text);
        assert!(lines.iter().all(|line| line.width <= width), "{lines:?}");
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_text_breaks_at_spaces_and_where_it_says_so() {
        assert_eq!(texts(500 * PT, "one two\n\nthree"), ["one two", "three"]);
        let lines = texts(60 * PT, "the quick brown fox");
        assert_eq!(lines.join(" "), "the quick brown fox");
        assert!(lines.len() > 1);
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken_and_none_of_it_lost() {
        let word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(20);
        assert_eq!(texts(100 * PT, &word).concat(), word);
    }

    #[test]
    fn whatever_people_type_has_a_shape() {
        let fonts = Fonts::new().unwrap();
        for text in ["", "שלום עולם", "مرحبا", "中文", "a\u{301}e\u{0}x\u{7}", "👩‍👩‍👧", "ΑΒΓ Жук €"]
        {
            let line = fonts.line(Weight::Bold, 9 * PT, text);
            assert!(line.glyphs.iter().all(|glyph| line.text.get(glyph.text_range.clone()).is_some()), "{text}");
        }
    }

    #[test]
    fn figures_are_all_as_wide_so_that_columns_stand() {
        let fonts = Fonts::new().unwrap();
        let widths: Vec<Mil> =
            "0123456789".chars().map(|c| fonts.line(Weight::Regular, 9 * PT, &c.to_string()).width).collect();
        assert!(widths.windows(2).all(|two| two[0] == two[1]), "{widths:?}");
    }
}
