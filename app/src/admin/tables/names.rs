//! Clients and matters that a filter asks for by their ids are called by their names.

use std::collections::BTreeSet;

use domain::{
    api::{clients::Client, matters::Matter},
    table::{Columns, Condition, clients::ClientColumn, matters::MatterColumn},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    admin::{session::Session, store::Store},
    api::{ApiError, Transport, pages},
    ui::TableModel,
};

/// So many names are asked for: a filter lists no more of them.
const SOME: usize = 2;

/// Learns the names of those that the table's filters ask for.
pub fn learn_names<C: Columns>(model: TableModel<C>) {
    let session = Session::from_context();
    let store = Store::from_context();
    let asked = StoredValue::new(BTreeSet::new());
    Effect::new(move |_| {
        let ids = model.query.with(|query| {
            let named = query.filters.iter().filter(|(column, _)| is_named(&column.to_string()));
            let words = named.filter_map(|(_, condition)| match condition {
                Condition::Among(words) => Some(words.iter().take(SOME).cloned()),
                _ => None,
            });
            words.flatten().collect::<Vec<_>>()
        });
        for id in ids {
            if asked.try_update_value(|asked| asked.insert(id.clone())) != Some(true) || store.knows(&id) {
                continue;
            }
            let transport = session.transport();
            spawn_local(async move {
                // Without a name the filter shows the id.
                if let Ok(name) = name_of(&transport, &id).await {
                    store.learn(id, name);
                }
            });
        }
    });
}

/// Whether a column holds ids of what has a name.
fn is_named(column: &str) -> bool {
    matches!(column, "client_id" | "matter_id")
}

async fn name_of(transport: &Transport, id: &str) -> Result<String, ApiError> {
    if id.starts_with("cli_") {
        return pages::one::<ClientColumn, Client>(transport, &id).await.map(|client| client.name);
    }
    pages::one::<MatterColumn, Matter>(transport, &id).await.map(|matter| format!("{} {}", matter.number, matter.name))
}
