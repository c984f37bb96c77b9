//! What was typed and could not be sent, kept in this tab until it can: somebody was signed out, or went elsewhere.

use domain::{
    api::imports::{NewRow, RowChanges},
    id::ImportId,
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::Storage;

use super::{book::Book, queue::Job};
use crate::{
    admin::{data::fresh_key, imports::words},
    api,
};

/// A request, and its key if it has one.
type Kept = (RowChanges, Option<String>);

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
        let Ok(kept) = serde_json::from_str::<Vec<Kept>>(&text) else { return };
        let transport = self.session.transport();
        spawn_local(async move {
            for (change, once) in kept {
                match api::imports::edit(&transport, &id, &change, once.as_deref()).await {
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
    fn requests(self, jobs: Vec<Job>) -> Vec<Kept> {
        let mut adds: Vec<Added> = Vec::new();
        let mut requests: Vec<Kept> = Vec::new();
        for Job { mut change, key, .. } in jobs {
            adds.push((std::mem::take(&mut change.add), key));
            for edit in &change.edits {
                for (rows, key) in &mut adds {
                    if let Some((_, row)) = rows.iter_mut().find(|(id, _)| *id == edit.row) {
                        row.insert(edit.column, edit.text.clone());
                        // It is another request now.
                        *key = Some(fresh_key());
                    }
                }
            }
            requests.push((change.request(|id| self.number(id)), None));
        }
        requests.extend(adds.into_iter().map(|(rows, key)| {
            (RowChanges { add: rows.into_iter().map(|(_, row)| row).collect(), ..RowChanges::default() }, key)
        }));
        requests.retain(|(request, _)| *request != RowChanges::default());
        requests
    }
}

/// Rows to be added, by the numbers that the grid has for them, and the key of the request that adds them.
type Added = (Vec<(u32, NewRow)>, Option<String>);

fn key(id: &ImportId) -> String {
    format!("tender.upload.{id}")
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}
