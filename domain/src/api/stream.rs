//! Live updates: ids only; who wants more asks for it.

use serde::{Deserialize, Serialize};

use crate::{
    id::{LinkId, PaymentId},
    word::words,
};

words! {
    /// What changed.
    ChangeKind {
        /// A link.
        Link = "link",
        /// A payment.
        Payment = "payment",
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
}
