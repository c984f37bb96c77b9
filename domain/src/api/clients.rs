//! Clients.
//!
//! `GET /api/v1/clients/{id}/timeline` is what happened to one, its matters and its invoices: a
//! [`Timeline`](super::links::Timeline), newest first.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Instant, Mode,
    client::{ClientKind, ClientStatus},
    id::{ClientId, ContactId},
};

/// A person or an organisation that the firm works for: `GET /api/v1/clients/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Client {
    /// The id.
    pub id: ClientId,
    /// What it is.
    pub kind: ClientKind,
    /// Whether the firm still works for it.
    pub status: ClientStatus,
    /// The client that it turned out to be.
    pub merged_into: Option<ClientId>,
    /// The name.
    pub name: String,
    /// The firm's own number of it.
    pub number: Option<String>,
    /// Its address for mail.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its postal address, in lines.
    pub address: Option<String>,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// People there, in the order in which they were entered.
    pub contacts: Vec<Contact>,
    /// Who of them is asked for money, if it is not the client itself.
    pub payer_id: Option<ContactId>,
    /// What it owes and what it has, by currency.
    pub balances: Vec<ClientBalance>,
    /// How many of its matters are open.
    pub open_matters: i64,
    /// Test money or real money.
    pub mode: Mode,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
}

/// A person at a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// The id.
    pub id: ContactId,
    /// The name.
    pub name: String,
    /// What they do there.
    pub role: Option<String>,
    /// Their address for mail.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
}

/// What a client owes and has, in minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientBalance {
    /// The currency.
    pub currency: Currency,
    /// What is open of its invoices.
    pub owed: i64,
    /// What it paid and pays nothing yet.
    pub credit: i64,
    /// What it has in trust, over all matters.
    pub trust: i64,
}

/// `POST /api/v1/clients`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewClient {
    /// `person` or `organisation`; a person if absent.
    pub kind: String,
    /// The name.
    pub name: String,
    /// The firm's own number of it; no two clients have the same.
    pub number: Option<String>,
    /// Its address for mail.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its postal address, in lines.
    pub address: Option<String>,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// People there, at most 20.
    pub contacts: Vec<NewContact>,
    /// `live` or `test`; real money as soon as the firm can take any, if absent.
    pub mode: Option<String>,
}

/// A person at a client, as it is entered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewContact {
    /// Of a contact that is there already; a new one if absent.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// What they do there.
    pub role: Option<String>,
    /// Their address for mail.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// Whether they are asked for money: one of them at most.
    pub pays: bool,
}

/// `PATCH /api/v1/clients/{id}`: what is absent stays as it is; an empty text takes a fact away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ClientChange {
    /// `person` or `organisation`.
    pub kind: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The firm's own number of it.
    pub number: Option<String>,
    /// Its address for mail.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its postal address, in lines.
    pub address: Option<String>,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// All people there: whoever is not named is taken away.
    pub contacts: Option<Vec<NewContact>>,
    /// `active` or `archived`.
    pub status: Option<String>,
}

/// `POST /api/v1/clients/{id}/merger`: another client turned out to be this one. Its matters, invoices, links and
/// payments become this one's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewMerger {
    /// The duplicate.
    pub duplicate_id: String,
}
