//! Following an import: while the server works on it, and when somebody else changes it.

use std::time::Duration;

use domain::{
    api::{
        imports::{ImportDetail, ImportState},
        stream::ChangeKind,
    },
    id::ImportId,
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use crate::{
    admin::{data::Query, live::Live, session::Session},
    api,
};

/// How often one looks whether to ask.
const OFTEN: Duration = Duration::from_millis(250);
/// So many times one asks at every look, since most files take no longer; then at every fourth.
const SOON: u32 = 8;

/// Asks how far it is while it is checked or sent, one question at a time, and not while nobody looks; and once when it
/// changed otherwise.
pub fn watch(import: Query<ImportDetail>) {
    let session = Session::from_context();
    let live = Live::from_context();
    follow_changes(import, session, live);
    let asking = StoredValue::new(false);
    let looks = StoredValue::new(0_u32);
    let ask = move || {
        let busy = import.value.try_with_untracked(working).flatten();
        let Some((id, state)) = busy else {
            looks.try_set_value(0);
            return;
        };
        let look = looks.get_value();
        looks.set_value(look.wrapping_add(1));
        let due = look < SOON || look.is_multiple_of(4);
        if !due || document().hidden() || asking.get_value() {
            return;
        }
        asking.set_value(true);
        let transport = session.transport();
        spawn_local(async move {
            let answer = api::imports::get(&transport, &id).await;
            if asking.try_set_value(false).is_some() {
                return;
            }
            match answer {
                // What one did meanwhile is newer than this answer.
                Ok(detail) if import.value.with_untracked(working).is_some_and(|(now, _)| now == id) => {
                    if state == ImportState::Sending && detail.import.state != ImportState::Sending {
                        live.changed(ChangeKind::Link);
                    }
                    import.put(detail);
                }
                Ok(_) => {}
                // What is there stays; the next question may be answered.
                Err(error) => session.hear(&error),
            }
        });
    };
    let handle = set_interval_with_handle(ask, OFTEN);
    on_cleanup(move || {
        if let Ok(handle) = handle {
            handle.clear();
        }
    });
}

fn follow_changes(import: Query<ImportDetail>, session: Session, live: Live) {
    Effect::new(move |before: Option<()>| {
        live.imports();
        let rests =
            |import: &ImportDetail| !matches!(import.import.state, ImportState::Checking | ImportState::Sending);
        let id = import.value.with_untracked(|import| Some(import.as_ref().filter(|i| rests(i))?.import.id.clone()));
        let Some(id) = id.filter(|id| before.is_some() && live.concerns(id)) else { return };
        let transport = session.transport();
        spawn_local(async move {
            match api::imports::get(&transport, &id).await {
                Ok(detail) => {
                    let version = |import: &ImportDetail| (import.import.id.clone(), import.import.version);
                    let newer = import.value.try_with_untracked(|now| {
                        now.as_ref().is_some_and(|now| version(now).0 == id && version(&detail).1 > version(now).1)
                    });
                    if newer == Some(true) {
                        import.put(detail);
                    }
                }
                // Somebody deleted it: the page says so.
                Err(error) if error.is_not_found() => drop(import.failure.try_set(Some(error))),
                Err(error) => session.hear(&error),
            }
        });
    });
}

fn working(import: &Option<ImportDetail>) -> Option<(ImportId, ImportState)> {
    let import = &import.as_ref()?.import;
    matches!(import.state, ImportState::Checking | ImportState::Sending).then(|| (import.id.clone(), import.state))
}
