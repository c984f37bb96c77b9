//! What the columns of an import can mean.

use crate::word::words;

words! {
    /// What a column of an import means.
    Column {
        /// Whom the link is for.
        RecipientName = "recipient_name",
        /// The given name, where a file has two columns for a name.
        FirstName = "first_name",
        /// The family name, where a file has two columns for a name.
        LastName = "last_name",
        /// Where the link is mailed to.
        Email = "email",
        /// What is asked.
        Amount = "amount",
        /// The currency of the amounts.
        Currency = "currency",
        /// The firm's number of the invoice.
        InvoiceNumber = "invoice_number",
        /// The firm's own key of the row.
        ExternalId = "external_id",
        /// What it is for, in one line.
        Description = "description",
        /// A few lines to the payer.
        Message = "message",
        /// The day it is due.
        DueOn = "due_on",
        /// The last day on which the link works.
        ExpiresOn = "expires_on",
        /// The least the payer may pay.
        MinAmount = "min_amount",
        /// Whose money it is.
        Client = "client",
        /// Which file of the client it belongs to.
        Matter = "matter",
    }
}

/// The address in the template's example row: a row with it was left in by mistake.
pub const EXAMPLE_EMAIL: &str = "ann.example@example.com";

impl Column {
    /// The columns of the template, in its order.
    pub const TEMPLATE: [Self; 13] = [
        Self::RecipientName,
        Self::Email,
        Self::Amount,
        Self::Currency,
        Self::InvoiceNumber,
        Self::DueOn,
        Self::Description,
        Self::Message,
        Self::ExpiresOn,
        Self::MinAmount,
        Self::Client,
        Self::Matter,
        Self::ExternalId,
    ];

    /// The header that the template and the screens give it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::RecipientName => "Recipient name",
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::Email => "Email",
            Self::Amount => "Amount",
            Self::Currency => "Currency",
            Self::InvoiceNumber => "Invoice number",
            Self::ExternalId => "External ID",
            Self::Description => "Description",
            Self::Message => "Message",
            Self::DueOn => "Due date",
            Self::ExpiresOn => "Expiry date",
            Self::MinAmount => "Minimum amount",
            Self::Client => "Client",
            Self::Matter => "Matter",
        }
    }

    /// What to write into it.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::RecipientName => {
                "Whom the link is for, as the email greets the person. Without it, the client's name or the address serves."
            }
            Self::FirstName => "The given name, if first and last name have a column each.",
            Self::LastName => "The family name, if first and last name have a column each.",
            Self::Email => "One address. Needed to mail the link; not needed if you only download the links.",
            Self::Amount => "What is asked, above zero, such as 1250.00. Every row needs one.",
            Self::Currency => "Three letters, such as USD. Without it, the receiving account's currency.",
            Self::InvoiceNumber => {
                "Your number of the invoice, up to 64 characters. A second open link for the same invoice is refused."
            }
            Self::ExternalId => {
                "Your own key of this row, up to 128 characters. It takes the invoice number's place in telling rows apart."
            }
            Self::Description => "What it is for, in one line of up to 300 characters. The payer sees it.",
            Self::Message => "A few lines to the payer, up to 2,000 characters.",
            Self::DueOn => "The day it is due, such as 2026-11-30.",
            Self::ExpiresOn => {
                "The last day on which the link works, such as 2026-12-31. Without it, the link does not expire."
            }
            Self::MinAmount => {
                "The payer may pay less than the amount, down to this. Without it, only everything at once."
            }
            Self::Client => "Whose money it is, if that is someone else than the recipient.",
            Self::Matter => "Which matter or file of the client it belongs to.",
        }
    }

    /// What the template's example row says; the dates and the currency are the caller's to fill in.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::RecipientName => "Ann Example",
            Self::FirstName => "Ann",
            Self::LastName => "Example",
            Self::Email => EXAMPLE_EMAIL,
            Self::Amount => "1250.00",
            Self::Currency => "USD",
            Self::InvoiceNumber => "INV-1001",
            Self::ExternalId => "A-17",
            Self::Description => "Consultation in November",
            Self::Message => "Thank you for your trust.",
            Self::DueOn => "2026-11-30",
            Self::ExpiresOn => "2026-12-31",
            Self::MinAmount => "250.00",
            Self::Client => "Example Ltd",
            Self::Matter => "2026-017 Lease",
        }
    }

    /// Whether every row needs it.
    #[must_use]
    pub fn is_required(self) -> bool {
        self == Self::Amount
    }

    /// Whether it holds days.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(self, Self::DueOn | Self::ExpiresOn)
    }

    /// Whether it holds money.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Amount | Self::MinAmount)
    }
}
