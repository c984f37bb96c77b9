//! Reading a file in a thread of its own, and handing on what is in it.

use std::{fs::File, io::BufReader, ops::ControlFlow};

use domain::imports::FileRow;
use tokio::{
    sync::mpsc,
    task::{JoinHandle, spawn_blocking},
};

use super::super::{
    draft::bad_file,
    raw::NewRaw,
    reader::{self, Item, Options, ReadError, Summary},
};
use crate::http::{Error, Result};

/// What comes out of a file: the headers once, then rows.
pub(super) enum Piece {
    /// The headers.
    Headers(Vec<String>),
    /// Rows below them.
    Rows(Vec<NewRaw>),
}

/// What comes out of a file, a little at a time.
pub(super) type Pieces = mpsc::Receiver<Piece>;

/// Rows of a piece.
const ROWS: usize = 1000;
/// Bytes of a piece, about.
const BYTES: usize = 2_000_000;
/// Bytes of what is in all cells: those of a workbook can share a text, and be larger than the file a thousand times.
const MOST_TEXT: usize = 200_000_000;
/// Pieces that wait.
const WAITING: usize = 2;

/// Begins to read.
pub(super) fn begin(file: File, sheet: Option<String>) -> (JoinHandle<Result<Summary>>, Pieces) {
    let (pieces, waiting) = mpsc::channel(WAITING);
    let sheet = sheet.filter(|sheet| !sheet.is_empty());
    let options = Options { sheet, ..Options::default() };
    let reading = Reading::new(pieces, MOST_TEXT);
    (spawn_blocking(move || reading.read(file, &options)), waiting)
}

struct Reading {
    pieces: mpsc::Sender<Piece>,
    columns: usize,
    rows: Vec<NewRaw>,
    bytes: usize,
    /// Bytes that cells may still have.
    text_left: usize,
    failure: Option<Error>,
}

impl Reading {
    fn new(pieces: mpsc::Sender<Piece>, text_left: usize) -> Self {
        Self { pieces, columns: 0, rows: Vec::new(), bytes: 0, text_left, failure: None }
    }

    fn read(mut self, file: File, options: &Options) -> Result<Summary> {
        let read = reader::read(BufReader::new(file), options, |item| match item {
            Item::Headers(headers) => {
                self.columns = headers.len();
                self.send(Piece::Headers(headers.to_vec()))
            }
            Item::Row(row) => self.take(row),
        });
        let summary = read.map_err(|why| refuse(&why))?;
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        // Without its receiver nobody knows what is stored; it knows why it went.
        let _ = self.send_rows();
        Ok(summary)
    }

    fn take(&mut self, row: FileRow) -> ControlFlow<()> {
        match NewRaw::new(row, self.columns) {
            Ok(row) => {
                match self.text_left.checked_sub(row.text) {
                    Some(left) => self.text_left = left,
                    None => self.failure = Some(too_much_text()),
                }
                self.bytes += row.size();
                self.rows.push(row);
            }
            Err(error) => self.failure = Some(error),
        }
        match self.rows.len() {
            _ if self.failure.is_some() => ControlFlow::Break(()),
            rows if rows >= ROWS || self.bytes >= BYTES => self.send_rows(),
            _ => ControlFlow::Continue(()),
        }
    }

    fn send_rows(&mut self) -> ControlFlow<()> {
        self.bytes = 0;
        match std::mem::take(&mut self.rows) {
            rows if rows.is_empty() => ControlFlow::Continue(()),
            rows => self.send(Piece::Rows(rows)),
        }
    }

    fn send(&self, piece: Piece) -> ControlFlow<()> {
        match self.pieces.blocking_send(piece) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

fn refuse(why: &ReadError) -> Error {
    if let ReadError::Io(error) = why {
        tracing::warn!(%error, "an uploaded file could not be read");
    }
    bad_file(if matches!(why, ReadError::TooLarge { .. }) { 413 } else { 422 }, why.code(), why)
}

fn too_much_text() -> Error {
    let why = "The rows hold more than 200 MB of text: split the file into several, or leave out columns";
    bad_file(422, "too-much-text", why)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// Reads a file whose cells may have so much text, and answers how many rows came out.
    fn read(text: &str, most: usize) -> (Result<Summary>, usize) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let (pieces, mut waiting) = mpsc::channel(100);
        let summary = Reading::new(pieces, most).read(file, &Options::default());
        let mut rows = 0;
        while let Ok(piece) = waiting.try_recv() {
            rows += match piece {
                Piece::Headers(headers) => usize::from(headers != ["Email", "Amount"]) * 1_000_000,
                Piece::Rows(rows) => rows.len(),
            };
        }
        (summary, rows)
    }

    #[test]
    fn all_rows_come_in_pieces() {
        let (summary, rows) = read(&format!("Email,Amount\n{}", "a@example.org,5\n".repeat(2_500)), MOST_TEXT);
        assert_eq!((summary.ok().unwrap().rows, rows), (2_500, 2_500));
    }

    #[test]
    fn text_has_a_limit_of_its_own() {
        let file = format!("Email,Amount\n{}", "a@example.org,5\n".repeat(10));
        assert!(read(&file, 140).0.is_ok());
        let (refused, rows) = read(&file, 139);
        let Err(Error::Problem(problem)) = refused else { panic!("it was read") };
        assert!(problem.field("/file").unwrap().contains("200 MB"), "{problem:?}");
        assert_eq!(rows, 0);
    }
}
