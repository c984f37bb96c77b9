//! The gateway against us: its payments and refunds of a period beside ours.

use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, Currency, Instant,
    id::{ComparisonId, DifferenceId, PaymentId},
    word::words,
};

/// The longest period that is compared at once, in days.
pub const MAX_DAYS: i32 = 92;

words! {
    /// How far a comparison is.
    ComparisonState {
        /// At work.
        Running = "running",
        /// Everything of the period was compared.
        Done = "done",
        /// Stopped by a person: what was found so far stays.
        Stopped = "stopped",
        /// The gateway refused.
        Failed = "failed",
    }
}

words! {
    /// In what the gateway and we differ.
    DifferenceKind {
        /// The gateway has it, and we don't.
        MissingHere = "missing_here",
        /// We have it, and the gateway doesn't.
        MissingThere = "missing_there",
        /// The amounts differ.
        Amount = "amount",
        /// It stands elsewhere.
        Status = "status",
        /// The fees differ.
        Fee = "fee",
        /// It came through the gateway without Tender: recorded, linked to nothing by itself. Not an error.
        Foreign = "foreign",
    }
}

impl DifferenceKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MissingHere => "Missing here",
            Self::MissingThere => "Missing at the gateway",
            Self::Amount => "Amount differs",
            Self::Status => "Status differs",
            Self::Fee => "Fee differs",
            Self::Foreign => "Not from Tender",
        }
    }

    /// Whether recording what the gateway says can mend it.
    #[must_use]
    pub fn is_repairable(self) -> bool {
        match self {
            Self::MissingHere | Self::Amount | Self::Status | Self::Fee => true,
            Self::MissingThere | Self::Foreign => false,
        }
    }
}

words! {
    /// What differs.
    ComparedKind {
        /// A payment.
        Payment = "payment",
        /// A refund.
        Refund = "refund",
    }
}

/// `POST /api/v1/connections/{id}/differences`: compare a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewComparison {
    /// The first day, on the firm's calendar.
    pub from: String,
    /// The last day; at most 92 days in all.
    pub to: String,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// The id.
    pub id: ComparisonId,
    /// The first day.
    pub from: CivilDate,
    /// The last day.
    pub to: CivilDate,
    /// How far it is.
    pub state: ComparisonState,
    /// Payments of the gateway that were compared so far.
    pub payments: i64,
    /// Refunds of the gateway that were compared so far.
    pub refunds: i64,
    /// Differences that are left, without what did not come from Tender.
    pub differences: i64,
    /// Payments that did not come from Tender.
    pub foreign: i64,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
    /// By whom.
    pub created_by: String,
}

/// `GET /api/v1/connections/{id}/differences?from=&to=`: the newest comparison of that period, or of any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Differences {
    /// Absent if none was made.
    pub comparison: Option<Comparison>,
    /// What it found; the first 500.
    pub data: Vec<Difference>,
}

/// Something in which the gateway and we differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// `POST /api/v1/differences/{id}/repair` records what the gateway says.
    pub id: DifferenceId,
    /// In what.
    pub kind: DifferenceKind,
    /// What differs.
    pub about: ComparedKind,
    /// What the gateway calls it.
    pub gateway_id: String,
    /// Our payment.
    pub payment_id: Option<PaymentId>,
    /// The currency of both amounts.
    pub currency: Currency,
    /// The gateway's amount or fee, in minor units.
    pub theirs: Option<i64>,
    /// Ours.
    pub ours: Option<i64>,
    /// Where it stands there.
    pub their_status: Option<String>,
    /// Where it stands here.
    pub our_status: Option<String>,
    /// When it happened.
    pub happened_at: Instant,
    /// When it was repaired.
    pub repaired_at: Option<Instant>,
}
