//! What is written is what is read, whatever the cells contain.

use proptest::{collection::vec, prelude::*};
use rust_xlsxwriter::Workbook;

use super::*;

/// A cell that a text file can have, also in Windows-1252: no control characters but breaks.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9 .,;|'@€üéß-]{0,12}",
        1 => "[\"a\n,;\t|]{0,8}",
        1 => "=[A-Z0-9+()]{0,6}",
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2..6_usize).prop_flat_map(|width| vec(vec(cell(), width), 1..12))
}

/// Rows as they are read: without blank cells at the end, and without blank rows.
fn expected(table: &[Vec<String>]) -> Vec<Vec<String>> {
    let trimmed = |row: &Vec<String>| {
        let end = row.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        row[..end].to_vec()
    };
    table.iter().map(trimmed).filter(|row| !row.is_empty()).map(plain).collect()
}

/// A workbook's blank cells are left out, whatever blank is in them.
fn plain(row: Vec<String>) -> Vec<String> {
    row.into_iter().map(|cell| if cell.trim().is_empty() { String::new() } else { cell }).collect()
}

fn headers(width: usize) -> Vec<String> {
    (0..width).map(|at| format!("Header {at}")).collect()
}

fn check_same(bytes: &[u8], options: &Options, table: &[Vec<String>]) -> Result<(), TestCaseError> {
    let wanted = expected(table);
    match read_all(bytes, options) {
        Ok(read) => {
            let got: Vec<Vec<String>> =
                read.rows.into_iter().map(|row| plain(row.cells.into_iter().map(|cell| cell.text).collect())).collect();
            prop_assert_eq!(got, wanted);
        }
        Err(ReadError::OnlyHeaders) => prop_assert!(wanted.is_empty()),
        Err(error) => prop_assert!(false, "{error:?}"),
    }
    Ok(())
}

/// Beginnings that lead to different readers.
const PREFIXES: &[&[u8]] = &[b"", b"PK\x03\x04", b"Name,Amount\n", b"\xFF\xFE", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];

proptest! {
    #[test]
    fn text_files_come_back(
        table in table(),
        delimiter in prop::sample::select(&b",;\t|"[..]),
        encoding in 0..5_u8,
        quote_all: bool,
        crlf: bool,
    ) {
        // ß and € beside each other would be valid UTF-8 by chance.
        let table: Vec<Vec<String>> = match encoding {
            4 => table.iter().map(|row| row.iter().map(|cell| cell.replace('€', "E")).collect()).collect(),
            _ => table,
        };
        let style = if quote_all { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(style)
            .terminator(terminator)
            .from_writer(Vec::new());
        writer.write_record(headers(table[0].len())).unwrap();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let utf16 = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let bytes = match encoding {
            0 => text.clone().into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => utf16(&format!("\u{feff}{text}"), u16::to_le_bytes),
            3 => utf16(&format!("\u{feff}{text}"), u16::to_be_bytes),
            _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        };
        check_same(&bytes, &Options::default(), &table)?;
    }

    #[test]
    fn workbooks_come_back(table in table(), constant_memory: bool) {
        let mut book = Workbook::new();
        let sheet = if constant_memory { book.add_worksheet_with_constant_memory().unwrap() } else { book.add_worksheet() };
        for (row, cells) in (0..).zip(std::iter::once(&headers(table[0].len())).chain(&table)) {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        check_same(&book.save_to_buffer().unwrap(), &Options::default(), &table)?;
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in vec(any::<u8>(), 0..400), prefix in prop::sample::select(PREFIXES)) {
        let file = [prefix, &bytes].concat();
        if let Err(error) = read_all(&file, &Options::default()) {
            prop_assert!(!error.to_string().is_empty() && !error.code().is_empty());
        }
    }
}
