//! The columns of the table of payments.

use super::{Columns, Direction, Facts, Kind, Reach, SortKey};
use crate::word::words;

words! {
    /// A column of the table of payments; its word is the field of `GET /api/v1/payments`.
    PaymentColumn {
        /// Who paid.
        PayerName = "payer_name",
        /// Their address.
        PayerEmail = "payer_email",
        /// Minor units.
        Amount = "amount",
        /// The gateway's fee.
        Fee = "fee",
        /// What arrives.
        Net = "net",
        /// The currency.
        Currency = "currency",
        /// Where it stands.
        Status = "status",
        /// How it came.
        Source = "source",
        /// How it was paid.
        Method = "method",
        /// The link's invoice number.
        InvoiceNumber = "invoice_number",
        /// Whose money it is.
        Client = "client_name",
        /// The client's id.
        ClientId = "client_id",
        /// The matter's number.
        Matter = "matter_number",
        /// The matter's id.
        MatterId = "matter_id",
        /// Whether it is known whose money it is.
        Linked = "linked",
        /// What went back.
        Refunded = "refunded",
        /// Where its newest dispute stands.
        Dispute = "dispute",
        /// The cheque's number, or what the transfer said.
        Reference = "reference",
        /// The receiving account.
        Account = "account_id",
        /// When the payer confirmed.
        PaidAt = "paid_at",
        /// When it was first heard of.
        CreatedAt = "created_at",
        /// What a person should look at.
        Flagged = "flagged",
        /// The issuer's authorisation code.
        AuthorizationCode = "authorization_code",
        /// Why it failed.
        Failure = "failure",
        /// The gateway's id.
        GatewayId = "gateway_id",
        /// The link it pays.
        Link = "link_id",
        /// Test money or real money.
        Mode = "mode",
        /// Tender's id.
        Id = "id",
    }
}

impl Columns for PaymentColumn {
    const TABLE: &'static str = "payments";
    const COLUMNS: &'static [Self] = Self::ALL;
    const NAME: Self = Self::PayerName;
    const SORT: SortKey<Self> = SortKey { column: Self::CreatedAt, direction: Direction::Descending };

    fn facts(self) -> Facts {
        use Kind::{Choice, Moment, Money, Text};
        use Reach::{All, Few, Never};
        let facts = |label, kind, width, shown, sort, filter| Facts { label, kind, width, shown, sort, filter };
        match self {
            Self::PayerName => facts("Payer", Text, 190, true, Few, Few),
            Self::PayerEmail => facts("Email", Text, 220, false, Few, Few),
            Self::Amount => facts("Amount", Money, 112, true, All, All),
            Self::Fee => facts("Fee", Money, 110, false, Few, Few),
            Self::Net => facts("Net", Money, 112, true, Few, Few),
            Self::Currency => facts("Currency", Choice, 100, false, Few, Few),
            Self::Status => facts("Status", Choice, 140, true, Few, All),
            Self::Source => facts("Came by", Choice, 120, false, Few, Few),
            Self::Method => facts("Method", Choice, 170, true, Few, Few),
            Self::InvoiceNumber => facts("Invoice", Text, 116, true, Few, Few),
            Self::Client => facts("Client", Text, 180, true, Few, Few),
            Self::ClientId => facts("Client id", Choice, 160, false, Never, All),
            Self::Matter => facts("Matter", Text, 120, false, Few, Few),
            Self::MatterId => facts("Matter id", Choice, 160, false, Never, All),
            Self::Linked => facts("Linked", Choice, 100, false, Never, All),
            Self::Refunded => facts("Refunded", Money, 112, false, Few, Few),
            Self::Dispute => facts("Dispute", Choice, 130, false, Few, Few),
            Self::Reference => facts("Reference", Text, 140, false, Few, Few),
            Self::Account => facts("Account", Choice, 156, true, Few, All),
            Self::PaidAt => facts("Paid", Moment, 108, true, All, All),
            Self::CreatedAt => facts("Recorded", Moment, 108, false, All, All),
            Self::Flagged => facts("Attention", Choice, 110, false, Few, All),
            Self::AuthorizationCode => facts("Authorisation", Text, 130, false, Few, Few),
            Self::Failure => facts("Why it failed", Text, 220, false, Never, Few),
            Self::GatewayId => facts("Gateway id", Text, 200, false, Few, Few),
            Self::Link => facts("Link id", Choice, 160, false, Never, All),
            Self::Mode => facts("Mode", Choice, 90, false, Never, All),
            Self::Id => facts("Payment id", Choice, 160, false, Never, All),
        }
    }

    fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Status => &[
                ("pending", "Pending"),
                ("processing", "Processing"),
                ("succeeded", "Completed"),
                ("failed", "Failed"),
            ],
            Self::Source => &[
                ("gateway", "Online"),
                ("cheque", "Cheque"),
                ("cash", "Cash"),
                ("transfer", "Bank transfer"),
                ("other", "Other"),
            ],
            Self::Linked => &[("yes", "Linked"), ("no", "Unlinked")],
            Self::Dispute => &[
                ("warning_needs_response", "Inquiry"),
                ("warning_under_review", "Inquiry answered"),
                ("warning_closed", "Inquiry closed"),
                ("needs_response", "Disputed"),
                ("under_review", "Under review"),
                ("won", "Dispute won"),
                ("lost", "Dispute lost"),
                ("prevented", "Prevented"),
            ],
            Self::Method => super::links::LinkColumn::Method.choices(),
            Self::Flagged => super::links::LinkColumn::Flagged.choices(),
            Self::Mode => super::links::LinkColumn::Mode.choices(),
            _ => &[],
        }
    }
}
