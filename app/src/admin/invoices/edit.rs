//! Writing an invoice, and changing one.

use domain::{
    Permission,
    api::{clients::Client, invoices::Invoice, matters::Matter},
    id::{ClientId, InvoiceId, MatterId},
    table::{clients::ClientColumn, invoices::InvoiceColumn, matters::MatterColumn},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{draft::Draft, form::InvoiceForm};
use crate::{
    admin::{
        data::Query,
        frame::{NoPermission, PageHead},
        place::Place,
        record_page::record,
        records::Picked,
        session::Session,
    },
    api,
    ui::today,
};

/// A new invoice; its client or its matter may be in the address.
#[component]
pub fn NewInvoicePage() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let draft = Draft::new(untrack(|| today(&session.zone())).map(String::from).unwrap_or_default());
    let client = untrack(|| place.param("client_id")).parse::<ClientId>().ok();
    let matter = untrack(|| place.param("matter_id")).parse::<MatterId>().ok();
    let client = Query::<Client>::new(
        move || client.clone(),
        || 0,
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    );
    let matter = Query::<Matter>::new(
        move || matter.clone(),
        || 0,
        |transport, id| async move { api::pages::one::<MatterColumn, Matter>(&transport, &id).await },
    );
    Effect::new(move |_| {
        if let Some(client) = client.value.get() {
            draft.client.set(Some(Picked { id: client.id, name: client.name }));
        }
    });
    Effect::new(move |_| {
        if let Some(matter) = matter.value.get() {
            draft.matter_id.set(matter.id.to_string());
            draft.client.set(Some(Picked { id: matter.client_id, name: matter.client_name }));
        }
    });
    // Another client has other matters.
    Effect::new(move |before: Option<Option<Picked>>| {
        let client = draft.client.get();
        if before.flatten().is_some_and(|before| Some(before) != client) {
            draft.matter_id.set(String::new());
        }
        client
    });
    view! {
        <PageHead title="New invoice"/>
        <Show when=move || may.get() fallback=NoPermission>
            <InvoiceForm draft before=None/>
        </Show>
    }
}

/// An invoice that is there already.
#[component]
pub fn EditInvoicePage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<InvoiceId>().ok()));
    // What others change meanwhile does not overwrite what is typed.
    let invoice = Query::<Invoice>::new(
        move || id.get(),
        || 0,
        |transport, id| async move { api::pages::one::<InvoiceColumn, Invoice>(&transport, &id).await },
    );
    let is_id = Signal::derive(move || id.with(Option::is_some));
    view! {
        <PageHead title="Edit invoice"/>
        <Show when=move || may.get() fallback=NoPermission>
            {record(is_id, invoice, "invoice", move || {
                invoice
                    .value
                    .get_untracked()
                    .map(|invoice| view! { <InvoiceForm draft=Draft::of(&invoice) before=Some(invoice)/> })
                    .into_any()
            })}
        </Show>
    }
}
