//! Postings, batches of them, and what became of them in the firm's practice software.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::selections::{ExportFormat, Selection};
use crate::{
    Currency, Fields, Instant, Mode, Problem,
    allocation::TargetKind,
    id::{AccountId, ClientId, InvoiceId, MatterId, PaymentId, PostingBatchId, PostingId, PostingMarkId},
    posting::{DayFormat, FileField, Outcome, PostingKind, PostingStatus},
    text::ViewName,
};

/// A change of what a client owes, has to its credit or has in trust, because of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Posting {
    /// The id.
    pub id: PostingId,
    /// Its number among the firm's postings of this mode, from 1 and without gaps, in the order of the books.
    pub sequence: i64,
    /// Where it stands.
    pub status: PostingStatus,
    /// Why it was made.
    pub kind: PostingKind,
    /// What the amount goes to, or comes from.
    pub target: TargetKind,
    /// Minor units: above nothing when the client paid, below when it went back.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
    /// Whose it is.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The client's number in the firm.
    pub client_number: Option<String>,
    /// Which file.
    pub matter_id: Option<MatterId>,
    /// The matter's number.
    pub matter_number: Option<String>,
    /// Which invoice.
    pub invoice_id: Option<InvoiceId>,
    /// The invoice's number.
    pub invoice_number: Option<String>,
    /// The payment behind it.
    pub payment_id: PaymentId,
    /// Who paid.
    pub payer_name: Option<String>,
    /// The receiving account.
    pub account_id: Option<AccountId>,
    /// What the account is called.
    pub account_name: Option<String>,
    /// The batch that it is in, or was marked in.
    pub batch_id: Option<PostingBatchId>,
    /// That batch's number.
    pub batch_number: Option<i64>,
    /// What the practice software calls it.
    pub reference: Option<String>,
    /// Why the practice software did not take it, or why it does not go there.
    pub reason: Option<String>,
    /// Since when it stands there.
    pub marked_at: Option<Instant>,
    /// Who said so.
    pub marked_by: Option<String>,
    /// When it happened.
    pub occurred_at: Instant,
    /// When it was booked.
    pub created_at: Instant,
    /// Test money or real money.
    pub mode: Mode,
}

/// `POST /api/v1/postings/{id}/outcome`: what became of one posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOutcome {
    /// What is said.
    pub outcome: Outcome,
    /// What the practice software calls it.
    #[serde(default)]
    pub reference: Option<String>,
    /// Why; `failed` asks for it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The most outcomes of one request.
pub const MAX_OUTCOMES: usize = 500;
/// The most postings of a batch, and of one mark.
pub const MAX_POSTINGS: i64 = 5_000;

/// `POST /api/v1/postings/outcomes`: what became of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOutcomes {
    /// At most 500.
    pub outcomes: Vec<OutcomeOf>,
}

/// What became of one of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomeOf {
    /// The posting.
    pub id: PostingId,
    /// What is said of it.
    #[serde(flatten)]
    pub said: NewOutcome,
}

/// What came of it, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcomes {
    /// One for each.
    pub results: Vec<OutcomeResult>,
}

/// What came of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomeResult {
    /// The posting.
    pub id: PostingId,
    /// Whether it stands there now; also if it did before.
    pub done: bool,
    /// Where it stands; absent if there is no such posting.
    pub status: Option<PostingStatus>,
    /// Why it was left alone.
    pub why: Option<String>,
}

/// `POST /api/v1/postings/marks`: the same said of many rows of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMark {
    /// Of which.
    pub selection: Selection,
    /// What.
    #[serde(flatten)]
    pub said: NewOutcome,
}

/// What was said of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mark {
    /// `DELETE /api/v1/postings/marks/{id}` takes it back.
    pub id: PostingMarkId,
    /// How many stand there now.
    pub changed: i64,
    /// How many were left alone, since they stood where this can't be said of them.
    pub skipped: i64,
}

/// `POST /api/v1/postings/batches`: those of the chosen that are to be posted become a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewBatch {
    /// Which; at most 5,000.
    pub selection: Selection,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    /// The id.
    pub id: PostingBatchId,
    /// Its number among the firm's batches of this mode.
    pub number: i64,
    /// What its file is called: `GET /api/v1/postings/batches/{id}/file`, the same to the byte for ever.
    pub file_name: String,
    /// Bytes of the file.
    pub size: i64,
    /// How many postings are in the file.
    pub postings: i64,
    /// What they come to.
    pub totals: Vec<BatchTotal>,
    /// Where those stand that are still in it.
    pub standing: Vec<BatchStanding>,
    /// What takes the batch back, while nothing was said of its postings.
    pub mark_id: PostingMarkId,
    /// When it was made.
    pub created_at: Instant,
    /// By whom.
    pub created_by: String,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// Test money or real money.
    pub mode: Mode,
}

/// What the postings of one account and currency come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchTotal {
    /// The account.
    pub account_name: String,
    /// The currency.
    pub currency: Currency,
    /// How many.
    pub count: i64,
    /// Minor units.
    pub amount: i64,
}

/// How many postings of a batch stand somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchStanding {
    /// Where.
    pub status: PostingStatus,
    /// How many.
    pub count: i64,
}

/// The columns of batches' files: `GET` and `PUT /api/v1/postings/layout`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileLayout {
    /// What the file is written as.
    pub format: ExportFormat,
    /// How days are written.
    pub days: DayFormat,
    /// The columns in their order.
    pub columns: Vec<FileColumn>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileColumn {
    /// What it holds.
    pub field: FileField,
    /// What stands above it.
    pub heading: String,
}

impl Default for FileLayout {
    fn default() -> Self {
        use FileField::{
            Account, Amount, ClientName, Currency, Date, InvoiceNumber, Kind, MatterNumber, Method, PostingId, Target,
        };
        let fields =
            [Date, ClientName, MatterNumber, InvoiceNumber, Kind, Target, Amount, Currency, Account, Method, PostingId];
        let columns = fields.map(|field| FileColumn { field, heading: field.label().to_owned() });
        Self { format: ExportFormat::Csv, days: DayFormat::Iso, columns: columns.into() }
    }
}

impl FileLayout {
    /// Checks it: at least one column, each field once, a heading above each and no two the same.
    ///
    /// # Errors
    /// A sentence for each field.
    pub fn checked(self) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let (mut seen, mut headings) = (BTreeSet::new(), BTreeSet::new());
        if self.columns.is_empty() {
            fields.refuse("/columns", "Keep at least one column");
        }
        let mut columns = Vec::with_capacity(self.columns.len().min(FileField::ALL.len()));
        for (i, column) in self.columns.iter().enumerate().take(FileField::ALL.len() + 1) {
            let pointer = format!("/columns/{i}/heading");
            if !seen.insert(column.field) {
                fields.refuse(&format!("/columns/{i}/field"), "This column is there already");
            }
            let heading = fields.parse::<ViewName>(&pointer, &column.heading).map(String::from);
            if heading.as_ref().is_some_and(|heading| !headings.insert(heading.to_lowercase())) {
                fields.refuse(&pointer, "Another column has this heading");
            }
            columns.push(FileColumn { field: column.field, heading: heading.unwrap_or_default() });
        }
        fields.finish(Some(Self { columns, ..self }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_says_each_thing_once() {
        let usual = FileLayout::default();
        assert_eq!(usual.clone().checked(), Ok(usual.clone()));
        let errors = |layout: FileLayout| {
            let problem = layout.checked().unwrap_err();
            problem.errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        let none = FileLayout { columns: Vec::new(), ..usual.clone() };
        assert_eq!(errors(none), ["/columns"]);
        let mut odd = usual;
        odd.columns.truncate(2);
        odd.columns[1].heading = " date ".into();
        odd.columns.push(FileColumn { field: FileField::Date, heading: String::new() });
        assert_eq!(errors(odd), ["/columns/1/heading", "/columns/2/field", "/columns/2/heading"]);
    }
}
