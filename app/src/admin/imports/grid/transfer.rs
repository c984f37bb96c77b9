//! Copying cells, cutting them, and pasting a block from a spreadsheet.

use domain::imports::Column;
use leptos::{ev::ClipboardEvent, prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use web_sys::Element;

use super::cursor::{Cell, Cursor};
use crate::{sheet::clip, ui::More};

/// More than anyone pastes; what is beyond is in a file.
const MOST_ROWS: usize = 20_000;

impl Cursor {
    /// Copies what is marked.
    pub fn copy(self, event: &ClipboardEvent) -> bool {
        let Some(data) = event.clipboard_data().filter(|_| on_cell(event)) else { return false };
        let text = |cell: &Cell| {
            let text = |column| self.book.read(cell.row, |line| line.text(column).to_owned());
            cell.column.and_then(text).unwrap_or_default()
        };
        let block: Vec<Vec<String>> = self
            .marked()
            .iter()
            .map(|row| row.iter().filter(|cell| cell.column.is_some()).map(text).collect())
            .collect();
        // A browser that does not let us leaves the clipboard as it is.
        let copied = data.set_data("text/plain", &clip::write(&block)).is_ok();
        if copied {
            event.prevent_default();
            self.book.voice.say("Copied");
        }
        copied
    }

    /// Copies what is marked, and empties it.
    pub fn cut(self, event: &ClipboardEvent) {
        if self.copy(event) {
            self.clear();
        }
    }

    /// Fills cells to the right and down, and adds rows at the end where there are not enough.
    pub fn paste(self, event: &ClipboardEvent) {
        let Some(data) = event.clipboard_data().filter(|_| on_cell(event)) else { return };
        let text = data.get_data("text/plain").unwrap_or_default();
        event.prevent_default();
        let mut block = clip::read(&text);
        if text.is_empty() {
            return;
        }
        if block.len() > MOST_ROWS {
            self.book.toasts.fail("These are more than 20,000 rows: save them as a file and upload that.");
            block.truncate(0);
        }
        let Some(start) = self.at.get_untracked().filter(|_| !block.is_empty()) else { return };
        // One cell fills everything that is marked.
        if let [row] = block.as_slice()
            && let [text] = row.as_slice()
        {
            let cells = self.marked().into_iter().flatten();
            let cells = cells.filter_map(|cell| Some((cell.row, cell.column?, text.clone()))).collect();
            self.book.write("Paste", cells);
            return;
        }
        let corner = self.range.get_untracked().and_then(|(rows, columns)| self.cell(*rows.start(), *columns.start()));
        let start = corner.unwrap_or(start);
        spawn_local(async move { self.fill(start, block).await });
    }

    async fn fill(self, start: Cell, block: Vec<Vec<String>>) {
        let Some((top, left)) = self.spot(start) else { return };
        let left = left.max(1);
        // The rows that it falls on may not be loaded yet.
        self.book.load_until(top + block.len()).await;
        let Some(more) = self.book.more.try_get_untracked() else { return };
        let there = untrack(|| self.book.count()).saturating_sub(top);
        if matches!(more, More::Broken(_)) {
            self.book.toasts.fail("The rows below could not be loaded, so nothing was pasted. Try again.");
            return;
        }
        if block.len() > there {
            self.book.blanks(block.len() - there);
        }
        let wide = self.columns.with_untracked(Vec::len);
        let surplus = block.iter().any(|row| row.len() + left > wide + 1);
        let rows = block.len();
        let width = block.iter().map(Vec::len).max().unwrap_or(1);
        let mut cells: Vec<(u32, Column, String)> = Vec::new();
        for (down, row) in block.into_iter().enumerate() {
            for (right, text) in row.into_iter().enumerate().filter(|(right, _)| left + right <= wide) {
                if let Some(Cell { row, column: Some(column) }) = self.cell(top + down, left + right) {
                    cells.push((row, column, text));
                }
            }
        }
        self.book.write("Paste", cells);
        if let (Some(first), Some(last)) =
            (self.cell(top, left), self.cell(top + rows - 1, (left + width - 1).min(wide)))
        {
            self.go(first, false);
            self.anchor.set(Some(last));
        }
        let said = if rows == 1 { "1 row pasted".to_owned() } else { format!("{rows} rows pasted") };
        self.book.voice.say(said);
        if surplus {
            self.book
                .toasts
                .fail("What is to the right of the last column was left out. Add a column, and paste again.");
        }
    }
}

/// Whether it happens on a cell, and not in a field of one.
fn on_cell(event: &ClipboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.has_attribute("data-cell"))
}
