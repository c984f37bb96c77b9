//! What is done to many rows at once, and files made of a table.

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    id::{ActionId, ExportId, LinkId},
    word::words,
};

/// Rows of a table: some, or all that match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Selection {
    /// These rows; at most 1,000.
    pub ids: Vec<String>,
    /// Instead of `ids`: all rows that match, as the address bar holds it (`status=outstanding&q=marsh`); empty for every row.
    pub query: Option<String>,
    /// Of those, not these; at most 1,000.
    pub except: Vec<String>,
}

words! {
    /// What is done to many links.
    ActionKind {
        /// Withdraw them.
        Cancel = "cancel",
        /// Mail them again.
        Resend = "resend",
        /// Give them more time.
        ExtendExpiry = "extend_expiry",
    }
}

/// `POST /api/v1/actions`, and `POST /api/v1/actions/preview` to see first what would happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAction {
    /// What to do.
    pub kind: ActionKind,
    /// To which links.
    pub selection: Selection,
    /// The new end for `extend_expiry` (RFC 3339); absent: they never expire.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// What would happen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionPreview {
    /// How many rows are chosen; more than [`MAX_ACTION_ROWS`] are refused.
    pub total: i64,
    /// How many of them it would change.
    pub applies: i64,
    /// Why it would leave the others alone.
    pub skipped: Vec<Skip>,
}

/// The most rows that one action takes.
pub const MAX_ACTION_ROWS: i64 = 100_000;

/// Rows that are left alone for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Skip {
    /// In words for staff: `already paid`.
    pub reason: String,
    /// How many.
    pub count: i64,
}

words! {
    /// How far an action is.
    ActionState {
        /// At work.
        Running = "running",
        /// Every row has its result.
        Done = "done",
        /// Stopped by a person; what was done stays.
        Stopped = "stopped",
        /// What it did was taken back.
        Undone = "undone",
    }
}

/// Something done to many links: `GET /api/v1/actions/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Action {
    /// The id.
    pub id: ActionId,
    /// What is done.
    pub kind: ActionKind,
    /// How far it is.
    pub state: ActionState,
    /// Rows in all.
    pub total: i64,
    /// Rows that were changed.
    pub done: i64,
    /// Rows that were left alone, with a reason each.
    pub skipped: i64,
    /// Whether `DELETE /api/v1/actions/{id}` takes it back.
    pub undoable: bool,
    /// Who asked for it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
}

/// What became of one row: `GET /api/v1/actions/{id}/rows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionRow {
    /// The link.
    pub link_id: LinkId,
    /// Whom it is for, or its number.
    pub label: String,
    /// Whether it was changed; absent while it waits.
    pub done: Option<bool>,
    /// Why it was left alone.
    pub reason: Option<String>,
}

words! {
    /// What a file is written as.
    ExportFormat {
        /// Excel.
        Xlsx = "xlsx",
        /// Comma-separated, UTF-8 with a byte order mark.
        Csv = "csv",
    }
}

/// `POST /api/v1/exports`: a file of all rows that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewExport {
    /// `links` or `payments`.
    pub table: String,
    /// Excel or CSV.
    pub format: ExportFormat,
    /// The columns in their order.
    pub columns: Vec<String>,
    /// Which rows; their order is the one that `query` asks for.
    pub selection: Selection,
    /// The order, as in `sort` of the list; the usual one if absent.
    #[serde(default)]
    pub sort: Option<String>,
}

words! {
    /// How far a file is.
    ExportState {
        /// Being written.
        Running = "running",
        /// Ready for a day at `GET /api/v1/exports/{id}/file`.
        Done = "done",
        /// Could not be written.
        Failed = "failed",
    }
}

/// A file of a table: `GET /api/v1/exports/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Export {
    /// The id.
    pub id: ExportId,
    /// Excel or CSV.
    pub format: ExportFormat,
    /// How far it is.
    pub state: ExportState,
    /// Rows written so far.
    pub rows: i64,
    /// What the file will be called.
    pub file_name: String,
    /// Its size in bytes, once it is ready.
    pub size: Option<i64>,
    /// Why it could not be written.
    pub failure: Option<String>,
    /// When it was asked for.
    pub created_at: Instant,
}
