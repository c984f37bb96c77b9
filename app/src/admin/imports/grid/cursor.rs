//! The cell one is at, those that are marked with it, and the one that is being edited.

use std::ops::RangeInclusive;

use domain::imports::Column;
use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::{book::Book, cell::Said, shown::Part, view::ROW};
use crate::ui::Screen;

/// A cell: a row's id, and a column; without one, it is where the row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub row: u32,
    pub column: Option<Column>,
}

impl Cell {
    /// What finds it in the page.
    pub fn name(self) -> String {
        format!("{}:{}", self.row, self.column.map_or("state", Column::as_str))
    }

    /// The cell of a name.
    pub fn of(name: &str) -> Option<Self> {
        let (row, column) = name.split_once(':')?;
        let column = if column == "state" { None } else { Some(column.parse().ok()?) };
        Some(Self { row: row.parse().ok()?, column })
    }
}

/// A cell that is being edited, and what it began with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    pub cell: Cell,
    pub text: String,
}

/// Where one is.
#[derive(Clone, Copy)]
pub struct Cursor {
    /// The cell that has the focus, or had it.
    pub at: RwSignal<Option<Cell>>,
    /// The other corner of what is marked.
    pub anchor: RwSignal<Option<Cell>>,
    /// The cell that is being edited.
    pub editing: RwSignal<Option<Editing>>,
    /// What has been typed into it so far.
    pub draft: StoredValue<String>,
    /// Where one is and what is marked, in rows and columns from 0; nothing where only one cell is.
    pub range: Memo<Option<(RangeInclusive<usize>, RangeInclusive<usize>)>>,
    pub columns: Memo<Vec<Column>>,
    pub book: Book,
    pub screen: Screen,
    /// What is wrong with the cell under the pointer, and where that is in the window.
    pub over: RwSignal<Option<(Vec<Said>, i32, i32)>>,
    /// Takes the last step back; it lives as long as the grid, other than a button that offers it.
    pub take_back: Callback<()>,
    /// Brings the address bar to another part.
    pub show_part: Callback<Part>,
}

impl Cursor {
    /// Nowhere yet.
    pub fn new(book: Book, screen: Screen, columns: Memo<Vec<Column>>, show_part: Callback<Part>) -> Self {
        let (at, anchor) = (RwSignal::new(None::<Cell>), RwSignal::new(None::<Cell>));
        let range = Memo::new(move |_| {
            let (at, anchor) = (at.get()?, anchor.get()?);
            if at == anchor {
                return None;
            }
            let across = |cell: Cell| columns.with(|columns| across(columns, cell.column));
            let (top, bottom) = ordered(book.place(at.row)?, book.place(anchor.row)?);
            let (left, right) = ordered(across(at)?, across(anchor)?);
            Some((top..=bottom, left..=right))
        });
        Self {
            at,
            anchor,
            editing: RwSignal::new(None),
            draft: StoredValue::new(String::new()),
            range,
            columns,
            book,
            screen,
            over: RwSignal::new(None),
            take_back: Callback::new(move |()| book.undo()),
            show_part,
        }
    }

    /// Where a cell stands: its row, and its column from 0, of which the first is where the row stands.
    pub fn spot(self, cell: Cell) -> Option<(usize, usize)> {
        untrack(|| Some((self.book.place(cell.row)?, self.columns.with(|columns| across(columns, cell.column))?)))
    }

    /// The cell at a place; the nearest, where there is none.
    pub fn cell(self, row: usize, across: usize) -> Option<Cell> {
        untrack(|| {
            let last = self.book.count().checked_sub(1)?;
            let row = self.book.at(row.min(last))?.value.with_untracked(|line| line.id);
            let column = self.columns.with(|columns| match across.checked_sub(1) {
                None => None,
                Some(at) => columns.get(at.min(columns.len().saturating_sub(1))).copied(),
            });
            Some(Cell { row, column })
        })
    }

    /// The cells that are marked, by rows.
    pub fn marked(self) -> Vec<Vec<Cell>> {
        let Some(here) = self.at.get_untracked() else { return Vec::new() };
        match self.range.get_untracked() {
            None => vec![vec![here]],
            Some((rows, columns)) => {
                rows.map(|row| columns.clone().filter_map(|column| self.cell(row, column)).collect()).collect()
            }
        }
    }

    /// Goes to a cell; `mark` marks everything between.
    pub fn go(self, cell: Cell, mark: bool) {
        self.set(cell, mark);
        if let Some((row, _)) = self.spot(cell) {
            self.screen.reveal(row, ROW);
        }
        focus_soon(cell);
    }

    /// The focus came to a cell.
    pub fn set(self, cell: Cell, mark: bool) {
        if self.at.get_untracked() != Some(cell) {
            self.at.set(Some(cell));
        }
        if !mark && self.anchor.get_untracked() != Some(cell) {
            self.anchor.set(Some(cell));
        }
    }

    /// Begins to edit the cell one is at, with what is there or with something else.
    pub fn edit(self, with: Option<String>) {
        let Some(cell) = self.at.get_untracked() else { return };
        let Some(column) = cell.column else { return };
        let text = self.book.read(cell.row, |line| (!line.is_done()).then(|| line.text(column).to_owned())).flatten();
        let Some(text) = text.filter(|_| untrack(|| self.book.editable())) else { return };
        let text = with.unwrap_or(text);
        self.draft.set_value(text.clone());
        self.anchor.set(Some(cell));
        self.editing.set(Some(Editing { cell, text }));
    }

    /// Writes what was typed.
    pub fn commit(self) {
        let Some(Editing { cell, .. }) = self.editing.get_untracked() else { return };
        self.editing.set(None);
        if let Some(column) = cell.column {
            self.book.write("Edit", vec![(cell.row, column, self.draft.get_value())]);
        }
    }

    /// Forgets what was typed.
    pub fn cancel(self) {
        if let Some(Editing { cell, .. }) = self.editing.get_untracked() {
            self.editing.set(None);
            focus_soon(cell);
        }
    }

    /// Moves by some rows and columns.
    pub fn step(self, down: isize, right: isize, mark: bool) -> bool {
        let Some((row, across)) = self.at.get_untracked().and_then(|cell| self.spot(cell)) else { return false };
        let wide = untrack(|| self.columns.with(Vec::len));
        let to_row = row.saturating_add_signed(down);
        let to_across = across.saturating_add_signed(right).min(wide);
        if right != 0 && to_across == across {
            return false;
        }
        match self.cell(to_row, to_across) {
            Some(cell) => self.go(cell, mark),
            None => return false,
        }
        true
    }
}

/// Where a column stands; 0 is where the row stands.
fn across(columns: &[Column], column: Option<Column>) -> Option<usize> {
    match column {
        None => Some(0),
        Some(column) => columns.iter().position(|other| *other == column).map(|at| at + 1),
    }
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

/// Focuses a cell as soon as it is in the page.
fn focus_soon(cell: Cell) {
    if !focus(cell) {
        request_animation_frame(move || {
            focus(cell);
        });
    }
}

fn focus(cell: Cell) -> bool {
    let found = document().query_selector(&format!("[data-cell=\"{}\"]", cell.name())).ok().flatten();
    found.and_then(|found| found.dyn_into::<HtmlElement>().ok()).is_some_and(|found| found.focus().is_ok())
}
