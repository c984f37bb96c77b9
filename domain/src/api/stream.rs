//! Live updates: ids only; who wants more asks for it.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ImportId, LinkId, PaymentId},
    word::words,
};

words! {
    /// What changed.
    ChangeKind {
        /// A link.
        Link = "link",
        /// A payment.
        Payment = "payment",
        /// A client, a matter or an invoice.
        Record = "record",
        /// An upload: its state, its rows, or how far it is.
        Import = "import",
        /// A setting.
        Settings = "settings",
        /// Events were missed: load everything again.
        Resync = "resync",
    }
}

/// One change: the `data` of an event of `GET /api/v1/stream`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// What changed.
    pub kind: ChangeKind,
    /// Which link.
    pub link_id: Option<LinkId>,
    /// Which payment.
    pub payment_id: Option<PaymentId>,
    /// Which upload.
    pub import_id: Option<ImportId>,
}

impl Change {
    /// Of nothing in particular.
    #[must_use]
    pub const fn of(kind: ChangeKind) -> Self {
        Self { kind, link_id: None, payment_id: None, import_id: None }
    }

    /// Of an upload.
    #[must_use]
    pub fn of_import(id: &ImportId) -> Self {
        Self { import_id: Some(id.clone()), ..Self::of(ChangeKind::Import) }
    }
}
