//! A link that was made before, and asks for the same as a row.

use super::{CellProblem, Column, ProblemCode, Severity};
use crate::LinkStatus;

/// The longest that a link is called in a sentence, in characters.
const LONGEST_NAME: usize = 60;

/// A link that was made before, and asks for the same as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The row.
    pub row: u32,
    /// What they have in common.
    pub column: Column,
    /// How sure it is.
    pub code: ProblemCode,
    /// The invoice number of the link.
    pub invoice_number: Option<String>,
    /// Whom the link is for.
    pub recipient: Option<String>,
    /// Where the link stands.
    pub status: LinkStatus,
}

impl Earlier {
    /// The problem of the row.
    #[must_use]
    pub fn problem(&self) -> CellProblem {
        let (link, state) = (self.name(), state(self.status));
        let open = self.status == LinkStatus::Outstanding;
        let (severity, detail) = match (self.code, open) {
            (ProblemCode::EarlierLink, true) => {
                (Severity::Error, format!("{link} {state}: cancel that link first, or delete this row"))
            }
            (ProblemCode::EarlierLink, false) => {
                let what = if self.column == Column::ExternalId { "external ID" } else { "number" };
                (Severity::Error, format!("{link} {state}: delete this row, or give it another {what}"))
            }
            (ProblemCode::EarlierInvoice, _) => {
                (Severity::Warning, format!("{link} asks for the same invoice, and {state}: check that both are meant"))
            }
            _ => {
                let same = "asks the same address for the same amount";
                (Severity::Warning, format!("{link} {same}, and {state}: check that both are meant"))
            }
        };
        CellProblem { row: self.row, column: Some(self.column), code: self.code, severity, detail }
    }

    fn name(&self) -> String {
        let parts = [
            Some("An earlier link".to_owned()),
            self.recipient.as_deref().map(|name| format!("to {}", short(name))),
            self.invoice_number.as_deref().map(|number| format!("for invoice {}", short(number))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

fn state(status: LinkStatus) -> &'static str {
    match status {
        LinkStatus::Outstanding => "is still open",
        LinkStatus::Processing => "is being paid right now",
        LinkStatus::PartlyPaid => "was paid in part",
        LinkStatus::Paid => "was paid",
        LinkStatus::Cancelled => "was cancelled",
        LinkStatus::Expired => "has expired",
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earlier(code: ProblemCode, column: Column, status: LinkStatus) -> Earlier {
        let (invoice_number, recipient) = (Some("INV-7".to_owned()), Some("Ann Example".to_owned()));
        Earlier { row: 4, column, code, invoice_number, recipient, status }
    }

    #[test]
    fn the_link_is_named_and_what_to_do_about_it() {
        let of = |code, column, status| earlier(code, column, status).problem();
        let open = of(ProblemCode::EarlierLink, Column::InvoiceNumber, LinkStatus::Outstanding);
        assert_eq!(
            (open.row, open.column, open.severity, open.detail.as_str()),
            (
                4,
                Some(Column::InvoiceNumber),
                Severity::Error,
                "An earlier link to Ann Example for invoice INV-7 is still open: cancel that link first, or delete this row"
            )
        );
        let paid = of(ProblemCode::EarlierLink, Column::ExternalId, LinkStatus::Paid);
        assert!(paid.detail.ends_with("was paid: delete this row, or give it another external ID"), "{}", paid.detail);
        let invoice = of(ProblemCode::EarlierInvoice, Column::InvoiceNumber, LinkStatus::Processing);
        assert_eq!(invoice.severity, Severity::Warning);
        let mut likely = earlier(ProblemCode::LikelyEarlierLink, Column::Email, LinkStatus::Paid);
        (likely.invoice_number, likely.recipient) = (None, Some("x".repeat(300)));
        let likely = likely.problem();
        assert_eq!(likely.severity, Severity::Warning);
        assert!(likely.detail.starts_with("An earlier link to xxx") && likely.detail.len() < 200, "{}", likely.detail);
    }
}
