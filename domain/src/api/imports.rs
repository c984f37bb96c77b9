//! Bulk upload: from a file of rows to a payment link for each.
//!
//! A file becomes an import. Its columns are mapped, its rows are checked and mended, and then each
//! row that is right becomes a link. Nothing is sent before somebody says so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Currency, Instant,
    id::{AccountId, ImportId, LinkId},
    imports::{CellProblem, Choice, Column, Delivery, Mapping, Question},
    word::words,
};

/// The most rows of an import.
pub const MAX_IMPORT_ROWS: i64 = 100_000;
/// The most bytes of a file.
pub const MAX_IMPORT_BYTES: u64 = 50_000_000;
/// The most rows that one request changes, adds, removes or restores.
pub const MAX_CHANGED_ROWS: usize = 1_000;

words! {
    /// How far an import is.
    ImportState {
        /// Its rows are being read and checked; `progress` says how far that is.
        Checking = "checking",
        /// Somebody has to say what a column means, or how its cells are to be read.
        Mapping = "mapping",
        /// Its rows can be looked at, mended and sent.
        Review = "review",
        /// Links are being made; `progress` says how far that is.
        Sending = "sending",
        /// Links were made. Rows that were left can still be mended and sent.
        Done = "done",
    }
}

words! {
    /// Where a row stands.
    RowState {
        /// Nothing is wrong with it.
        Ready = "ready",
        /// It can be sent, but somebody should look.
        Warning = "warning",
        /// It can't be sent as it is.
        Error = "error",
        /// It has its link.
        Created = "created",
    }
}

/// `POST /api/v1/imports`: an import without a file, to be filled by hand or by `rows`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewImport {
    /// What to call it.
    pub name: Option<String>,
    /// The receiving account; it can be chosen later.
    pub account_id: Option<String>,
    /// What will be done with the rows; it can be chosen later.
    pub delivery: Delivery,
    /// The first rows, as people would write them; at most 1,000, more by `PATCH …/rows`.
    pub rows: Vec<NewRow>,
}

/// A row: its cells as people would write them. A column that is left out is blank.
pub type NewRow = BTreeMap<Column, String>;

/// `PATCH /api/v1/imports/{id}`. What is left out stays as it is. The rows are checked again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ImportChange {
    /// The receiving account.
    pub account_id: Option<String>,
    /// What will be done with the rows.
    pub delivery: Option<Delivery>,
}

/// `PUT /api/v1/imports/{id}/mapping`. It is remembered for the next file with the same headers, and
/// the rows are checked again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewMapping {
    /// What each column of the file means, from left to right; `null` for one that is passed over.
    pub columns: Vec<Option<Column>>,
    /// Answers to `questions`.
    pub choices: Vec<Choice>,
}

/// An import, as lists show it: `GET /api/v1/imports`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    /// The id.
    pub id: ImportId,
    /// The file's name, or what it was called.
    pub name: String,
    /// How far it is.
    pub state: ImportState,
    /// The receiving account, once it is chosen.
    pub account_id: Option<AccountId>,
    /// That account's currency.
    pub currency: Option<Currency>,
    /// What will be done with the rows, or was.
    pub delivery: Delivery,
    /// How many rows stand where.
    pub counts: ImportCounts,
    /// What the rows ask for that are right or have their link, by currency.
    pub totals: Vec<Total>,
    /// How far it is, while it is checked or sent.
    pub progress: Option<Progress>,
    /// Why it stands still, in a sentence that says what to do: the file broke off, or the account
    /// takes no money any more.
    pub trouble: Option<String>,
    /// Who uploaded it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// When somebody last said *send*.
    pub sent_at: Option<Instant>,
    /// Grows by one with each change of the import or its rows, whoever made it.
    pub version: i64,
}

/// How many rows stand where. Removed rows are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    /// Nothing is wrong.
    pub ready: i64,
    /// Can be sent, but somebody should look.
    pub warning: i64,
    /// Can't be sent.
    pub error: i64,
    /// Have their link.
    pub created: i64,
}

impl ImportCounts {
    /// All rows.
    #[must_use]
    pub fn rows(self) -> i64 {
        self.ready + self.warning + self.error + self.created
    }

    /// Rows that a dispatch would send now.
    #[must_use]
    pub fn sendable(self) -> i64 {
        self.ready + self.warning
    }
}

/// What rows of one currency come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Total {
    /// The currency.
    pub currency: Currency,
    /// The sum, in minor units.
    pub amount: i64,
    /// How many rows.
    pub rows: i64,
}

/// How much of the rows is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Rows that are done.
    pub done: i64,
    /// Rows in all.
    pub total: i64,
}

/// One import with its columns: `GET /api/v1/imports/{id}`, and the answer to whatever changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportDetail {
    /// The import.
    #[serde(flatten)]
    pub import: Import,
    /// What the columns mean.
    pub mapping: Mapping,
    /// The first rows as the file has them, to see what a column holds: at most three.
    pub samples: Vec<Vec<String>>,
    /// What the file leaves open.
    pub questions: Vec<Question>,
    /// What the reader left out, in sentences: other sheets, characters that could not be read.
    pub notes: Vec<String>,
}

/// A row of the grid: `GET /api/v1/imports/{id}/rows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportLine {
    /// The row's number in the file; rows that were added follow.
    pub number: u32,
    /// Where it stands.
    pub state: RowState,
    /// Its cells as they are written; blank ones are absent.
    pub cells: BTreeMap<Column, String>,
    /// What is wrong with it, duplicates included.
    pub problems: Vec<CellProblem>,
    /// The link that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_id: Option<LinkId>,
}

/// `PATCH /api/v1/imports/{id}/rows`: all of it happens, or nothing. Its opposite takes it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RowChanges {
    /// Cells to write. A column that the file does not have is added to the right of it.
    pub edits: Vec<CellEdit>,
    /// Rows to add at the end.
    pub add: Vec<NewRow>,
    /// Rows to remove, by number.
    pub remove: Vec<u32>,
    /// Removed rows to put back, by number.
    pub restore: Vec<u32>,
}

/// A cell to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CellEdit {
    /// The row's number.
    pub row: u32,
    /// The column.
    pub column: Column,
    /// What to write; empty clears it.
    pub text: String,
}

/// What changed: the rows that were written, added or put back, rows whose duplicates changed with
/// them as far as they are few, and the import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowsChanged {
    /// The rows, by number.
    pub rows: Vec<ImportLine>,
    /// The import as it is now.
    pub import: ImportDetail,
}

/// `POST /api/v1/imports/{id}/dispatch`: makes a link of each row, and mails it if the import's
/// `delivery` is `mail`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewDispatch {
    /// Leave rows with errors where they are. Without it, one such row refuses the whole.
    pub only_ready: bool,
}

/// The mail that a row would send: `GET /api/v1/imports/{id}/rows/{number}/mail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailPreview {
    /// Name and address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The mail as a page of its own, to be shown in a frame without scripts.
    pub html: String,
    /// The mail as text.
    pub text: String,
}
