//! Where an upload begins, and what became of earlier ones.

mod batches;
mod blank;
mod drop;
mod templates;
mod upload;

use domain::{Permission, api::imports::ImportDetail};
use leptos::prelude::*;

use self::{batches::Batches, blank::BlankButton, drop::DropZone, templates::Templates};
use super::accounts::AccountSelect;
use crate::admin::{
    frame::PageHead,
    place::{Place, Step},
    session::Session,
    store::Store,
};

/// The page.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    view! {
        <div class="imports">
            <PageHead title="Bulk upload"/>
            <Show when=move || may.get()>
                <Begin/>
            </Show>
            <Batches/>
        </div>
    }
}

/// A file, a template, or an empty grid.
#[component]
fn Begin() -> impl IntoView {
    let store = Store::from_context();
    let place = Place::here();
    let account = RwSignal::new(String::new());
    // The first account that is ready is the likely one.
    Effect::new(move |_| {
        let first = store.accounts.value.with(|all| all.as_ref()?.iter().find(|a| a.ready).map(|a| a.id.to_string()));
        if let Some(first) = first
            && account.with_untracked(String::is_empty)
        {
            account.set(first);
        }
    });
    let open = Callback::new(move |import: ImportDetail| {
        place.go(&format!("{}/{}", super::PATH, import.import.id), Step::New);
    });
    view! {
        <section class="upload-begin" aria-label="New upload">
            <DropZone account open/>
            <div class="upload-side">
                <div class="upload-part">
                    <AccountSelect chosen=account on_choose=Callback::new(move |id| account.set(id))/>
                    <p class="hint">"Where the money of these links goes. You can still change it before you send."</p>
                </div>
                <div class="upload-part">
                    <h2>"No file yet?"</h2>
                    <p class="hint">"The template has every column, an example, and what to write where."</p>
                    <Templates account/>
                    <BlankButton account open/>
                </div>
            </div>
        </section>
    }
}
