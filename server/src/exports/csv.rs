//! Comma-separated values, for whatever reads them: UTF-8 with a byte order mark, lines that end in CRLF. Amounts are
//! plain numbers in the column's currency, moments are on the firm's clock.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe in front, as a person would type it. It
//! changes the text by one character, and that is less harm than a formula that runs on the reader's machine.

use std::io::Write;

use super::{
    Cell,
    sheet::{Rows, Sheet},
};

/// What tells programs that it is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes a file.
///
/// # Errors
/// When the rows break off, or nobody takes the bytes.
pub fn write(sheet: &Sheet, rows: &mut Rows, mut out: impl Write) -> anyhow::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(sheet.headings.iter().map(|heading| heading.label.as_bytes()))?;
    while let Some(page) = rows.page()? {
        for row in page {
            for cell in &row {
                writer.write_field(text(sheet, cell))?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn text(sheet: &Sheet, cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Money(money) => money.plain(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Moment(at) => {
            sheet.local(*at).map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        }
    }
}

/// A text that no spreadsheet takes for a formula. White space in front does not hide one from all of them, and some
/// read full-width signs as plain ones.
fn harmless(text: &str) -> String {
    let begins_badly = text.starts_with(|c: char| c.is_control());
    let sign = text.trim_start().chars().next();
    let dangerous = matches!(sign, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if begins_badly || dangerous { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_text() {
        for hostile in ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|'/c calc'!A1"] {
            assert_eq!(harmless(hostile), format!("'{hostile}"));
        }
        for plain in ["Lease", "1=1", "a@b.example", "", "'quoted'", "(=1)"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
