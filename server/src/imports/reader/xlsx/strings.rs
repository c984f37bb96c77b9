//! The texts that a workbook's cells share.

use std::io::{Read, Seek};

use super::{
    super::{Limits, ReadError},
    package::Package,
    xml::{Token, Xml},
};

/// The most bytes of shared texts: they are kept in memory.
const MOST_BYTES: usize = 128_000_000;

/// The most shared texts.
const MOST_TEXTS: usize = 5_000_000;

/// The shared texts, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    texts: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads them, if the workbook has some.
    pub(super) fn read<R: Read + Seek>(
        package: &mut Package<'_, R>,
        path: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let mut strings = Self::default();
        let Some(path) = path else { return Ok(strings) };
        let Some(mut xml) = package.part(path)? else { return Ok(strings) };
        loop {
            match xml.next()? {
                Token::Start(tag) if tag.name() == "si" => {
                    drop(tag);
                    let start = strings.texts.len();
                    rich_text(&mut xml, "si", &mut strings.texts, most_bytes(limits))?;
                    if strings.texts[start..].contains("_x") {
                        let plain = unescaped(&strings.texts[start..]);
                        strings.texts.replace_range(start.., &plain);
                    }
                    strings.ends.push(strings.texts.len());
                    if strings.texts.len() > MOST_BYTES || strings.ends.len() > MOST_TEXTS {
                        return Err(ReadError::UnpacksTooLarge { limit: limits.unpacked });
                    }
                }
                Token::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    /// A shared text.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.texts.get(start..end)
    }
}

/// As many bytes as show that a text is too long for a cell: what is beyond is not kept.
pub(super) fn most_bytes(limits: &Limits) -> usize {
    (limits.cell + 1) * 4
}

/// Collects the text within a tag, up to some bytes: its runs, without what tells how it is pronounced.
pub(super) fn rich_text<R: Read>(xml: &mut Xml<R>, end: &str, text: &mut String, most: usize) -> Result<(), ReadError> {
    let start = text.len();
    let (mut in_text, mut in_reading) = (false, false);
    loop {
        match xml.within()? {
            Token::Start(tag) => match tag.name() {
                "t" => in_text = true,
                "rPh" => in_reading = true,
                _ => {}
            },
            Token::End(tag) => match tag.name() {
                "t" => in_text = false,
                "rPh" => in_reading = false,
                name if name == end => return Ok(()),
                _ => {}
            },
            Token::Text(piece) if in_text && !in_reading && text.len() - start < most => text.push_str(&piece),
            _ => {}
        }
    }
}

/// Characters that XML can't have are written `_x000D_`, and an underscore before such a thing `_x005F_`.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match character {
            Some(character) => {
                plain.push(character);
                rest = &rest[7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        for plain in ["_x", "_xZZZZ_", "_x000", "a_x00é_", "max_x1"] {
            assert_eq!(unescaped(plain), plain);
        }
    }
}
