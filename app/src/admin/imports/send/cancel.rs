//! Withdrawing the links of an upload that nobody has paid.

use domain::{
    Permission,
    api::selections::ActionKind,
    id::ImportId,
    table::{Style, TableQuery, links::LinkColumn},
};
use leptos::prelude::*;

use crate::{
    admin::{session::Session, tables::PreviewDialog},
    ui::{Button, Kind, Selected, TableModel},
};

/// The button, and the preview behind it. It is the action that Sent pages knows, over all links of the upload.
pub fn cancel_button(id: &ImportId) -> impl IntoView + use<> {
    let session = Session::from_context();
    // Read strictly: a filter that is not understood must not become one that finds every link.
    let query = TableQuery::<LinkColumn>::read(Style::Address, [("import_id", id.as_str())]).ok()?;
    if !untrack(|| session.may(Permission::Bill)) {
        return None;
    }
    let model = TableModel::new(Memo::new(move |_| query.clone()), Callback::new(|_| ()));
    let chosen = RwSignal::new(None::<ActionKind>);
    let ask = move |()| {
        model.selected.set(Selected::AllBut(std::collections::BTreeSet::new()));
        chosen.set(Some(ActionKind::Cancel));
    };
    Some(view! {
        <Button kind=Kind::Quiet on_click=ask>"Cancel the unpaid links…"</Button>
        <PreviewDialog model chosen/>
    })
}
