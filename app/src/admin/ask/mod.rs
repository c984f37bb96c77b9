//! Asking from the record: a link for open invoices of a client, or for any amount, to whom is assigned to pay.

mod form;
mod items;
mod subject;

use domain::{Permission, api::links::Link};
use leptos::prelude::*;

use self::{
    form::AskForm,
    subject::{Subject, subject},
};
use super::{
    frame::{NoPermission, PageHead},
    links::done,
    record_page::record,
    session::Session,
};
use crate::params::Params;

/// Where one asks for money of a record: `about` is `client_id`, `matter_id` or `invoice_id`.
pub fn ask_at(about: &str, id: &str) -> String {
    Params::new().with(about, id).at("/app/links/ask")
}

/// The form, and what came of it.
#[component]
pub fn AskPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let (is_known, about) = subject();
    let made = RwSignal::new(None::<Link>);
    let again = Callback::new(move |()| {
        about.reload();
        made.set(None);
    });
    let ask = move || about.value.get_untracked().map(|about: Subject| view! { <AskForm about made/> }).into_any();
    view! {
        <PageHead title="Ask for payment"/>
        <Show when=move || may.get() fallback=NoPermission>
            {move || match made.get() {
                Some(link) => done(&link, again).into_any(),
                None => record(is_known, about, "record", ask).into_any(),
            }}
        </Show>
    }
}
