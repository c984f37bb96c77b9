//! Matters: the files of clients.
//!
//! `GET /api/v1/matters/{id}/timeline` is what happened to one: a [`Timeline`](super::links::Timeline), newest first.

use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, Currency, Instant, Mode,
    client::MatterStatus,
    id::{AccountId, ClientId, ContactId, MatterId, UserId},
};

/// A file of a client: `GET /api/v1/matters/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matter {
    /// The id.
    pub id: MatterId,
    /// Whose file it is.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The firm's number of it.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Whether it is worked on.
    pub status: MatterStatus,
    /// Who is responsible for it.
    pub responsible_id: Option<UserId>,
    /// Their name.
    pub responsible_name: Option<String>,
    /// Who is asked for its money, if it is not whom the client says.
    pub payer_id: Option<ContactId>,
    /// Who is asked, in the end: the matter's payer, else the client's, else the client.
    pub payer: Payer,
    /// The day it was opened.
    pub opened_on: Option<CivilDate>,
    /// The day it was closed.
    pub closed_on: Option<CivilDate>,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// What it owes and has, by currency.
    pub balances: Vec<MatterBalance>,
    /// Test money or real money.
    pub mode: Mode,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: String,
}

/// Who is asked for money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payer {
    /// The name.
    pub name: String,
    /// Their address for mail.
    pub email: Option<String>,
}

/// What a matter owes and has, in minor units of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatterBalance {
    /// The currency.
    pub currency: Currency,
    /// What is open of its invoices.
    pub owed: i64,
    /// What it has in trust, by account.
    pub trust: Vec<TrustBalance>,
}

/// What a client or a matter has in one trust account, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrustBalance {
    /// The trust account.
    pub account_id: AccountId,
    /// Its name.
    pub account_name: String,
    /// What lies there.
    pub balance: i64,
    /// What is under way out of it.
    pub held: i64,
    /// What may be taken out now.
    pub available: i64,
}

/// `POST /api/v1/matters`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewMatter {
    /// Whose file it is.
    pub client_id: String,
    /// The firm's number of it; no two matters have the same.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Who is responsible for it: a member of staff.
    pub responsible_id: Option<String>,
    /// Who is asked for its money: a contact of the client.
    pub payer_id: Option<String>,
    /// The day it was opened (YYYY-MM-DD); today if absent.
    pub opened_on: Option<String>,
    /// Lines for colleagues.
    pub note: Option<String>,
}

/// `PATCH /api/v1/matters/{id}`: what is absent stays as it is; an empty text takes a fact away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MatterChange {
    /// The firm's number of it.
    pub number: Option<String>,
    /// What it is about.
    pub name: Option<String>,
    /// Who is responsible for it.
    pub responsible_id: Option<String>,
    /// Who is asked for its money.
    pub payer_id: Option<String>,
    /// The day it was opened.
    pub opened_on: Option<String>,
    /// Lines for colleagues.
    pub note: Option<String>,
    /// `open` or `closed`. One that has money in trust can't be closed.
    pub status: Option<String>,
}
