//! Turning a row's cells into values, with a problem for every cell that does not say one.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::{
    Cell, CellKind, CellProblem, CheckedRow, Column, ImportRow, Mapping, ProblemCode, Readings, RowValues, Severity,
};
use crate::{CivilDate, Currency, money::MAX_AMOUNT, word::words};

mod amounts;
mod days;
#[cfg(test)]
mod tests;
mod texts;

words! {
    /// What will be done with the rows.
    #[derive(Default)]
    Delivery {
        /// Nobody has said: a row without an address gets a warning.
        #[default]
        Undecided = "undecided",
        /// Mailed: each row needs an address.
        Mail = "mail",
        /// The links are downloaded: no row needs an address.
        Download = "download",
    }
}

/// What the receiving account's gateway takes, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Charge {
    /// The least.
    pub least: i64,
    /// The most.
    pub most: i64,
    /// The smallest step.
    pub step: i64,
}

impl Default for Charge {
    fn default() -> Self {
        Self { least: 1, most: MAX_AMOUNT, step: 1 }
    }
}

/// What a row is checked against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Context {
    /// The day on the firm's calendar.
    pub today: CivilDate,
    /// The receiving account's currency.
    pub currency: Currency,
    /// What its gateway takes.
    pub charge: Charge,
    /// The currency that the header of the amounts names, if it names one.
    pub header_currency: Option<Currency>,
    /// How the columns are read.
    pub readings: Readings,
    /// What will be done with the rows.
    pub delivery: Delivery,
}

impl Context {
    /// For a file whose columns are mapped and settled. The gateway's limits and the delivery are
    /// the caller's to add.
    #[must_use]
    pub fn new(today: CivilDate, currency: Currency, mapping: &Mapping, readings: Readings) -> Self {
        Self {
            today,
            currency,
            charge: Charge::default(),
            header_currency: mapping.header_currency(Column::Amount),
            readings,
            delivery: Delivery::default(),
        }
    }
}

/// Checks a row. Every cell that is wrong is named at once.
#[must_use]
pub fn check(row: &ImportRow, context: &Context) -> CheckedRow {
    let mut check = Check { row, context, problems: Vec::new() };
    if row.surplus {
        let what = "This row has more cells than there are headers: put quotation marks around text that contains the separator";
        check.refuse(None, ProblemCode::SurplusCells, what);
    }
    let mut values = RowValues::default();
    check.texts(&mut values);
    check.money(&mut values);
    check.days(&mut values);
    CheckedRow { number: row.number, values, problems: check.problems }
}

/// The check of one row, under way.
struct Check<'a> {
    row: &'a ImportRow,
    context: &'a Context,
    problems: Vec<CellProblem>,
}

impl<'a> Check<'a> {
    /// A cell with content. One that the spreadsheet failed to calculate is refused here.
    fn cell(&mut self, column: Column) -> Option<&'a Cell> {
        let cell = self.row.cells.get(&column).filter(|cell| !cell.is_blank())?;
        let text = cell.text.trim();
        if cell.kind == CellKind::Error {
            let what = format!("The spreadsheet shows {} here: mend the formula, or type the value", shown(text));
            self.refuse(column, ProblemCode::CellError, what);
            return None;
        }
        if cell.formula && text.is_empty() {
            let what = "This formula has no stored value: open the file in a spreadsheet program and save it, or type the value";
            self.refuse(column, ProblemCode::FormulaWithoutValue, what);
            return None;
        }
        if cell.formula {
            self.warn(
                column,
                ProblemCode::Formula,
                format!("A formula made this: check that {} is right", shown(text)),
            );
        }
        Some(cell)
    }

    fn refuse(&mut self, column: impl Into<Option<Column>>, code: ProblemCode, what: impl Display) {
        self.note(column.into(), code, Severity::Error, what.to_string());
    }

    fn warn(&mut self, column: impl Into<Option<Column>>, code: ProblemCode, what: impl Display) {
        self.note(column.into(), code, Severity::Warning, what.to_string());
    }

    fn note(&mut self, column: Option<Column>, code: ProblemCode, severity: Severity, detail: String) {
        self.problems.push(CellProblem { row: self.row.number, column, code, severity, detail });
    }
}

/// The beginning of a cell, for a sentence.
fn shown(text: &str) -> String {
    match text.char_indices().nth(30) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
