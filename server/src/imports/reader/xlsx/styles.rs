//! Which of a workbook's number formats show days.

use std::{
    collections::HashMap,
    io::{Read, Seek},
};

use super::{super::ReadError, package::Package, xml::Token};

/// The most formats of cells. Excel has 65,490.
const MOST: usize = 200_000;

/// For each format of cells, whether it shows a day.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    /// Reads them, if the workbook has some.
    pub(super) fn read<R: Read + Seek>(package: &mut Package<'_, R>, path: Option<&str>) -> Result<Self, ReadError> {
        let mut styles = Self::default();
        let Some(path) = path else { return Ok(styles) };
        let Some(mut xml) = package.part(path)? else { return Ok(styles) };
        let mut own: HashMap<u32, bool> = HashMap::new();
        let mut in_cells = false;
        loop {
            match xml.next()? {
                Token::Start(tag) => match tag.name() {
                    "numFmt" => {
                        let [id, code] = tag.attributes(["numFmtId", "formatCode"]);
                        if let Some((id, code)) = id.and_then(|id| id.parse().ok()).zip(code) {
                            own.insert(id, shows_day(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id: u32 = tag.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        styles.0.push(own.get(&id).copied().unwrap_or_else(|| built_in_day(id)));
                    }
                    _ => {}
                },
                Token::End(tag) if tag.name() == "cellXfs" => in_cells = false,
                Token::Eof => return Ok(styles),
                _ => {}
            }
            if styles.0.len() > MOST || own.len() > MOST {
                return Err(ReadError::Damaged("it has too many formats"));
            }
        }
    }

    /// Whether a cell of this format shows a day.
    pub(super) fn shows_day(&self, style: usize) -> bool {
        self.0.get(style).copied().unwrap_or(false)
    }
}

/// Formats that every workbook has: ECMA-376, part 1, 18.8.30. 18 to 21 and 45 to 47 are times.
fn built_in_day(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58)
}

/// Whether a format's code shows a day: it has a day or a year, or a month that is no minute.
fn shows_day(code: &str) -> bool {
    let (mut month, mut time) = (false, false);
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c.to_ascii_lowercase() {
            // Quoted text, escaped characters, and conditions or colours in brackets.
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // `[h]` is time that has elapsed.
                time |= inner.chars().all(|c| "hHmMsS".contains(c));
            }
            // Other sections are for negative numbers, zero and text.
            ';' => break,
            'd' | 'y' => return true,
            'm' => month = true,
            'h' | 's' => time = true,
            _ => {}
        }
    }
    // `AM/PM` has an M as well, but always beside an hour.
    month && !time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_a_day_are_told_from_others() {
        for code in [
            "yyyy-mm-dd",
            "d/m/yy",
            "[$-409]d\\-mmm\\-yy;@",
            "mmm",
            "dd.mm.yyyy hh:mm",
            "[Red]YYYY",
            "yyyy\"年\"m\"月\"",
        ] {
            assert!(shows_day(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0.00 \"days\"",
            "h:mm AM/PM",
            "[h]:mm:ss",
            "mm:ss",
            "[$$-409]#,##0.00",
            "0\\d",
            "@",
            "0;d",
        ] {
            assert!(!shows_day(code), "{code}");
        }
    }
}
