//! What was typed and could not be sent, kept in this tab until it can: somebody was signed out, or went elsewhere.

use std::collections::HashMap;

use domain::{
    api::imports::{NewRow, RowChanges},
    id::ImportId,
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::Storage;

use super::{book::Book, queue::Job};
use crate::{admin::imports::words, api};

impl Book {
    /// Keeps what is not at the server.
    pub(super) fn keep(self) {
        let jobs = self.failed.try_get_untracked().unwrap_or_default();
        let jobs = jobs.into_iter().chain(self.waiting.try_get_untracked().unwrap_or_default());
        let left = self.requests(jobs.collect());
        if let Some((storage, key)) = storage().zip(self.id.try_get_value().flatten().map(|id| key(&id)))
            && !left.is_empty()
            && let Ok(text) = serde_json::to_string(&left)
        {
            // A browser that keeps nothing has nothing to bring back.
            let _ = storage.set_item(&key, &text);
        }
    }

    /// Sends what was kept, as soon as somebody is there again.
    pub(super) fn bring_back(self) {
        let Some((storage, id)) = storage().zip(self.id.get_value()) else { return };
        let key = key(&id);
        let text = storage.get_item(&key).ok().flatten().unwrap_or_default();
        let Ok(kept) = serde_json::from_str::<Vec<RowChanges>>(&text) else { return };
        let transport = self.session.transport();
        spawn_local(async move {
            for change in kept {
                match api::imports::edit(&transport, &id, &change).await {
                    Ok(answer) => drop(self.import.value.try_set(Some(answer.import))),
                    // It stays where it is kept.
                    Err(error) => return self.toasts.fail(words::sentence(&error)),
                }
            }
            // Nothing is left that could be sent twice.
            let _ = storage.remove_item(&key);
            if self.round.try_get_value().is_some() {
                self.reload();
            }
            self.toasts.say("What you had typed before is saved now.");
        });
    }

    /// The jobs as requests. What was typed into a row that could not be added goes into that row.
    fn requests(self, jobs: Vec<Job>) -> Vec<RowChanges> {
        let mut new: HashMap<u32, NewRow> = HashMap::new();
        let mut order: Vec<u32> = Vec::new();
        let mut requests: Vec<RowChanges> = Vec::new();
        for Job { mut change, .. } in jobs {
            for (id, row) in std::mem::take(&mut change.add) {
                order.push(id);
                new.insert(id, row);
            }
            for edit in &change.edits {
                if let Some(row) = new.get_mut(&edit.row) {
                    row.insert(edit.column, edit.text.clone());
                }
            }
            requests.push(change.request(|id| self.number(id)));
        }
        requests
            .push(RowChanges { add: order.iter().filter_map(|id| new.remove(id)).collect(), ..RowChanges::default() });
        requests.retain(|request| *request != RowChanges::default());
        requests
    }
}

fn key(id: &ImportId) -> String {
    format!("tender.upload.{id}")
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}
