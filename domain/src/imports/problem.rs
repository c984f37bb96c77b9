//! What is wrong with a cell, and what to do about it.

use serde::{Deserialize, Serialize};

use super::Column;
use crate::word::words;

words! {
    /// Whether a row can be sent as it is.
    Severity {
        /// It can't.
        Error = "error",
        /// It can, but somebody should look.
        Warning = "warning",
    }
}

words! {
    /// What is wrong with a cell.
    ProblemCode {
        /// It must be filled.
        Missing = "missing",
        /// No amount.
        NotAnAmount = "not_an_amount",
        /// An amount with two meanings.
        AmbiguousAmount = "ambiguous_amount",
        /// Zero, or below.
        NotPositive = "not_positive",
        /// More than can be asked.
        TooLarge = "too_large",
        /// Less than can be charged.
        TooSmall = "too_small",
        /// The gateway takes this currency in larger steps.
        Step = "step",
        /// A minimum above the amount.
        AboveAmount = "above_amount",
        /// No currency.
        UnknownCurrency = "unknown_currency",
        /// Another currency than the receiving account's.
        OtherCurrency = "other_currency",
        /// No day.
        NotADate = "not_a_date",
        /// A day with two meanings.
        AmbiguousDate = "ambiguous_date",
        /// A day that has passed.
        PastDate = "past_date",
        /// A day too far ahead.
        TooFar = "too_far",
        /// It stops working before it is due.
        BeforeDue = "before_due",
        /// No address.
        NotAnEmail = "not_an_email",
        /// More than one address.
        SeveralEmails = "several_emails",
        /// More characters than fit.
        TooLong = "too_long",
        /// Characters that no text should have.
        ControlCharacters = "control_characters",
        /// A formula made the value.
        Formula = "formula",
        /// A formula without a stored value.
        FormulaWithoutValue = "formula_without_value",
        /// Text that looks like a formula, and stays text.
        FormulaText = "formula_text",
        /// An error of the spreadsheet, such as `#REF!`.
        CellError = "cell_error",
        /// More cells than headers.
        SurplusCells = "surplus_cells",
        /// The template's example row.
        ExampleRow = "example_row",
        /// The same key as another row.
        DuplicateKey = "duplicate_key",
        /// The same invoice number as another row, which has another external ID.
        DuplicateInvoice = "duplicate_invoice",
        /// The same address and amount as another row.
        LikelyDuplicate = "likely_duplicate",
        /// The same key as a link that was made before.
        EarlierLink = "earlier_link",
        /// The same invoice number as a link that was made before, which has another external ID.
        EarlierInvoice = "earlier_invoice",
        /// The same address and amount as a link that was made before.
        LikelyEarlierLink = "likely_earlier_link",
    }
}

/// A problem with a cell: `/rows/{row}/{column}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CellProblem {
    /// The row's number in the file.
    pub row: u32,
    /// The column; absent, if it is the row as a whole.
    pub column: Option<Column>,
    /// What is wrong.
    pub code: ProblemCode,
    /// Whether the row can be sent as it is.
    pub severity: Severity,
    /// One sentence that says what to do.
    pub detail: String,
}
