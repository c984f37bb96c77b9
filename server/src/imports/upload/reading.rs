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
/// Bytes of all rows: the cells of a workbook can share a text, and be larger than the file a thousand times.
const MOST_BYTES: usize = 200_000_000;
/// Pieces that wait.
const WAITING: usize = 2;

/// Begins to read.
pub(super) fn begin(file: File, sheet: Option<String>) -> (JoinHandle<Result<Summary>>, Pieces) {
    let (pieces, waiting) = mpsc::channel(WAITING);
    let sheet = sheet.filter(|sheet| !sheet.is_empty());
    let options = Options { sheet, ..Options::default() };
    let reading = Reading { pieces, columns: 0, rows: Vec::new(), bytes: 0, all_bytes: 0, failure: None };
    (spawn_blocking(move || reading.read(file, &options)), waiting)
}

struct Reading {
    pieces: mpsc::Sender<Piece>,
    columns: usize,
    rows: Vec<NewRaw>,
    bytes: usize,
    all_bytes: usize,
    failure: Option<Error>,
}

impl Reading {
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
                self.bytes += row.size();
                self.all_bytes += row.size();
                self.rows.push(row);
            }
            Err(error) => self.failure = Some(error),
        }
        if self.all_bytes > MOST_BYTES {
            self.failure = Some(too_much_text());
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
