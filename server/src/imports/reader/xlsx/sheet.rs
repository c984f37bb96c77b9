//! The rows of a sheet.

use std::{borrow::Cow, io::Read};

use domain::{
    CivilDate,
    imports::{Cell, CellKind},
};

use super::{
    super::{Limits, ReadError},
    digits::{self, Epoch},
    strings::{Strings, most_bytes, rich_text, unescaped},
    styles::Styles,
    xml::{Tag, Token, Xml},
};

/// A sheet, row by row.
pub(super) struct Rows<'a, R: Read> {
    xml: Xml<R>,
    strings: &'a Strings,
    styles: &'a Styles,
    epoch: Epoch,
    limits: &'a Limits,
    /// The number of the last row.
    row: u32,
    /// The text of the cell under way.
    text: String,
}

/// What a cell's tag says.
#[derive(Clone, Copy)]
struct Head {
    column: usize,
    stored: Stored,
    style: usize,
}

/// How a cell's value is to be read.
#[derive(Clone, Copy)]
enum Stored {
    /// The number of a shared text.
    Shared,
    /// Text of its own.
    Text,
    /// 0 or 1.
    Flag,
    /// An error.
    Error,
    /// A day in ISO 8601.
    Day,
    /// A number, which can stand for a day.
    Number,
}

impl<'a, R: Read> Rows<'a, R> {
    pub(super) fn new(xml: Xml<R>, strings: &'a Strings, styles: &'a Styles, epoch: Epoch, limits: &'a Limits) -> Self {
        Self { xml, strings, styles, epoch, limits, row: 0, text: String::new() }
    }

    /// The next row with its number; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Vec<Cell>)>, ReadError> {
        loop {
            match self.xml.next()? {
                Token::Start(tag) if tag.name() == "row" => {
                    let number = tag.attribute("r").and_then(|r| r.parse::<u32>().ok());
                    self.row = number.unwrap_or(0).max(self.row.saturating_add(1));
                    drop(tag);
                    return Ok(Some((self.row, self.cells()?)));
                }
                Token::End(tag) if tag.name() == "sheetData" => return Ok(None),
                Token::Eof => return Err(ReadError::Damaged("a sheet ends too early")),
                _ => {}
            }
        }
    }

    fn cells(&mut self) -> Result<Vec<Cell>, ReadError> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut next_column = 0;
        loop {
            match self.xml.within()? {
                Token::Start(tag) if tag.name() == "c" => {
                    let head = head(&tag, next_column);
                    drop(tag);
                    next_column = head.column.saturating_add(1);
                    let cell = self.cell(head)?;
                    if cell.is_blank() {
                        continue;
                    }
                    if head.column >= self.limits.columns {
                        return Err(ReadError::TooManyColumns { row: self.row, limit: self.limits.columns });
                    }
                    if cells.len() <= head.column {
                        cells.resize_with(head.column + 1, Cell::default);
                    }
                    cells[head.column] = cell;
                }
                Token::End(tag) if tag.name() == "row" => return Ok(cells),
                _ => {}
            }
        }
    }

    /// Reads on to the end of a cell.
    fn cell(&mut self, head: Head) -> Result<Cell, ReadError> {
        self.text.clear();
        let (mut in_value, mut has_value, mut formula, mut inline) = (false, false, false, false);
        let most = most_bytes(self.limits);
        loop {
            match self.xml.within()? {
                Token::Start(tag) => match tag.name() {
                    "v" => (in_value, has_value) = (true, true),
                    "f" => formula = true,
                    "is" => inline = true,
                    _ => {}
                },
                Token::End(tag) => match tag.name() {
                    "v" => in_value = false,
                    "c" => break,
                    _ => {}
                },
                Token::Text(piece) if in_value && self.text.len() < most => self.text.push_str(&piece),
                _ => {}
            }
            if std::mem::take(&mut inline) {
                has_value = true;
                // A value beside it says the same.
                self.text.clear();
                rich_text(&mut self.xml, "is", &mut self.text, most)?;
            }
        }
        // A formula without a value was never calculated. One whose value is empty text was.
        let (kind, text) = if has_value { self.value(head)? } else { (CellKind::Text, Cow::Borrowed("")) };
        if text.len() > self.limits.cell && text.chars().count() > self.limits.cell {
            let limit = self.limits.cell;
            return Err(ReadError::CellTooLong { row: self.row, column: head.column, limit });
        }
        let formula = formula && !(has_value && text.is_empty());
        Ok(Cell { text: text.into_owned(), kind, formula })
    }

    /// What the value means.
    fn value(&self, head: Head) -> Result<(CellKind, Cow<'_, str>), ReadError> {
        let stored = self.text.as_str();
        Ok(match head.stored {
            Stored::Shared => {
                let shared = stored.trim().parse().ok().and_then(|at| self.strings.get(at));
                (CellKind::Text, shared.ok_or(ReadError::Damaged("a cell's text is missing"))?.into())
            }
            Stored::Text => (CellKind::Text, unescaped(stored).into()),
            Stored::Flag if matches!(stored.trim(), "0" | "false") => (CellKind::Text, "FALSE".into()),
            Stored::Flag => (CellKind::Text, "TRUE".into()),
            Stored::Error => (CellKind::Error, stored.into()),
            Stored::Day => match stored.get(..10).filter(|day| day.parse::<CivilDate>().is_ok()) {
                Some(day) => (CellKind::Date, day.into()),
                None => (CellKind::Text, stored.into()),
            },
            Stored::Number => self.number(stored, head.style),
        })
    }

    fn number<'t>(&self, stored: &'t str, style: usize) -> (CellKind, Cow<'t, str>) {
        let Some(plain) = digits::plain(stored.trim()) else { return (CellKind::Text, stored.into()) };
        let shows_day = self.styles.shows_day(style);
        match digits::day(&plain, self.epoch).filter(|_| shows_day) {
            Some(day) => (CellKind::Date, day.to_string().into()),
            None => (CellKind::Number, plain.into()),
        }
    }
}

fn head(tag: &Tag<'_>, next_column: usize) -> Head {
    let [place, kind, style] = tag.attributes(["r", "t", "s"]);
    Head {
        column: place.and_then(|place| column(&place)).unwrap_or(next_column),
        stored: match kind.as_deref() {
            Some("s") => Stored::Shared,
            Some("str" | "inlineStr" | "is") => Stored::Text,
            Some("b") => Stored::Flag,
            Some("e") => Stored::Error,
            Some("d") => Stored::Day,
            _ => Stored::Number,
        },
        style: style.and_then(|style| style.parse().ok()).unwrap_or(0),
    }
}

/// The column of a cell's name, from 0: that of `B7` is 1.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let column =
        letters.take(8).fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    column.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (place, expected) in
            [("A1", Some(0)), ("b7", Some(1)), ("AA10", Some(26)), ("XFD1", Some(16_383)), ("7", None), ("", None)]
        {
            assert_eq!(column(place), expected, "{place}");
        }
        assert!(column("ZZZZZZZZZZZZZZZZ1").is_some_and(|column| column > 200));
    }
}
