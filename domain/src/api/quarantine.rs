//! A firm whose data come from a backup: what rests until an owner lets it go.

use serde::{Deserialize, Serialize};

use crate::{Instant, word::words};

/// Whether a firm is in quarantine: `GET /api/v1/quarantine`.
///
/// Mail rests, and so does whatever ends checkouts by itself; payers can't begin to pay. What the
/// gateway says is heard and recorded all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quarantine {
    /// When the copy was made; absent for a firm that works as usual.
    pub since: Option<Instant>,
    /// Mails that wait.
    pub mails: i64,
    /// What still has to be done before an owner can end it, a sentence each; empty if nothing.
    pub waits_for: Vec<String>,
}

words! {
    /// What becomes of the mail that waits: `mail` of `DELETE /api/v1/quarantine`.
    RestingMail {
        /// It is sent.
        Send = "send",
        /// It is taken out of the outbox: for mail that went out after the copy had been made.
        Withdraw = "withdraw",
    }
}
