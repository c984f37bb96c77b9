//! Finding the headers among raw rows, and handing on what stands below them.

use std::ops::ControlFlow;

use domain::imports::{Cell, FileRow, header, recognise};

use super::{Format, Item, Limits, ReadError, Summary};

/// Rows in which the headers are looked for: reports put a title and a date above them.
const LOOK_AT: usize = 10;

/// Receives the raw rows of either kind of file.
pub(super) struct Table<'a> {
    pub(super) limits: &'a Limits,
    receive: &'a mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    /// Rows that are held back until the headers are known.
    waiting: Vec<FileRow>,
    headers: Option<Headers>,
    rows: u32,
    stopped: bool,
}

struct Headers {
    row: u32,
    texts: Vec<String>,
}

impl<'a> Table<'a> {
    pub(super) fn new(limits: &'a Limits, receive: &'a mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Self {
        Self { limits, receive, waiting: Vec::new(), headers: None, rows: 0, stopped: false }
    }

    /// Takes in one row; says when no more are wanted.
    pub(super) fn push(&mut self, number: u32, mut cells: Vec<Cell>) -> Result<ControlFlow<()>, ReadError> {
        while cells.last().is_some_and(Cell::is_blank) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(self.flow());
        }
        let row = FileRow { number, cells };
        if self.headers.is_some() {
            self.hand_on(row)?;
        } else {
            self.waiting.push(row);
            if self.waiting.len() == LOOK_AT {
                self.find_headers()?;
            }
        }
        Ok(self.flow())
    }

    /// After the last row.
    pub(super) fn finish(mut self, format: Format) -> Result<Summary, ReadError> {
        if self.headers.is_none() {
            self.find_headers()?;
        }
        let Some(headers) = self.headers else {
            return Err(nothing(format));
        };
        if self.rows == 0 && !self.stopped {
            return Err(ReadError::OnlyHeaders);
        }
        let complete = !self.stopped;
        Ok(Summary { format, headers: headers.texts, header_row: headers.row, rows: self.rows, complete })
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Chooses the headers among the rows that wait: those with two known names, or else the first
    /// row with two cells, or else the first row.
    fn find_headers(&mut self) -> Result<(), ReadError> {
        let waiting = std::mem::take(&mut self.waiting);
        let known = |row: &FileRow| recognise(&texts(row)).headers.iter().filter(|h| h.column.is_some()).count();
        let filled = |row: &FileRow| row.cells.iter().filter(|cell| !cell.is_blank()).count();
        let by_name = waiting.iter().position(|row| known(row) >= 2 && !header::looks_like_data(&row.cells));
        let at = by_name.or_else(|| waiting.iter().position(|row| filled(row) >= 2)).unwrap_or(0);
        let mut rows = waiting.into_iter().skip(at);
        let Some(first) = rows.next() else { return Ok(()) };
        if header::looks_like_data(&first.cells) {
            return Err(ReadError::NoHeader { row: first.number });
        }
        let headers = Headers { row: first.number, texts: texts(&first) };
        self.stopped = (self.receive)(Item::Headers(&headers.texts)).is_break();
        self.headers = Some(headers);
        rows.try_for_each(|row| self.hand_on(row))
    }

    fn hand_on(&mut self, row: FileRow) -> Result<(), ReadError> {
        if self.stopped {
            return Ok(());
        }
        if self.rows == self.limits.rows {
            return Err(ReadError::TooManyRows { limit: self.limits.rows });
        }
        self.rows += 1;
        self.stopped = (self.receive)(Item::Row(row)).is_break();
        Ok(())
    }
}

fn texts(row: &FileRow) -> Vec<String> {
    row.cells.iter().map(|cell| cell.text.trim().to_owned()).collect()
}

fn nothing(format: Format) -> ReadError {
    match format {
        Format::Text { .. } => ReadError::Empty,
        Format::Workbook { sheet, sheets } => {
            let others = sheets.into_iter().filter(|other| *other != sheet).collect();
            ReadError::EmptySheet { sheet, others }
        }
    }
}
