//! Reading an uploaded file: CSV, TSV, TXT and XLSX into rows of cells.
//!
//! Rows come one at a time, so that memory does not grow with the file. Nothing in a file makes it
//! panic, and every limit is checked before what it limits is in memory: a workbook's texts are kept
//! (they are shared between its cells), its rows are not.
//!
//! It waits for the disk and computes: call it from a thread that may block.

use std::{
    io::{Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use domain::imports::FileRow;

mod delimited;
mod delimiter;
mod encoding;
mod error;
mod kind;
mod table;
#[cfg(test)]
mod tests;
mod xlsx;

pub use encoding::TextEncoding;
pub use error::ReadError;
pub use kind::FileKind;

use kind::Container;
use table::Table;

/// How much is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Rows below the headers.
    pub rows: u32,
    /// Columns.
    pub columns: usize,
    /// Characters of a cell.
    pub cell: usize,
    /// Bytes that a workbook unpacks to.
    pub unpacked: u64,
    /// Parts of a workbook.
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 50_000_000, rows: 100_000, columns: 200, cell: 10_000, unpacked: 500_000_000, parts: 5_000 }
    }
}

/// What a person says about the file. Without it, the file decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How much is read.
    pub limits: Limits,
    /// The separator of a text file, if the guess was wrong.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook; without it, the first that is visible.
    pub sheet: Option<String>,
}

/// What comes out of a file, in this order: the headers once, then rows.
#[derive(Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// The headers, from the first column on; some may be blank.
    Headers(&'a [String]),
    /// A row below the headers that is not blank.
    Row(FileRow),
}

/// What a file is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Text with a separator.
    Text {
        /// The separator.
        delimiter: u8,
        /// How its characters are encoded.
        encoding: TextEncoding,
    },
    /// A workbook.
    Workbook {
        /// The sheet that was read.
        sheet: String,
        /// The visible sheets, to choose from.
        sheets: Vec<String>,
    },
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What the file is written in.
    pub format: Format,
    /// The headers.
    pub headers: Vec<String>,
    /// The row of the headers: the first, unless a title stands above them.
    pub header_row: u32,
    /// How many rows were handed on.
    pub rows: u32,
    /// Whether that is all of them; not, if the receiver had enough.
    pub complete: bool,
}

/// Reads a file from its beginning. `receive` gets the headers, then each row, and says when it has
/// had enough.
///
/// # Errors
/// When the file can't be read, or not to its end: rows that were handed on before do not count then.
pub fn read<R: Read + Seek>(
    mut file: R,
    options: &Options,
    mut receive: impl FnMut(Item<'_>) -> ControlFlow<()>,
) -> Result<Summary, ReadError> {
    let limits = &options.limits;
    if file.seek(SeekFrom::End(0))? > limits.bytes {
        return Err(ReadError::TooLarge { limit: limits.bytes });
    }
    let mut table = Table::new(limits, &mut receive);
    let format = match kind::container(&mut file)? {
        Container::Text => delimited::read(&mut file, options, &mut table)?,
        Container::Zip => xlsx::read(&mut file, options, &mut table)?,
    };
    table.finish(format)
}

/// The beginning of a file, for the step in which its columns are mapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What was read.
    pub summary: Summary,
    /// The first rows.
    pub rows: Vec<FileRow>,
}

/// Reads the headers and the first rows.
///
/// # Errors
/// When the file can't be read so far.
pub fn preview<R: Read + Seek>(file: R, options: &Options, rows: usize) -> Result<Preview, ReadError> {
    let mut first = Vec::new();
    let summary = read(file, options, |item| {
        if let Item::Row(row) = item {
            first.push(row);
        }
        if first.len() < rows { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(Preview { summary, rows: first })
}
