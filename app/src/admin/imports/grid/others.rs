//! What others do to the same rows: it shows up without a reload, and what is being typed stays.

use std::collections::VecDeque;

use domain::api::imports::{ImportDetail, ImportLine, ImportState};
use leptos::{prelude::*, task::spawn_local};

use super::{book::Book, line::Line, load::rest};
use crate::{admin::data::Query, api, ui::More};

/// How much of what others did is known.
#[derive(Clone, Copy)]
pub struct Others {
    /// The import's version that the rows here belong to.
    version: StoredValue<i64>,
    /// Somebody changed rows since they were loaded.
    behind: StoredValue<bool>,
    loading: StoredValue<bool>,
}

impl Others {
    pub(super) fn new(import: Query<ImportDetail>) -> Self {
        let version = import.value.with_untracked(|import| import.as_ref().map_or(0, |import| import.import.version));
        Self { version: StoredValue::new(version), behind: StoredValue::new(false), loading: StoredValue::new(false) }
    }
}

impl Book {
    /// Loads the rows again when somebody else changed some. Those that are checked anew are loaded after that anyway.
    pub(super) fn follow_others(self) {
        let now = Memo::new(move |_| {
            self.import.value.with(|import| {
                let import = &import.as_ref()?.import;
                Some((matches!(import.state, ImportState::Review | ImportState::Done), import.version))
            })
        });
        Effect::new(move |rested: Option<bool>| {
            let Some((rests, version)) = now.get() else { return false };
            if version > self.others.version.get_value() {
                self.others.version.set_value(version);
                if rests && rested == Some(true) {
                    self.catch_up();
                }
            }
            rests
        });
    }

    /// One's own change made this version. One that was left out was somebody else's.
    pub(super) fn is_now(self, version: i64) {
        let known = self.others.version.get_value();
        if version > known {
            self.others.version.set_value(version);
        }
        if version > known + 1 {
            self.catch_up();
        }
    }

    fn catch_up(self) {
        self.others.behind.set_value(true);
        if self.others.loading.get_value() {
            return;
        }
        self.others.loading.set_value(true);
        spawn_local(async move {
            while self.others.behind.try_get_value() == Some(true) {
                self.others.behind.set_value(false);
                if self.load_again().await.is_none() {
                    break;
                }
            }
            self.others.loading.try_set_value(false);
        });
    }

    /// As many rows as there are, as they are now. `None`: they could not be had, or are loaded anew for another reason.
    async fn load_again(self) -> Option<()> {
        let busy =
            || self.sending.try_get_value().map(|sending| sending || !self.waiting.with_untracked(VecDeque::is_empty));
        // An answer to one's own change is newer than what would come before it.
        while busy()? {
            rest().await;
        }
        let (round, version) = (self.round.try_get_value()?, self.others.version.try_get_value()?);
        let id = self.id.try_get_value()??;
        let (transport, states) = (self.session.transport(), self.part.try_get_untracked()?.states());
        let wanted = self.lines().iter().filter(|line| line.line.number != 0).count();
        let mut found: Vec<ImportLine> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = api::imports::lines(&transport, &id, states, cursor.as_deref()).await.ok()?;
            found.extend(page.data);
            cursor = page.next_cursor;
            if cursor.is_none() || found.len() >= wanted {
                break;
            }
        }
        if self.round.try_get_value()? != round || self.more.try_get_untracked()? == More::Coming {
            return None;
        }
        if busy()? || self.others.version.try_get_value()? != version {
            self.others.behind.set_value(true);
            return Some(());
        }
        let lines: Vec<Line> = found.into_iter().filter_map(|line| self.known(line)).collect();
        let mut all = self.own(&lines);
        all.extend(lines);
        self.show(all);
        self.more.set(if cursor.is_some() { More::There } else { More::Nothing });
        self.cursor.set_value(cursor);
        self.keep_blank();
        Some(())
    }
}
