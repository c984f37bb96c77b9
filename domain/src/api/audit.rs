//! What happened: the audit trail, which is also each link's timeline.

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    id::{ClientId, EventId, InvoiceId, LinkId, MatterId, PaymentId},
    word::words,
};

words! {
    /// What happened.
    EventKind {
        /// A link was made.
        LinkCreated = "link.created",
        /// A link was made for the rest of another.
        LinkContinued = "link.continued",
        /// A mail went into the outbox.
        MailQueued = "mail.queued",
        /// The mail server took the mail.
        MailSent = "mail.sent",
        /// The mail was refused for good.
        MailBounced = "mail.bounced",
        /// The mail was taken out of the outbox.
        MailWithdrawn = "mail.withdrawn",
        /// A person opened the page.
        LinkOpened = "link.opened",
        /// The payer went to the gateway.
        CheckoutStarted = "checkout.started",
        /// The session ended without money.
        CheckoutExpired = "checkout.expired",
        /// The gateway declined.
        PaymentDeclined = "payment.declined",
        /// A bank debit is under way.
        PaymentProcessing = "payment.processing",
        /// The money is there.
        PaymentSucceeded = "payment.succeeded",
        /// A bank debit failed.
        PaymentFailed = "payment.failed",
        /// A payment needs a person's eye.
        PaymentFlagged = "payment.flagged",
        /// A person attended to a flagged payment.
        PaymentAcknowledged = "payment.acknowledged",
        /// The receipt was mailed.
        ReceiptSent = "receipt.sent",
        /// Someone asked to cancel the link.
        LinkClosing = "link.closing",
        /// The link was withdrawn.
        LinkCancelled = "link.cancelled",
        /// Its time ran out.
        LinkExpired = "link.expired",
        /// It got another end.
        LinkExpiryChanged = "link.expiry_changed",
        /// It asks for another amount than before.
        LinkAmountChanged = "link.amount_changed",
        /// A client was entered.
        ClientCreated = "client.created",
        /// A client's facts changed.
        ClientChanged = "client.changed",
        /// A client was put out of the way, or brought back.
        ClientArchived = "client.archived",
        /// A client turned out to be another one.
        ClientMerged = "client.merged",
        /// A matter was entered.
        MatterCreated = "matter.created",
        /// A matter's facts changed.
        MatterChanged = "matter.changed",
        /// An invoice was issued.
        InvoiceCreated = "invoice.created",
        /// An invoice changed.
        InvoiceChanged = "invoice.changed",
        /// An invoice was withdrawn.
        InvoiceVoided = "invoice.voided",
        /// An invoice was paid in full.
        InvoicePaid = "invoice.paid",
        /// An invoice is owed again.
        InvoiceReopened = "invoice.reopened",
        /// Staff recorded a payment.
        PaymentRecorded = "payment.recorded",
        /// A payment by hand was taken back.
        PaymentReversed = "payment.reversed",
        /// It is known whose a payment is.
        PaymentLinked = "payment.linked",
        /// That was taken back.
        PaymentUnlinked = "payment.unlinked",
        /// A refund was asked for.
        RefundRequested = "refund.requested",
        /// A refund was found that was made at the gateway.
        RefundFound = "refund.found",
        /// The money went back.
        RefundSucceeded = "refund.succeeded",
        /// The money did not arrive, and is here again.
        RefundFailed = "refund.failed",
        /// A payer's bank contests a payment.
        DisputeOpened = "dispute.opened",
        /// A dispute stands elsewhere.
        DisputeChanged = "dispute.changed",
        /// A dispute ended.
        DisputeClosed = "dispute.closed",
        /// A bank's statement was uploaded.
        BankStatementUploaded = "bank.statement_uploaded",
        /// An upload was taken back.
        BankStatementRemoved = "bank.statement_removed",
        /// It was stated what a bank account held.
        BankBalanceStated = "bank.balance_stated",
        /// Lines of the bank were found in the books.
        BankMatched = "bank.matched",
        /// That was taken back.
        BankUnmatched = "bank.unmatched",
        /// A month of a bank account was closed.
        MonthClosed = "bank.month_closed",
        /// It was opened again.
        MonthReopened = "bank.month_reopened",
        /// An appointment was booked.
        EventBooked = "event.booked",
        /// An appointment's facts changed.
        EventChanged = "event.changed",
        /// An appointment went on: checked in, completed, no-show.
        EventMoved = "event.moved",
        /// An appointment was cancelled.
        EventCancelled = "event.cancelled",
        /// An appointment was restored.
        EventRestored = "event.restored",
        /// Someone made an address for their calendar, or another one.
        CalendarFeedRenewed = "calendar_feed.renewed",
        /// That address stopped working.
        CalendarFeedRevoked = "calendar_feed.revoked",
        /// Postings became a batch.
        PostingsBatched = "postings.batched",
        /// It was said what became of postings.
        PostingsMarked = "postings.marked",
        /// That was taken back.
        PostingsUnmarked = "postings.unmarked",
        /// The columns of batches changed.
        PostingLayoutChanged = "postings.layout_changed",
        /// The firm was made.
        FirmCreated = "firm.created",
        /// The firm's settings changed.
        FirmChanged = "firm.changed",
        /// A receiving account was made.
        AccountCreated = "account.created",
        /// A receiving account changed.
        AccountChanged = "account.changed",
        /// An owner attested who bears a trust account's fees.
        AccountAttested = "account.attested",
        /// A gateway was connected.
        ConnectionCreated = "connection.created",
        /// A gateway connection changed.
        ConnectionChanged = "connection.changed",
        /// A webhook endpoint was set up.
        WebhookConfigured = "connection.webhook_configured",
        /// A member of staff was added.
        UserCreated = "user.created",
        /// A member of staff's role changed.
        UserChanged = "user.changed",
        /// Someone signed in.
        SignedIn = "session.created",
        /// Someone signed out, or was signed out.
        SignedOut = "session.ended",
        /// What rested after a backup was restored was let go.
        QuarantineEnded = "quarantine.ended",
        /// An API key was made.
        KeyCreated = "api_key.created",
        /// An API key was withdrawn.
        KeyRevoked = "api_key.revoked",
        /// A view of a table was shared with the firm.
        ViewShared = "view.shared",
        /// A shared view changed.
        ViewChanged = "view.changed",
        /// A shared view was deleted, or is its owner's alone again.
        ViewWithdrawn = "view.withdrawn",
        /// Something was begun with many links at once.
        ActionStarted = "action.started",
        /// It was stopped.
        ActionStopped = "action.stopped",
        /// It was taken back.
        ActionUndone = "action.undone",
        /// Someone had a file made of a table.
        ExportCreated = "export.created",
        /// Rows were uploaded, to become links.
        ImportUploaded = "import.uploaded",
        /// An upload was deleted before it was sent.
        ImportRemoved = "import.removed",
        /// Links were to be made of an upload's rows.
        ImportSent = "import.sent",
        /// That was stopped.
        ImportStopped = "import.stopped",
    }
}

impl EventKind {
    /// How a timeline says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LinkCreated => "Link created",
            Self::LinkContinued => "Link for the rest created",
            Self::MailQueued => "Email queued",
            Self::MailSent => "Email sent",
            Self::MailBounced => "Email bounced",
            Self::MailWithdrawn => "Email withdrawn",
            Self::LinkOpened => "Opened by the client",
            Self::CheckoutStarted => "Checkout started",
            Self::CheckoutExpired => "Checkout ended without payment",
            Self::PaymentDeclined => "Payment declined",
            Self::PaymentProcessing => "Bank debit under way",
            Self::PaymentSucceeded => "Payment received",
            Self::PaymentFailed => "Payment failed",
            Self::PaymentFlagged => "Payment needs attention",
            Self::PaymentAcknowledged => "Attended to",
            Self::ReceiptSent => "Receipt sent",
            Self::LinkClosing => "Closing the link",
            Self::LinkCancelled => "Link cancelled",
            Self::LinkExpired => "Link expired",
            Self::LinkExpiryChanged => "Expiry changed",
            Self::LinkAmountChanged => "Amount changed",
            Self::ClientCreated => "Client added",
            Self::ClientChanged => "Client changed",
            Self::ClientArchived => "Client archived or restored",
            Self::ClientMerged => "Clients merged",
            Self::MatterCreated => "Matter added",
            Self::MatterChanged => "Matter changed",
            Self::InvoiceCreated => "Invoice issued",
            Self::InvoiceChanged => "Invoice changed",
            Self::InvoiceVoided => "Invoice withdrawn",
            Self::InvoicePaid => "Invoice paid",
            Self::InvoiceReopened => "Invoice owed again",
            Self::PaymentRecorded => "Payment recorded by hand",
            Self::PaymentReversed => "Payment by hand reversed",
            Self::PaymentLinked => "Payment linked",
            Self::PaymentUnlinked => "Payment unlinked",
            Self::RefundRequested => "Refund requested",
            Self::RefundFound => "Refund made at the gateway",
            Self::RefundSucceeded => "Refunded",
            Self::RefundFailed => "Refund failed",
            Self::DisputeOpened => "Dispute opened",
            Self::DisputeChanged => "Dispute changed",
            Self::DisputeClosed => "Dispute closed",
            Self::BankStatementUploaded => "Bank statement uploaded",
            Self::BankStatementRemoved => "Bank statement taken back",
            Self::BankBalanceStated => "Bank balance stated",
            Self::BankMatched => "Matched with the bank",
            Self::BankUnmatched => "Match taken back",
            Self::MonthClosed => "Month closed",
            Self::MonthReopened => "Month opened again",
            Self::EventBooked => "Appointment booked",
            Self::EventChanged => "Appointment changed",
            Self::EventMoved => "Appointment moved on",
            Self::EventCancelled => "Appointment cancelled",
            Self::EventRestored => "Appointment restored",
            Self::CalendarFeedRenewed => "Calendar address made",
            Self::CalendarFeedRevoked => "Calendar address revoked",
            Self::PostingsBatched => "Postings put into a batch",
            Self::PostingsMarked => "Postings marked",
            Self::PostingsUnmarked => "Marks of postings taken back",
            Self::PostingLayoutChanged => "Columns of batches changed",
            Self::FirmCreated => "Firm created",
            Self::FirmChanged => "Firm settings changed",
            Self::AccountCreated => "Account created",
            Self::AccountChanged => "Account changed",
            Self::AccountAttested => "Trust account attested",
            Self::ConnectionCreated => "Gateway connected",
            Self::ConnectionChanged => "Gateway settings changed",
            Self::WebhookConfigured => "Webhook set up",
            Self::UserCreated => "User added",
            Self::UserChanged => "User changed",
            Self::SignedIn => "Signed in",
            Self::SignedOut => "Signed out",
            Self::QuarantineEnded => "Quarantine ended",
            Self::KeyCreated => "API key created",
            Self::KeyRevoked => "API key revoked",
            Self::ViewShared => "View shared",
            Self::ViewChanged => "Shared view changed",
            Self::ViewWithdrawn => "Shared view withdrawn",
            Self::ActionStarted => "Bulk action started",
            Self::ActionStopped => "Bulk action stopped",
            Self::ActionUndone => "Bulk action undone",
            Self::ExportCreated => "Table exported",
            Self::ImportUploaded => "Rows uploaded",
            Self::ImportRemoved => "Upload deleted",
            Self::ImportSent => "Upload sent",
            Self::ImportStopped => "Upload stopped",
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// The id.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub kind: EventKind,
    /// Who: a user's name, `Client`, `Gateway` or `Tender`.
    pub actor: String,
    /// One line more, such as an amount or an address.
    pub detail: Option<String>,
    /// The link concerned.
    pub link_id: Option<LinkId>,
    /// The payment concerned.
    pub payment_id: Option<PaymentId>,
    /// The client concerned.
    pub client_id: Option<ClientId>,
    /// The matter concerned.
    pub matter_id: Option<MatterId>,
    /// The invoice concerned.
    pub invoice_id: Option<InvoiceId>,
}
