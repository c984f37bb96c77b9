//! What keys do in the grid.

use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use web_sys::Element;

use super::{
    cursor::{Cell, Cursor},
    shown::Part,
    view::ROW,
};

/// So many rows are loaded on the way to the last one; who wants to see more scrolls.
const FURTHEST: usize = 10_000;

impl Cursor {
    /// A key on a cell, or while one edits.
    pub fn key(self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target.filter(|_| !event.default_prevented() && !event.is_composing()) else { return };
        self.over.set(None);
        let done = if self.editing.with_untracked(Option::is_some) {
            self.editor_key(event)
        } else if target.has_attribute("data-cell") {
            self.command(event) || self.cell_key(event)
        } else {
            false
        };
        if done {
            event.prevent_default();
            // Keys of the page are for when one does not type.
            event.stop_propagation();
        }
    }

    fn editor_key(self, event: &KeyboardEvent) -> bool {
        let cell = self.editing.with_untracked(|editing| editing.as_ref().map(|editing| editing.cell));
        let Some(cell) = cell else { return false };
        let here = || self.go(cell, false);
        match event.key().as_str() {
            // A line of its own within the cell.
            "Enter" if event.alt_key() || event.shift_key() => return false,
            "Enter" => {
                self.commit();
                here();
                self.step(1, 0, false);
            }
            "Tab" => {
                self.commit();
                here();
                self.step(0, if event.shift_key() { -1 } else { 1 }, false);
            }
            "Escape" => self.cancel(),
            _ => {
                event.stop_propagation();
                return false;
            }
        }
        true
    }

    /// Keys with Ctrl or Cmd.
    fn command(self, event: &KeyboardEvent) -> bool {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return false;
        }
        let book = self.book;
        let far = isize::MAX;
        match event.key().to_lowercase().as_str() {
            "z" if event.shift_key() => book.redo(),
            "z" => book.undo(),
            "y" => book.redo(),
            "delete" | "backspace" => self.remove_rows(),
            "a" => self.mark_all(),
            "home" => self.jump(0, 0, event.shift_key()),
            "end" => self.to_end(usize::MAX, event.shift_key()),
            "arrowup" => drop(self.step(-far, 0, event.shift_key())),
            "arrowdown" => {
                let across = self.at.get_untracked().and_then(|cell| self.spot(cell)).map_or(0, |(_, across)| across);
                self.to_end(across, event.shift_key());
            }
            "arrowleft" => drop(self.step(0, -far, event.shift_key())),
            "arrowright" => drop(self.step(0, far, event.shift_key())),
            _ => return false,
        }
        true
    }

    fn cell_key(self, event: &KeyboardEvent) -> bool {
        let mark = event.shift_key();
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return false;
        }
        let row = || self.at.get_untracked().and_then(|cell| self.spot(cell)).map_or(0, |(row, _)| row);
        match event.key().as_str() {
            "ArrowDown" => drop(self.step(1, 0, mark)),
            "ArrowUp" => drop(self.step(-1, 0, mark)),
            "ArrowRight" => drop(self.step(0, 1, mark)),
            "ArrowLeft" => drop(self.step(0, -1, mark)),
            "PageDown" => drop(self.step(self.page(), 0, mark)),
            "PageUp" => drop(self.step(-self.page(), 0, mark)),
            "Home" => self.jump(row(), 0, mark),
            "End" => self.jump(row(), usize::MAX, mark),
            // At the end of a row it leads out of the grid, as everywhere else.
            "Tab" => return self.step(0, if mark { -1 } else { 1 }, false),
            "Enter" if self.on_state() => self.open_link(),
            "Enter" | "F2" => self.edit(None),
            "Delete" | "Backspace" => self.clear(),
            "F8" => self.next_problem(mark),
            " " if mark || self.on_state() => self.pick_here(),
            "Escape" => self.anchor.set(self.at.get_untracked()),
            typed if typed.chars().count() == 1 => self.edit(Some(typed.to_owned())),
            _ => return false,
        }
        true
    }

    fn page(self) -> isize {
        let seen = untrack(|| self.screen.seen(ROW, self.book.count())).len();
        isize::try_from(seen.saturating_sub(2).max(1)).unwrap_or(1)
    }

    fn jump(self, row: usize, across: usize, mark: bool) {
        if let Some(cell) = self.cell(row, across) {
            self.go(cell, mark);
        }
    }

    /// To the last row, of which the ones before have to be loaded first.
    fn to_end(self, across: usize, mark: bool) {
        spawn_local(async move {
            self.book.load_until(FURTHEST).await;
            if self.at.try_get_untracked().is_some() {
                self.jump(usize::MAX, across, mark);
            }
        });
    }

    fn mark_all(self) {
        if let (Some(first), Some(last)) = (self.cell(0, 1), self.cell(usize::MAX, usize::MAX)) {
            self.anchor.set(Some(first));
            self.set(last, true);
        }
    }

    fn on_state(self) -> bool {
        self.at.get_untracked().is_some_and(|cell| cell.column.is_none())
    }

    fn open_link(self) {
        let selector = self.at.get_untracked().map(|cell| format!("[data-cell=\"{}\"] a", cell.name()));
        let link = selector.and_then(|selector| document().query_selector(&selector).ok().flatten());
        if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
            link.click();
        }
    }

    /// Empties what is marked.
    pub fn clear(self) {
        let cells = self.marked().into_iter().flatten();
        let cells = cells.filter_map(|cell| Some((cell.row, cell.column?, String::new()))).collect();
        self.book.write("Clear", cells);
    }

    fn pick_here(self) {
        if let Some(cell) = self.at.get_untracked() {
            self.book.picked.update(|picked| {
                if !picked.remove(&cell.row) {
                    picked.insert(cell.row);
                }
            });
        }
    }

    /// Removes the rows that are picked, or that are marked.
    pub fn remove_rows(self) {
        let picked: Vec<u32> = self.book.picked.with_untracked(|picked| picked.iter().copied().collect());
        let ids = if picked.is_empty() {
            self.marked().iter().filter_map(|row| row.first().map(|cell| cell.row)).collect()
        } else {
            picked
        };
        let before = self.at.get_untracked().and_then(|cell| self.spot(cell));
        let count = self.book.remove(&ids);
        if count == 0 {
            return;
        }
        let said = if count == 1 { "1 row removed.".to_owned() } else { format!("{count} rows removed.") };
        self.book.toasts.offer(said, "Undo", self.take_back);
        if let Some(cell) = before.and_then(|(row, across)| self.cell(row, across)) {
            self.go(cell, false);
        }
    }

    /// Goes to the next cell that somebody should look at.
    pub fn find_problem(self) {
        self.next_problem(false);
    }

    fn next_problem(self, back: bool) {
        let columns: Vec<_> = std::iter::once(None).chain(self.columns.get_untracked().into_iter().map(Some)).collect();
        let after = self.at.get_untracked().and_then(|cell| self.spot(cell));
        if let Some((row, column)) = self.book.next_problem(after, &columns, back) {
            self.go(Cell { row, column }, false);
            return;
        }
        // They are further down than anyone has read: the tab has them all.
        let counts = self.book.import.value.with_untracked(|i| i.as_ref().map(|i| i.import.counts));
        let part = match counts {
            Some(counts) if counts.error > 0 => Some(Part::Errors),
            Some(counts) if counts.warning > 0 => Some(Part::Warnings),
            _ => None,
        };
        match part {
            Some(part) => self.show_part.run(part),
            None => self.book.voice.say("No problems are left"),
        }
    }
}
