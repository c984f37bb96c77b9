//! Names, addresses and other texts of a row.

use std::str::FromStr;

use super::{super::EXAMPLE_EMAIL, Cell, CellKind, Check, Column, Delivery, ProblemCode, RowValues};
use crate::text::{BadText, Email, Name};

impl Check<'_> {
    pub(super) fn texts(&mut self, values: &mut RowValues) {
        values.client = self.text(Column::Client);
        values.matter = self.text(Column::Matter);
        values.name = self.name().or_else(|| values.client.clone());
        values.email = self.email();
        values.invoice_number = self.text(Column::InvoiceNumber);
        values.external_id = self.text(Column::ExternalId);
        values.description = self.text(Column::Description);
        values.message = self.text(Column::Message);
    }

    /// The name, or first and last name together.
    fn name(&mut self) -> Option<Name> {
        if self.row.cells.contains_key(&Column::RecipientName) {
            return self.text(Column::RecipientName);
        }
        let first: Option<Name> = self.text(Column::FirstName);
        let last: Option<Name> = self.text(Column::LastName);
        match (first, last) {
            (Some(first), Some(last)) => {
                let both = format!("{first} {last}").parse();
                both.map_err(|why| self.refuse_text(Column::LastName, &why)).ok()
            }
            (first, last) => first.or(last),
        }
    }

    fn email(&mut self) -> Option<Email> {
        let Some(cell) = self.cell(Column::Email) else {
            self.missing_email();
            return None;
        };
        let text = address(&cell.text);
        if text.matches('@').count() > 1 && text.contains([',', ';', ' ', '/']) {
            let what = "Keep one address: a link goes to one person. Copy the row for a second one";
            self.refuse(Column::Email, ProblemCode::SeveralEmails, what);
            return None;
        }
        let email: Email = text.parse().map_err(|why| self.refuse_text(Column::Email, &why)).ok()?;
        if email.folded() == EXAMPLE_EMAIL {
            self.refuse(Column::Email, ProblemCode::ExampleRow, "This is the template's example: delete the row");
        }
        Some(email)
    }

    fn missing_email(&mut self) {
        let reported = self.problems.iter().any(|problem| problem.column == Some(Column::Email));
        match self.context.delivery {
            _ if reported => {}
            Delivery::Mail => self.refuse(Column::Email, ProblemCode::Missing, "Enter the address to send it to"),
            Delivery::Undecided => {
                let what = "Without an address it can't be mailed: enter one, or download the links instead";
                self.warn(Column::Email, ProblemCode::Missing, what);
            }
            Delivery::Download => {}
        }
    }

    fn text<T: FromStr<Err = BadText>>(&mut self, column: Column) -> Option<T> {
        let cell = self.cell(column)?;
        if looks_like_formula(cell) {
            self.warn(
                column,
                ProblemCode::FormulaText,
                "This looks like a formula: the payer will see it as it is written",
            );
        }
        let text = if column == Column::Message { cell.text.replace("\r\n", "\n") } else { one_line(&cell.text) };
        text.parse().map_err(|why| self.refuse_text(column, &why)).ok()
    }

    fn refuse_text(&mut self, column: Column, why: &BadText) {
        let code = match why {
            BadText::Empty { .. } => ProblemCode::Missing,
            BadText::TooLong { .. } => ProblemCode::TooLong,
            BadText::Control => ProblemCode::ControlCharacters,
            BadText::NotAnEmail => ProblemCode::NotAnEmail,
        };
        self.refuse(column, code, why);
    }
}

/// Spreadsheets break lines in cells; a one-line text has spaces there.
fn one_line(text: &str) -> String {
    if text.contains(['\r', '\n', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

/// The address in `Ann Example <ann@example.org>` and `mailto:ann@example.org`.
fn address(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')).map_or(text, |(_, inner)| inner);
    inner.strip_prefix("mailto:").unwrap_or(inner).trim()
}

pub(super) fn looks_like_formula(cell: &Cell) -> bool {
    cell.kind == CellKind::Text && cell.text.trim_start().starts_with('=')
}
