//! CSV, TSV and TXT: cells with a separator between them.

use std::{
    io::{Read, Seek},
    ops::ControlFlow,
};

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use domain::imports::Cell;

use super::{
    Format, Options, ReadError,
    delimiter::{Separation, separation},
    encoding::{self, Text, TextEncoding},
    table::Table,
};

/// Reads a text file into a table.
pub(super) fn read<R: Read + Seek>(
    file: &mut R,
    options: &Options,
    table: &mut Table<'_>,
) -> Result<Format, ReadError> {
    let encoding = encoding::detect(file)?;
    let separation = separate(file, encoding, options)?;
    let mut rows = Rows::new(separation, table);
    let mut text = Text::open(file, encoding)?;
    let format = Format::Text { delimiter: separation.delimiter, encoding };
    loop {
        let piece = text.piece()?;
        if piece.is_empty() {
            rows.end()?;
            return Ok(format);
        }
        if rows.take(piece.as_bytes())?.is_break() {
            return Ok(format);
        }
    }
}

fn separate<R: Read + Seek>(file: &mut R, encoding: TextEncoding, options: &Options) -> Result<Separation, ReadError> {
    let mut text = Text::open(file, encoding)?;
    let found = separation(text.piece()?);
    Ok(options.delimiter.map_or(found, |delimiter| Separation { delimiter, ..found }))
}

/// Puts rows together from pieces of text.
struct Rows<'a, 'b> {
    reader: Reader,
    table: &'a mut Table<'b>,
    /// The cell under way, and how much of it is there. It is as large as a cell may be.
    cell: Vec<u8>,
    filled: usize,
    /// The row under way.
    cells: Vec<Cell>,
    column: usize,
    /// The number of the last row that is complete.
    row: u32,
    /// Line breaks inside cells: a spreadsheet does not count them as rows.
    inner_breaks: u64,
    last_byte: u8,
    /// The first line names the separator and is no row.
    skip: bool,
}

impl<'a, 'b> Rows<'a, 'b> {
    fn new(separation: Separation, table: &'a mut Table<'b>) -> Self {
        // A character has up to four bytes; one more shows that there is too much.
        let cell = vec![0; table.limits.cell * 4 + 1];
        Self {
            reader: ReaderBuilder::new().delimiter(separation.delimiter).build(),
            table,
            cell,
            filled: 0,
            cells: Vec::new(),
            column: 0,
            row: 0,
            inner_breaks: 0,
            last_byte: b'\n',
            skip: separation.named,
        }
    }

    /// Takes in a piece of text, which is not empty: to the parser, that would be the end.
    fn take(&mut self, mut input: &[u8]) -> Result<ControlFlow<()>, ReadError> {
        let nul = memchr::memchr(0, input);
        input = &input[..nul.unwrap_or(input.len())];
        while !input.is_empty() {
            let (result, read, written) = self.reader.read_field(input, &mut self.cell[self.filled..]);
            self.last_byte = if read > 0 { input[read - 1] } else { self.last_byte };
            input = &input[read..];
            self.filled += written;
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::End => break,
                ReadFieldResult::OutputFull => return Err(self.too_long(breaks(&self.cell[..self.filled]))),
                ReadFieldResult::Field { record_end } => {
                    self.end_cell()?;
                    if record_end && self.end_row()?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        match nul {
            Some(_) => Err(ReadError::Nul { row: self.current_row() }),
            None => Ok(ControlFlow::Continue(())),
        }
    }

    /// After the last piece. A line break that becomes part of a cell shows that a quotation mark is open.
    fn end(&mut self) -> Result<(), ReadError> {
        let before = self.filled;
        if self.take(b"\n")?.is_break() {
            return Ok(());
        }
        if self.filled > before { Err(ReadError::UnclosedQuote { row: self.current_row() }) } else { Ok(()) }
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        let limits = self.table.limits;
        // The pieces are text, and they are cut at ASCII characters.
        let text = String::from_utf8_lossy(&self.cell[..self.filled]).into_owned();
        let inner = breaks(text.as_bytes());
        self.inner_breaks += inner;
        self.filled = 0;
        if text.len() > limits.cell && text.chars().count() > limits.cell {
            return Err(self.too_long(inner));
        }
        self.column += 1;
        if self.column <= limits.columns {
            self.cells.push(Cell::text(text));
        } else if !text.trim().is_empty() {
            return Err(ReadError::TooManyColumns { row: self.current_row(), limit: limits.columns });
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<ControlFlow<()>, ReadError> {
        self.row = self.current_row();
        self.column = 0;
        let cells = std::mem::take(&mut self.cells);
        self.cells.reserve(cells.len());
        if std::mem::take(&mut self.skip) {
            return Ok(ControlFlow::Continue(()));
        }
        self.table.push(self.row, cells)
    }

    /// The number that a spreadsheet gives the row under way. The parser passes over blank lines,
    /// but counts them; breaks inside cells do not count.
    fn current_row(&self) -> u32 {
        let inner = self.inner_breaks + breaks(&self.cell[..self.filled]);
        let finished = u64::from(self.last_byte == b'\n' && self.filled == 0);
        let row = self.reader.line().saturating_sub(inner + finished);
        u32::try_from(row).unwrap_or(u32::MAX).max(self.row.saturating_add(1))
    }

    fn too_long(&self, breaks: u64) -> ReadError {
        let row = self.current_row();
        // Over several lines, it is rather a quotation mark that is missing.
        match breaks {
            0 => ReadError::CellTooLong { row, column: self.column, limit: self.table.limits.cell },
            _ => ReadError::UnclosedQuote { row },
        }
    }
}

fn breaks(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
