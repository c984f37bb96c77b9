//! The days of a row.

use super::{super::date, Cell, CellKind, Check, Column, ProblemCode, RowValues};
use crate::{CivilDate, date::BadDate};

/// The longest a link may live, in days.
const LONGEST_LIFE: i32 = 3 * 365;

impl Check<'_> {
    pub(super) fn days(&mut self, values: &mut RowValues) {
        values.due_on = self.due();
        values.expires_on = self.expiry();
        let early = values.expires_on.zip(values.due_on).is_some_and(|(end, due)| end < due);
        if early {
            let what = "The link stops working before it is due: choose a later day, or leave it empty";
            self.warn(Column::ExpiresOn, ProblemCode::BeforeDue, what);
        }
    }

    fn due(&mut self) -> Option<CivilDate> {
        let due = self.day(Column::DueOn)?;
        if due < self.context.today {
            let what = format!("{} has passed: the link will be overdue from the start", due.long());
            self.warn(Column::DueOn, ProblemCode::PastDate, what);
        }
        Some(due)
    }

    fn expiry(&mut self) -> Option<CivilDate> {
        let end = self.day(Column::ExpiresOn)?;
        let today = self.context.today.date();
        if end < self.context.today {
            let what = format!("{} has passed: choose a later day, or leave it empty", end.long());
            self.refuse(Column::ExpiresOn, ProblemCode::PastDate, what);
            return None;
        }
        let ahead = today.until(end.date()).map_or(i32::MAX, |span| span.get_days());
        if ahead > LONGEST_LIFE {
            self.refuse(Column::ExpiresOn, ProblemCode::TooFar, "Choose a day within the next three years");
            return None;
        }
        Some(end)
    }

    fn day(&mut self, column: Column) -> Option<CivilDate> {
        let cell = self.cell(column)?;
        if cell.kind == CellKind::Number {
            let what = "This is a number: format the cell as a date in your spreadsheet, or write it as 2026-11-30";
            self.refuse(column, ProblemCode::NotADate, what);
            return None;
        }
        let Some(candidates) = date::candidates(&cell.text) else {
            self.refuse(column, ProblemCode::NotADate, BadDate);
            return None;
        };
        let chosen = self.context.readings.date(column).and_then(|order| candidates.day(order));
        candidates.only().or(chosen).or_else(|| {
            self.ambiguous(column, cell, candidates);
            None
        })
    }

    fn ambiguous(&mut self, column: Column, cell: &Cell, candidates: date::Candidates) {
        let days: Vec<CivilDate> = candidates.orders().map(|(_, day)| day).collect();
        let long: Vec<String> = days.iter().map(|day| day.long()).collect();
        let iso: Vec<String> = days.iter().map(ToString::to_string).collect();
        let text = cell.text.trim();
        let what = format!("Does {text} mean {}? Write {}", long.join(" or "), iso.join(" or "));
        self.refuse(column, ProblemCode::AmbiguousDate, what);
    }
}
