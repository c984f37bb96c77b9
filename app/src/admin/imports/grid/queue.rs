//! Changes on their way to the server: one after the other, and nothing that was typed gets lost.

use domain::api::imports::{MAX_CHANGED_ROWS, RowsChanged};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{book::Book, line::Line};
use crate::{
    admin::{data::fresh_key, imports::words},
    api::{self, ApiError},
    sheet::Change,
    ui::on_window,
};

/// A change, and its place among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Grows with each change.
    pub turn: u64,
    /// What to do.
    pub change: Change,
    /// For a change that would do more if it happened twice: the server does it once, also if its answer is lost.
    pub key: Option<String>,
}

impl Job {
    fn new(turn: u64, change: Change) -> Self {
        let key = (!change.add.is_empty()).then(fresh_key);
        Self { turn, change, key }
    }
}

impl Book {
    /// Sends a change after those that wait.
    pub(super) fn send(self, turn: u64, change: Change) {
        let parts = change.parts(MAX_CHANGED_ROWS).into_iter().map(|change| Job::new(turn, change));
        self.waiting.update(|waiting| waiting.extend(parts));
        self.pump();
    }

    /// Sends those again that did not get there; what was typed since then is newer.
    pub fn try_again(self) {
        let failed = self.failed.try_update(std::mem::take).unwrap_or_default();
        for mut job in failed {
            job.change.edits.retain(|edit| {
                let stands = self.read(edit.row, |line| line.writes.get(&edit.column).map(|write| write.turn));
                stands.flatten() == Some(job.turn)
            });
            for edit in &job.change.edits {
                self.change_line(edit.row, |line| {
                    if let Some(write) = line.writes.get_mut(&edit.column) {
                        write.failure = None;
                    }
                });
            }
            for (id, _) in &job.change.add {
                self.change_line(*id, |line| line.writes.values_mut().for_each(|write| write.failure = None));
            }
            if !job.change.is_empty() {
                self.waiting.update(|waiting| waiting.push_back(job));
            }
        }
        self.pump();
    }

    /// The number that a row has at the server.
    pub(super) fn number(self, id: u32) -> Option<u32> {
        let added = self.numbers.with_value(|numbers| numbers.get(&id).copied());
        added.or_else(|| self.is_of_file(id).then_some(id))
    }

    fn pump(self) {
        let Some(id) = self.id.get_value() else { return };
        let job = self.waiting.with_untracked(|waiting| waiting.front().cloned());
        let Some(job) = job.filter(|_| !self.sending.get_value()) else { return };
        let homeless = job.change.edits.iter().any(|edit| self.number(edit.row).is_none());
        if homeless {
            self.done(&job);
            self.fail(&job, "The row could not be added, so this is not saved either");
            return self.pump();
        }
        let request = job.change.request(|id| self.number(id));
        self.sending.set_value(true);
        let transport = self.session.transport();
        spawn_local(async move {
            let answer = api::imports::edit(&transport, &id, &request, job.key.as_deref()).await;
            if self.sending.try_set_value(false).is_some() {
                return;
            }
            self.done(&job);
            match answer {
                Ok(answer) => self.settle(&job, answer),
                Err(error) => self.refused(&job, &error),
            }
            self.pump();
        });
    }

    fn done(self, job: &Job) {
        self.waiting.update(|waiting| {
            if waiting.front() == Some(job) {
                waiting.pop_front();
            }
        });
    }

    /// Takes over what the server made of a change.
    fn settle(self, job: &Job, answer: RowsChanged) {
        // Rows that were added have the highest numbers.
        let mut numbers: Vec<u32> = answer.rows.iter().map(|row| row.number).collect();
        numbers.sort_unstable();
        let new = numbers.split_off(numbers.len().saturating_sub(job.change.add.len()));
        for ((id, _), number) in job.change.add.iter().zip(new) {
            self.numbers.update_value(|numbers| numbers.extend([(*id, number)]));
            self.ids.update_value(|ids| ids.extend([(number, *id)]));
        }
        self.drop_twins(job);
        let got = |turn: u64| move |failure: Option<&String>, written: u64| failure.is_none() && written <= turn;
        let got = got(job.turn);
        let cells = job.change.edits.iter().map(|edit| (edit.row, Some(edit.column)));
        for (id, column) in cells.chain(job.change.add.iter().map(|(id, _)| (*id, None))) {
            self.change_line(id, |line| {
                line.writes.retain(|written, write| {
                    !(column.is_none_or(|column| column == *written) && got(write.failure.as_ref(), write.turn))
                });
            });
        }
        for line in answer.rows {
            self.change_line(self.id_of(line.number), |there| there.line = line);
        }
        self.is_now(answer.import.import.version);
        self.import.put(answer.import);
    }

    /// A row whose answer was lost may have come by itself meanwhile: it is the one that was added here.
    fn drop_twins(self, job: &Job) {
        let came = |(id, _): &(u32, _)| self.number(*id).is_some_and(|number| untrack(|| self.place(number)).is_some());
        if job.change.add.iter().any(came) {
            let mine = |line: &Line| line.line.number == 0 || self.id_of(line.line.number) == line.id;
            self.show(self.lines().into_iter().filter(mine).collect());
        }
    }

    fn refused(self, job: &Job, error: &ApiError) {
        self.session.hear(error);
        let why = words::sentence(error);
        // A row that is still there is shown again; one that could not be put back is not.
        self.put_back(&job.change.remove);
        self.take_out(&job.change.restore);
        if job.change.edits.is_empty() && job.change.add.is_empty() {
            self.toasts.fail(why);
        } else {
            self.fail(job, &why);
        }
    }

    /// What was typed stays, and says that it is not saved.
    fn fail(self, job: &Job, why: &str) {
        let ids = job.change.edits.iter().map(|edit| edit.row).chain(job.change.add.iter().map(|(id, _)| *id));
        for id in ids {
            self.change_line(id, |line| {
                let of_job = line.writes.values_mut().filter(|write| write.turn == job.turn);
                of_job.for_each(|write| write.failure = Some(why.to_owned()));
            });
        }
        let change = Change { remove: Vec::new(), restore: Vec::new(), ..job.change.clone() };
        self.failed.update(|failed| failed.push(Job { change, ..job.clone() }));
        self.voice.say(format!("Not saved: {why}"));
    }

    /// Nobody leaves with something unsaved without being asked; what waits when the page changes is still sent.
    pub(super) fn guard(self) {
        let unsaved = move || {
            let some = |jobs: usize| jobs > 0;
            some(self.waiting.with_untracked(std::collections::VecDeque::len))
                || some(self.failed.with_untracked(Vec::len))
        };
        on_window(ev::beforeunload, move |event| {
            if unsaved() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            if self.failed.with_untracked(|failed| !failed.is_empty()) || !untrack(|| self.session.is_in()) {
                self.keep();
                return;
            }
            let Some(id) = self.id.try_get_value().flatten() else { return };
            let waiting = self.waiting.try_get_untracked().unwrap_or_default();
            // The first one is on its way already.
            let sent = usize::from(self.sending.try_get_value().unwrap_or_default());
            let requests: Vec<_> =
                waiting.into_iter().skip(sent).map(|job| (job.change.request(|id| self.number(id)), job.key)).collect();
            let transport = self.session.transport();
            spawn_local(async move {
                for (request, key) in requests {
                    // The page that could say so is gone.
                    let _ = api::imports::edit(&transport, &id, &request, key.as_deref()).await;
                }
            });
        });
    }
}
