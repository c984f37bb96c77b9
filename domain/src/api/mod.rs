//! Request and response types of the REST API, one module a resource.
//!
//! Amounts are minor units; dates are civil (`YYYY-MM-DD`); moments are RFC 3339. Requests carry
//! what a person typed; the server parses it and answers one error per field.

pub mod accounts;
pub mod allocations;
pub mod audit;
pub mod clients;
pub mod connections;
pub mod differences;
pub mod events;
pub mod firm;
pub mod imports;
pub mod invoices;
pub mod keys;
pub mod ledger;
pub mod links;
pub mod matters;
pub mod overview;
pub mod payments;
pub mod payouts;
pub mod postings;
pub mod public;
pub mod quarantine;
pub mod reconciliation;
pub mod refunds;
pub mod search;
pub mod selections;
pub mod session;
pub mod stream;
pub mod tables;
pub mod users;

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows of this page.
    pub data: Vec<T>,
    /// Where the next page begins; absent on the last page.
    #[serde(default)]
    pub next_cursor: Option<String>,
}

/// The most rows a page may have.
pub const MAX_LIMIT: u32 = 100;
/// The rows a page has if nobody says.
pub const DEFAULT_LIMIT: u32 = 25;
