//! Loading the rows, page by page, as one reads on.

use domain::api::{
    Page,
    imports::{ImportLine, ImportState},
};
use js_sys::Promise;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{book::Book, line::Line};
use crate::{
    admin::imports::words,
    api::{self, ApiError},
    ui::More,
};

impl Book {
    /// Loads another part when one asks for it, and everything again after the rows were checked anew.
    pub(super) fn follow_part(self) {
        Effect::new(move |_| {
            self.part.track();
            self.reload();
        });
        let checked = Memo::new(move |_| {
            self.import.value.with(|i| i.as_ref().is_some_and(|i| i.import.state != ImportState::Checking))
        });
        Effect::new(move |before: Option<bool>| {
            let now = checked.get();
            if before == Some(false) && now {
                self.reload();
            }
            now
        });
    }

    /// Whether an id is the number of a row that came with the file.
    pub(super) fn is_of_file(self, id: u32) -> bool {
        id < (1 << 30)
    }

    /// The id of the row with a number.
    pub(super) fn id_of(self, number: u32) -> u32 {
        self.ids.with_value(|ids| ids.get(&number).copied()).unwrap_or(number)
    }

    /// Begins at the first row again. The old rows stay until the new ones are there.
    pub fn reload(self) {
        self.round.update_value(|round| *round += 1);
        self.cursor.set_value(None);
        self.picked.set(std::collections::BTreeSet::new());
        self.stale.set(true);
        self.more.set(More::There);
        self.grow();
    }

    /// Loads the next page.
    pub fn grow(self) {
        spawn_local(async move {
            self.grow_now().await;
        });
    }

    /// Loads so many rows, if there are so many.
    pub async fn load_until(self, count: usize) {
        while self.rows.try_with_untracked(|rows| rows.as_ref().map_or(0, crate::rows::Loaded::len)) < Some(count) {
            match self.more.try_get_untracked() {
                // A page is on its way already.
                Some(More::Coming) => rest().await,
                Some(More::There | More::Broken(_)) if self.grow_now().await.is_some() => {}
                _ => return,
            }
        }
    }

    /// Loads the next page; `None` if there is none, or it could not be had.
    async fn grow_now(self) -> Option<()> {
        let more = self.more.try_get_untracked()?;
        if !matches!(more, More::There | More::Broken(_)) {
            return None;
        }
        let (round, cursor) = (self.round.try_get_value()?, self.cursor.try_get_value()?);
        let id = self.id.try_get_value()??;
        self.more.set(More::Coming);
        let (transport, states) = (self.session.transport(), self.part.get_untracked().states());
        let answer = api::imports::lines(&transport, &id, states, cursor.as_deref()).await;
        if self.round.try_get_value() != Some(round) {
            return None;
        }
        self.take(cursor.is_none(), answer)
    }

    fn take(self, first: bool, answer: Result<Page<ImportLine>, ApiError>) -> Option<()> {
        let page = match answer {
            Ok(page) => page,
            Err(error) => {
                self.session.hear(&error);
                self.more.set(More::Broken(words::sentence(&error)));
                return None;
            }
        };
        let lines: Vec<Line> = page.data.into_iter().filter_map(|line| self.known(line)).collect();
        if first {
            let mut all = self.own(&lines);
            all.extend(lines);
            self.show(all);
        } else {
            // Mostly the file's rows follow each other; a row that was added here stays the last.
            let new = lines.into_iter().filter(|line| untrack(|| self.place(line.id)).is_none()).collect::<Vec<_>>();
            let last = untrack(|| self.at(self.count().checked_sub(1)?));
            if last.is_some_and(|row| {
                row.value.with_untracked(|line| line.line.number == 0 || line.id != line.line.number)
            }) {
                let mut all = self.lines();
                all.extend(new);
                self.show(all);
            } else {
                self.rows.update(|rows| rows.get_or_insert_default().append(new));
            }
        }
        self.stale.set(false);
        self.more.set(if page.next_cursor.is_some() { More::There } else { More::Nothing });
        self.cursor.set_value(page.next_cursor);
        self.keep_blank();
        Some(())
    }

    /// A row as it is to be shown: with what was typed into it, and not if it was just removed.
    pub(super) fn known(self, line: ImportLine) -> Option<Line> {
        let id = self.id_of(line.number);
        let gone = self.bin.with_value(|bin| bin.contains_key(&id));
        let mut line = Line::of(id, line);
        if let Some(writes) = self.read(id, |there| there.writes.clone()) {
            line.writes = writes;
        }
        (!gone).then_some(line)
    }

    /// Rows that only this page knows.
    pub(super) fn own(self, others: &[Line]) -> Vec<Line> {
        let all = self.part.get_untracked() == super::shown::Part::All;
        let mine = |line: &Line| line.line.number == 0 && (!line.blank || all);
        let new = |line: &Line| !others.iter().any(|other| other.id == line.id);
        self.lines().into_iter().filter(|line| mine(line) && new(line)).collect()
    }

    /// The next cell after a place that somebody should look at, among the rows that are loaded.
    pub fn next_problem(
        self,
        after: Option<(usize, usize)>,
        columns: &[Option<domain::imports::Column>],
        back: bool,
    ) -> Option<(u32, Option<domain::imports::Column>)> {
        let lines = self.lines();
        let mut spots = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.is_done())
            .flat_map(|(at, line)| {
                let wrong = columns.iter().enumerate().filter(|(_, column)| line.problems(**column).next().is_some());
                wrong.map(move |(across, column)| ((at, across), (line.id, *column)))
            })
            .collect::<Vec<_>>();
        if back {
            spots.reverse();
        }
        let beyond = |spot: (usize, usize)| after.is_none_or(|after| if back { spot < after } else { spot > after });
        let next = spots.iter().find(|(spot, _)| beyond(*spot)).or_else(|| spots.first());
        next.map(|(_, found)| *found)
    }
}

/// A moment in which answers can come.
pub(super) async fn rest() {
    let promise = Promise::new(&mut |done, _| {
        // A window without a clock only asks once more at once.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, 50);
    });
    // A promise that is never broken.
    let _ = JsFuture::from(promise).await;
}
