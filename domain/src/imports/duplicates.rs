//! Rows of one file that ask twice for the same.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use super::{CellProblem, CheckedRow, Column, ProblemCode, RowKey, Severity};

/// A row that repeats an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The row.
    pub row: u32,
    /// The first row with the same.
    pub first: u32,
    /// What they have in common.
    pub column: Column,
    /// How sure it is.
    pub code: ProblemCode,
}

impl Duplicate {
    /// The problem of the later row.
    #[must_use]
    pub fn problem(&self) -> CellProblem {
        let (severity, detail) = match self.code {
            ProblemCode::DuplicateKey => {
                let what = self.column.label().to_lowercase().replace("id", "ID");
                let detail = format!("Row {} has the same {what}: change it, or delete one of the rows", self.first);
                (Severity::Error, detail)
            }
            ProblemCode::DuplicateInvoice => {
                (Severity::Warning, format!("Row {} asks for the same invoice: check that both are meant", self.first))
            }
            _ => {
                let detail =
                    format!("Row {} asks the same address for the same amount: check that both are meant", self.first);
                (Severity::Warning, detail)
            }
        };
        CellProblem { row: self.row, column: Some(self.column), code: self.code, severity, detail }
    }
}

/// Finds rows that repeat an earlier one. It keeps twelve bytes for each key it has seen, not the
/// keys, so that 100,000 rows take a few megabytes.
#[derive(Debug, Clone, Default)]
pub struct Duplicates {
    keys: HashMap<u64, u32>,
    invoices: HashMap<u64, u32>,
    likely: HashMap<u64, u32>,
}

impl Duplicates {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in one row, and says what it repeats. Rows with keys of their own are not likely
    /// duplicates: their keys tell them apart.
    pub fn see(&mut self, row: &CheckedRow) -> Option<Duplicate> {
        let key = row.values.key();
        let invoice = row.values.invoice_key();
        let invoice_first = invoice.and_then(|invoice| first(&mut self.invoices, &invoice, row.number));
        let of = |first, column, code| Duplicate { row: row.number, first, column, code };
        match key {
            Some(key) => {
                let column =
                    if matches!(key, RowKey::ExternalId(_)) { Column::ExternalId } else { Column::InvoiceNumber };
                let same_key =
                    first(&mut self.keys, &key, row.number).map(|at| of(at, column, ProblemCode::DuplicateKey));
                same_key
                    .or_else(|| invoice_first.map(|at| of(at, Column::InvoiceNumber, ProblemCode::DuplicateInvoice)))
            }
            None => {
                let same = first(&mut self.likely, &row.values.alike()?, row.number)?;
                Some(of(same, Column::Email, ProblemCode::LikelyDuplicate))
            }
        }
    }
}

/// The first row with a value, if this is not it. Two of 100,000 values fall together once in
/// billions of files.
fn first(seen: &mut HashMap<u64, u32>, value: &impl Hash, row: u32) -> Option<u32> {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    let first = *seen.entry(hasher.finish()).or_insert(row);
    (first != row).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::RowValues;

    fn row(number: u32, id: &str, invoice: &str, email: &str, amount: i64) -> CheckedRow {
        let values = RowValues {
            external_id: id.parse().ok(),
            invoice_number: invoice.parse().ok(),
            email: email.parse().ok(),
            amount: Some(amount),
            ..RowValues::default()
        };
        CheckedRow { number, values, problems: Vec::new() }
    }

    #[test]
    fn keys_repeat_whatever_their_case() {
        let mut seen = Duplicates::new();
        assert_eq!(seen.see(&row(2, "", "INV-1", "", 1)), None);
        let again = seen.see(&row(3, "", " inv-1", "", 2)).unwrap();
        assert_eq!(again.first, 2);
        let problem = again.problem();
        assert_eq!(problem.detail, "Row 2 has the same invoice number: change it, or delete one of the rows");
        assert_eq!(problem.severity, Severity::Error);
    }

    #[test]
    fn an_own_key_makes_the_same_invoice_a_warning() {
        let mut seen = Duplicates::new();
        assert_eq!(seen.see(&row(2, "a", "INV-1", "", 1)), None);
        let second = seen.see(&row(3, "b", "INV-1", "", 1)).unwrap().problem();
        assert_eq!((second.code, second.severity), (ProblemCode::DuplicateInvoice, Severity::Warning));
        let third = seen.see(&row(4, "A", "INV-2", "", 1)).unwrap().problem();
        assert_eq!(third.detail, "Row 2 has the same external ID: change it, or delete one of the rows");
    }

    #[test]
    fn without_keys_the_same_address_and_amount_is_likely_a_duplicate() {
        let mut seen = Duplicates::new();
        assert_eq!(seen.see(&row(2, "", "", "ann@example.org", 5)), None);
        assert_eq!(seen.see(&row(3, "", "", "ann@example.org", 6)), None);
        let likely = seen.see(&row(4, "", "", "Ann@Example.org", 5)).unwrap();
        assert_eq!((likely.first, likely.problem().severity), (2, Severity::Warning));
        // A key of its own tells it apart.
        assert_eq!(seen.see(&row(5, "", "INV-9", "ann@example.org", 5)), None);
    }
}
