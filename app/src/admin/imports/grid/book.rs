//! What the grid is about: the rows, what was done to them, and what is on its way.

use std::collections::{BTreeSet, HashMap, VecDeque};

use domain::{
    Permission,
    api::imports::{CellEdit, ImportDetail, ImportState, NewRow},
    id::ImportId,
    imports::Column,
};
use leptos::prelude::*;

use super::{
    line::{Line, Write},
    others::Others,
    queue::Job,
    shown::Part,
};
use crate::{
    admin::{data::Query, session::Session},
    rows::{Loaded, Row},
    sheet::{Change, History, Step},
    ui::{More, Toasts, Voice},
};

/// Rows that were added here have ids from here on; no file has so many.
const FIRST_ID: u32 = 1 << 30;

/// All of it, handed around by value.
#[derive(Clone, Copy)]
pub struct Book {
    /// The import.
    pub import: Query<ImportDetail>,
    /// Which rows are shown.
    pub part: Memo<Part>,
    /// The rows, as far as they are loaded; `None` before the first answer.
    pub rows: RwSignal<Option<Loaded<Line>>>,
    /// What follows the last one.
    pub more: RwSignal<More>,
    /// Whether others are on their way.
    pub stale: RwSignal<bool>,
    /// What can be taken back.
    pub history: RwSignal<History>,
    /// Rows that are picked.
    pub picked: RwSignal<BTreeSet<u32>>,
    /// Columns that were added here, and have nothing in them yet.
    pub extra: RwSignal<Vec<Column>>,
    /// Changes that are on their way.
    pub waiting: RwSignal<VecDeque<Job>>,
    /// Changes that did not get there.
    pub failed: RwSignal<Vec<Job>>,
    /// Says what happened.
    pub voice: Voice,
    pub(super) session: Session,
    pub(super) toasts: Toasts,
    pub(super) id: StoredValue<Option<ImportId>>,
    pub(super) sending: StoredValue<bool>,
    pub(super) turn: StoredValue<u64>,
    pub(super) next_id: StoredValue<u32>,
    /// Numbers of rows that were added here, and their ids by number.
    pub(super) numbers: StoredValue<HashMap<u32, u32>>,
    pub(super) ids: StoredValue<HashMap<u32, u32>>,
    /// Rows that were removed here.
    pub(super) bin: StoredValue<HashMap<u32, Line>>,
    pub(super) cursor: StoredValue<Option<String>>,
    pub(super) round: StoredValue<u64>,
    pub(super) others: Others,
}

impl Book {
    /// Begins to load the rows of a part.
    pub fn open(import: Query<ImportDetail>, part: Memo<Part>) -> Self {
        let book = Self {
            import,
            part,
            rows: RwSignal::new(None),
            more: RwSignal::new(More::Coming),
            stale: RwSignal::new(false),
            history: RwSignal::new(History::default()),
            picked: RwSignal::new(BTreeSet::new()),
            extra: RwSignal::new(Vec::new()),
            waiting: RwSignal::new(VecDeque::new()),
            failed: RwSignal::new(Vec::new()),
            voice: Voice::new(),
            session: Session::from_context(),
            toasts: use_context::<Toasts>().unwrap_or_default(),
            id: StoredValue::new(import.value.with_untracked(|i| i.as_ref().map(|i| i.import.id.clone()))),
            sending: StoredValue::new(false),
            turn: StoredValue::new(0),
            next_id: StoredValue::new(FIRST_ID),
            numbers: StoredValue::new(HashMap::new()),
            ids: StoredValue::new(HashMap::new()),
            bin: StoredValue::new(HashMap::new()),
            cursor: StoredValue::new(None),
            round: StoredValue::new(0),
            others: Others::new(import),
        };
        book.follow_part();
        book.follow_others();
        book.guard();
        book.bring_back();
        book
    }

    /// Whether somebody may change rows now.
    pub fn editable(self) -> bool {
        let ready = |import: &ImportDetail| matches!(import.import.state, ImportState::Review | ImportState::Done);
        self.session.may(Permission::Bill) && self.import.value.with(|import| import.as_ref().is_some_and(ready))
    }

    /// How many rows are loaded, the empty one at the end included.
    pub fn count(self) -> usize {
        self.rows.with(|rows| rows.as_ref().map_or(0, Loaded::len))
    }

    /// Where a row stands.
    pub fn place(self, id: u32) -> Option<usize> {
        self.rows.with(|rows| rows.as_ref()?.place(&id.to_string()))
    }

    /// The row at a place.
    pub fn at(self, place: usize) -> Option<Row<Line>> {
        self.rows.with(|rows| rows.as_ref()?.get(place).cloned())
    }

    /// A row.
    pub fn row(self, id: u32) -> Option<Row<Line>> {
        self.at(self.place(id)?)
    }

    /// Reads a row as it is now.
    pub fn read<T>(self, id: u32, read: impl FnOnce(&Line) -> T) -> Option<T> {
        let row = untrack(|| self.row(id))?;
        Some(row.value.with_untracked(read))
    }

    /// Writes cells. Those of rows that have their link stay as they are.
    pub fn write(self, name: &'static str, cells: Vec<(u32, Column, String)>) {
        let differs = |(id, column, text): &(u32, Column, String)| {
            self.read(*id, |line| !line.is_done() && line.text(*column) != text) == Some(true)
        };
        let mut change = Change::default();
        for (id, column, text) in cells.into_iter().filter(differs) {
            if self.read(id, |line| line.blank) == Some(true) {
                // The cells of a row come together.
                match change.add.last_mut().filter(|(added, _)| *added == id) {
                    Some((_, row)) => drop(row.insert(column, text)),
                    None => change.add.push((id, NewRow::from([(column, text)]))),
                }
            } else {
                change.edits.push(CellEdit { row: id, column, text });
            }
        }
        change.add.sort_by_key(|(id, _)| *id);
        self.perform(name, change);
    }

    /// Adds an empty row that the server knows. Says its id.
    pub fn add_row(self) -> Option<u32> {
        let last =
            untrack(|| self.at(self.count().checked_sub(1)?)).filter(|row| row.value.with_untracked(|l| l.blank));
        last.map(|row| row.value.with_untracked(|line| line.id)).or_else(|| self.blanks(1).first().copied())
    }

    /// Removes rows, if they have no link. What was removed can be put back.
    pub fn remove(self, ids: &[u32]) -> usize {
        let may = |id: &&u32| self.read(**id, |line| !line.is_done() && !line.blank) == Some(true);
        let remove: Vec<u32> = ids.iter().filter(may).copied().collect();
        let count = remove.len();
        if count < ids.len() && count == 0 {
            self.toasts.fail("A row that has its link can't be removed. Cancel the link instead.");
        }
        self.perform("Remove", Change { remove, ..Change::default() });
        count
    }

    /// Does something that can be taken back.
    fn perform(self, name: &'static str, change: Change) {
        if change.is_empty() || !untrack(|| self.editable()) {
            return;
        }
        let before = |id, column| self.read(id, |line| line.text(column).to_owned()).unwrap_or_default();
        let step = Step { name, undo: change.opposite(before), redo: change.again() };
        self.history.update(|history| history.did(step));
        self.apply(change);
    }

    /// Takes the last step back.
    pub fn undo(self) {
        if let Some(step) = self.history.try_update(History::undo).flatten() {
            self.apply(step.undo);
            self.voice.say(format!("Taken back: {}", step.name));
        }
    }

    /// Does it again.
    pub fn redo(self) {
        if let Some(step) = self.history.try_update(History::redo).flatten() {
            self.apply(step.redo);
            self.voice.say(format!("Done again: {}", step.name));
        }
    }

    /// Shows a change at once, and sends it.
    fn apply(self, change: Change) {
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        let write = |text: &String| Write { text: text.clone(), turn, failure: None };
        for edit in &change.edits {
            self.change_line(edit.row, |line| drop(line.writes.insert(edit.column, write(&edit.text))));
        }
        for (id, row) in &change.add {
            self.change_line(*id, |line| {
                line.blank = false;
                line.writes.extend(row.iter().map(|(column, text)| (*column, write(text))));
            });
        }
        self.take_out(&change.remove);
        self.put_back(&change.restore);
        self.keep_blank();
        self.send(turn, change);
    }

    /// Changes a row that is there.
    pub(super) fn change_line(self, id: u32, change: impl FnOnce(&mut Line)) {
        if let Some(row) = untrack(|| self.row(id)) {
            row.value.update(change);
        } else {
            self.bin.update_value(|bin| {
                if let Some(line) = bin.get_mut(&id) {
                    change(line);
                }
            });
        }
    }

    /// Takes rows from the screen.
    pub(super) fn take_out(self, ids: &[u32]) {
        if ids.is_empty() {
            return;
        }
        let gone: BTreeSet<u32> = ids.iter().copied().collect();
        let (out, stay): (Vec<Line>, Vec<Line>) = self.lines().into_iter().partition(|line| gone.contains(&line.id));
        self.bin.update_value(|bin| bin.extend(out.into_iter().map(|line| (line.id, line))));
        self.picked.update(|picked| picked.retain(|id| !gone.contains(id)));
        self.show(stay);
    }

    /// Puts rows back on the screen.
    pub(super) fn put_back(self, ids: &[u32]) {
        let back = |id: &u32| self.bin.try_update_value(|bin| bin.remove(id)).flatten();
        let back: Vec<Line> = ids.iter().filter_map(back).collect();
        if !back.is_empty() {
            let mut lines = self.lines();
            lines.extend(back);
            self.show(lines);
        }
    }

    /// All rows that are loaded.
    pub(super) fn lines(self) -> Vec<Line> {
        self.rows.with_untracked(|rows| {
            let rows = rows.as_ref().map(|rows| rows.slice(0..rows.len())).unwrap_or_default();
            rows.iter().map(|row| row.value.get_untracked()).collect()
        })
    }

    /// Shows these, in their order.
    pub(super) fn show(self, mut lines: Vec<Line>) {
        lines.sort_by_key(Line::order);
        self.rows.update(|rows| rows.get_or_insert_default().replace(lines));
    }

    /// Adds empty rows at the end, for what is to be typed into them.
    pub fn blanks(self, count: usize) -> Vec<u32> {
        let first = self.next_id.get_value();
        let ids: Vec<u32> = (first..).take(count).collect();
        self.next_id.set_value(ids.last().map_or(first, |last| last + 1));
        self.rows.update(|rows| rows.get_or_insert_default().append(ids.iter().copied().map(Line::blank).collect()));
        ids
    }

    /// Keeps one empty row at the end, where all rows are shown.
    pub(super) fn keep_blank(self) {
        let wanted = untrack(|| self.editable() && self.part.get() == Part::All && self.more.get() == More::Nothing);
        let last = untrack(|| self.count()).checked_sub(1).and_then(|last| untrack(|| self.at(last)));
        if wanted && !last.is_some_and(|row| row.value.with_untracked(|line| line.blank)) {
            self.blanks(1);
        }
    }
}
