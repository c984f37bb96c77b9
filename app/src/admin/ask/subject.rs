//! Whose money is asked for, and who is asked.

use domain::{
    Mode,
    api::{
        clients::Client,
        invoices::Invoice,
        matters::{Matter, Payer},
    },
    id::{ClientId, InvoiceId, MatterId},
    table::{clients::ClientColumn, invoices::InvoiceColumn, matters::MatterColumn},
};
use leptos::prelude::*;

use crate::{
    admin::{data::Query, place::Place},
    api::{ApiError, Transport, pages},
};

/// Whose money is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The client.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The matter, if one is meant: its id, and what people call it.
    pub matter: Option<(MatterId, String)>,
    /// The invoice from which one came.
    pub invoice_id: Option<InvoiceId>,
    /// Who is assigned to pay.
    pub payer: Payer,
    /// Test money or real money.
    pub mode: Mode,
}

/// What the address names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Client(ClientId),
    Matter(MatterId),
    Invoice(InvoiceId),
}

/// Whether the address names a record, and what is known of it. What others change meanwhile does not overwrite what
/// is typed.
pub fn subject() -> (Signal<bool>, Query<Subject>) {
    let place = Place::here();
    let named = Memo::new(move |_| {
        let invoice = place.param("invoice_id").parse().map(Named::Invoice).ok();
        let matter = || place.param("matter_id").parse().map(Named::Matter).ok();
        let client = || place.param("client_id").parse().map(Named::Client).ok();
        invoice.or_else(matter).or_else(client)
    });
    let about = Query::new(move || named.get(), || 0, |transport, named| async move { load(&transport, named).await });
    (Signal::derive(move || named.with(Option::is_some)), about)
}

async fn load(transport: &Transport, named: Named) -> Result<Subject, ApiError> {
    match named {
        Named::Client(id) => of_client(transport, &id).await,
        Named::Matter(id) => of_matter(transport, &id).await,
        Named::Invoice(id) => {
            let invoice = pages::one::<InvoiceColumn, Invoice>(transport, &id).await?;
            let about = match &invoice.matter_id {
                Some(matter) => of_matter(transport, matter).await?,
                None => of_client(transport, &invoice.client_id).await?,
            };
            // The client's other invoices are offered as well.
            Ok(Subject { matter: None, invoice_id: Some(id), ..about })
        }
    }
}

async fn of_client(transport: &Transport, id: &ClientId) -> Result<Subject, ApiError> {
    let client = pages::one::<ClientColumn, Client>(transport, id).await?;
    let payer = client.payer_id.as_ref().and_then(|payer| client.contacts.iter().find(|contact| contact.id == *payer));
    let payer = match payer {
        Some(contact) => Payer { name: contact.name.clone(), email: contact.email.clone() },
        None => Payer { name: client.name.clone(), email: client.email.clone() },
    };
    Ok(Subject {
        client_id: client.id,
        client_name: client.name,
        matter: None,
        invoice_id: None,
        payer,
        mode: client.mode,
    })
}

async fn of_matter(transport: &Transport, id: &MatterId) -> Result<Subject, ApiError> {
    let matter = pages::one::<MatterColumn, Matter>(transport, id).await?;
    Ok(Subject {
        client_id: matter.client_id,
        client_name: matter.client_name,
        matter: Some((matter.id, format!("{} {}", matter.number, matter.name))),
        invoice_id: None,
        payer: matter.payer,
        mode: matter.mode,
    })
}
