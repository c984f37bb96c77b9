//! The uploaded file, with the link, its status and its id beside each row.

use std::{io::Write, path::Path};

use domain::imports::{Cell, CellKind};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::{MARK, WriteError, inert};

/// A row of the uploaded file, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// Its cells as they were uploaded and corrected.
    pub cells: Vec<Cell>,
    /// The link's address; empty, if the row has none.
    pub link: String,
    /// The link's status, or why there is none.
    pub status: String,
    /// The link's id.
    pub id: String,
}

/// The headers of the columns that are added.
const ADDED: [&str; 3] = ["Link", "Status", "Link ID"];

/// Writes the rows as CSV, one at a time.
///
/// # Errors
/// When it can't be written to where it goes.
pub fn results_csv<W: Write>(
    mut to: W,
    headers: &[String],
    rows: impl IntoIterator<Item = ResultRow>,
) -> Result<(), WriteError> {
    to.write_all(MARK)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
    for header in headers {
        writer.write_field(inert(header).as_bytes())?;
    }
    writer.write_record(ADDED)?;
    for row in rows {
        for at in 0..headers.len() {
            let cell = row.cells.get(at).map_or("", |cell| &cell.text);
            writer.write_field(inert(cell).as_bytes())?;
        }
        for text in [&row.link, &row.status, &row.id] {
            writer.write_field(inert(text).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.flush()?)
}

/// Writes the rows as a workbook. Rows that are written leave memory for a temporary file in a folder.
///
/// # Errors
/// When it can't be written to where it goes.
pub fn results_xlsx<W: Write + Send>(
    to: W,
    headers: &[String],
    rows: impl IntoIterator<Item = ResultRow>,
    folder: &Path,
) -> Result<(), WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(folder)?;
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name("Links")?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let titles = headers.iter().map(String::as_str).chain(ADDED);
    for (at, title) in (0..).zip(titles) {
        sheet.set_column_width(at, if at < column(headers.len()) { 18.0 } else { 40.0 })?;
        sheet.write_string_with_format(0, at, title, &bold)?;
    }
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..column(headers.len())).zip(&row.cells) {
            write_cell(sheet, at, column, cell, &day)?;
        }
        for (column, text) in (column(headers.len())..).zip([&row.link, &row.status, &row.id]) {
            sheet.write_string(at, column, text)?;
        }
    }
    Ok(workbook.save_to_writer(to)?)
}

/// An import has at most 200 columns.
fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Writes a cell in its kind. Text is written as text: a workbook calculates only what is stored as a formula.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, day: &Format) -> Result<(), WriteError> {
    if cell.text.is_empty() {
        return Ok(());
    }
    let date = (cell.kind == CellKind::Date).then(|| ExcelDateTime::parse_from_str(&cell.text).ok()).flatten();
    // A workbook keeps its numbers as floats, with fifteen digits that are sure.
    let sure = cell.kind == CellKind::Number && cell.text.bytes().filter(u8::is_ascii_digit).count() <= 15;
    let number = sure.then(|| cell.text.parse::<f64>().ok()).flatten();
    match (date, number) {
        (Some(date), _) => sheet.write_datetime_with_format(row, column, &date, day)?,
        (_, Some(number)) => sheet.write_number(row, column, number)?,
        _ => sheet.write_string(row, column, &cell.text)?,
    };
    Ok(())
}
