//! One search over clients, matters, invoices, links and payments.

use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// What a search found.
    HitKind {
        /// A client.
        Client = "client",
        /// A matter.
        Matter = "matter",
        /// An invoice.
        Invoice = "invoice",
        /// A payment link.
        Link = "link",
        /// A payment.
        Payment = "payment",
    }
}

/// `GET /api/v1/search?q=marsh`: at most five of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hits {
    /// What was found, kind by kind.
    pub data: Vec<Hit>,
}

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its id.
    pub id: String,
    /// Its name or number.
    pub title: String,
    /// What tells it from others: an address, an amount, a client's name.
    pub detail: String,
}
