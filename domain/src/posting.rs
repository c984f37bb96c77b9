//! Postings: the trip of what clients paid into the firm's own practice software.

use crate::word::words;

words! {
    /// Where a posting stands.
    PostingStatus {
        /// It waits.
        ToPost = "to_post",
        /// It is in a batch, of which nobody has said yet what became of it.
        Batched = "batched",
        /// The practice software has it.
        Posted = "posted",
        /// The practice software did not take it.
        Failed = "failed",
        /// It does not go there.
        Excluded = "excluded",
    }
}

impl PostingStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ToPost => "To post",
            Self::Batched => "In a batch",
            Self::Posted => "Posted",
            Self::Failed => "Failed",
            Self::Excluded => "Excluded",
        }
    }
}

words! {
    /// Why a posting was made.
    PostingKind {
        /// A payment was linked.
        Payment = "payment",
        /// It went back to its payer.
        Refund = "refund",
        /// A dispute took it.
        Dispute = "dispute",
        /// A payment by hand was taken back.
        Reversal = "reversal",
        /// It turned out to be somebody else's, or to pay something else.
        Unlinked = "unlinked",
        /// Something else changed what the client has.
        Correction = "correction",
    }
}

impl PostingKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Payment => "Payment",
            Self::Refund => "Refund",
            Self::Dispute => "Dispute",
            Self::Reversal => "Reversal",
            Self::Unlinked => "Unlinked",
            Self::Correction => "Correction",
        }
    }
}

words! {
    /// What is said of a posting.
    Outcome {
        /// The practice software has it.
        Posted = "posted",
        /// It did not take it, for a reason.
        Failed = "failed",
        /// It is not to go there.
        Excluded = "excluded",
        /// It waits again: a retry, or what was said before was wrong.
        ToPost = "to_post",
    }
}

impl Outcome {
    /// Where a posting stands then.
    #[must_use]
    pub fn status(self) -> PostingStatus {
        match self {
            Self::Posted => PostingStatus::Posted,
            Self::Failed => PostingStatus::Failed,
            Self::Excluded => PostingStatus::Excluded,
            Self::ToPost => PostingStatus::ToPost,
        }
    }

    /// Of which postings it can be said. What the practice software has neither fails nor is left out before that is
    /// taken back.
    #[must_use]
    pub fn from(self) -> &'static [PostingStatus] {
        use PostingStatus::{Batched, Excluded, Failed, Posted, ToPost};
        match self {
            Self::Posted => &[ToPost, Batched, Failed],
            Self::Failed => &[ToPost, Batched],
            Self::Excluded => &[ToPost, Batched, Failed],
            Self::ToPost => &[Batched, Posted, Failed, Excluded],
        }
    }

    /// Why it can't be said of a posting that stands there.
    #[must_use]
    pub fn refused(self, status: PostingStatus) -> Option<&'static str> {
        if self.from().contains(&status) {
            return None;
        }
        Some(match status {
            status if status == self.status() => "It stands there already",
            PostingStatus::Posted => "It is posted: say first that it is to be posted again",
            PostingStatus::Excluded => "It is excluded: say first that it is to be posted",
            PostingStatus::ToPost | PostingStatus::Batched | PostingStatus::Failed => {
                "It failed before: say first that it is to be posted"
            }
        })
    }
}

words! {
    /// How days are written in a batch's file.
    DayFormat {
        /// 2026-11-30
        Iso = "iso",
        /// 11/30/2026
        MonthFirst = "month_first",
        /// 30/11/2026
        DayFirst = "day_first",
        /// 30.11.2026
        Dotted = "dotted",
    }
}

impl DayFormat {
    /// The pattern, as `strftime` knows it.
    #[must_use]
    pub fn pattern(self) -> &'static str {
        match self {
            Self::Iso => "%Y-%m-%d",
            Self::MonthFirst => "%m/%d/%Y",
            Self::DayFirst => "%d/%m/%Y",
            Self::Dotted => "%d.%m.%Y",
        }
    }

    /// An example.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Iso => "2026-11-30",
            Self::MonthFirst => "11/30/2026",
            Self::DayFirst => "30/11/2026",
            Self::Dotted => "30.11.2026",
        }
    }
}

words! {
    /// What a column of a batch's file holds.
    FileField {
        /// The day on which it happened.
        Date = "date",
        /// The posting's number.
        Sequence = "sequence",
        /// The batch's number.
        Batch = "batch",
        /// Why it was made.
        Kind = "kind",
        /// The client's number.
        ClientNumber = "client_number",
        /// The client.
        ClientName = "client_name",
        /// The matter's number.
        MatterNumber = "matter_number",
        /// The matter.
        MatterName = "matter_name",
        /// The invoice's number.
        InvoiceNumber = "invoice_number",
        /// Invoice, trust or credit.
        Target = "target",
        /// The receiving account.
        Account = "account",
        /// What was paid; below nothing when it went back.
        Amount = "amount",
        /// The currency.
        Currency = "currency",
        /// How it was paid.
        Method = "method",
        /// Who paid.
        Payer = "payer_name",
        /// The cheque's number, or what the transfer said.
        Reference = "payment_reference",
        /// The payment's id.
        PaymentId = "payment_id",
        /// The posting's id, by which the practice software can tell whether it has it.
        PostingId = "posting_id",
    }
}

impl FileField {
    /// What stands above it unless the firm says otherwise.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Sequence => "Posting",
            Self::Batch => "Batch",
            Self::Kind => "Kind",
            Self::ClientNumber => "Client number",
            Self::ClientName => "Client",
            Self::MatterNumber => "Matter number",
            Self::MatterName => "Matter",
            Self::InvoiceNumber => "Invoice",
            Self::Target => "Goes to",
            Self::Account => "Account",
            Self::Amount => "Amount",
            Self::Currency => "Currency",
            Self::Method => "Method",
            Self::Payer => "Payer",
            Self::Reference => "Reference",
            Self::PaymentId => "Payment id",
            Self::PostingId => "Posting id",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_posted_is_posted_once() {
        for outcome in Outcome::ALL {
            assert!(outcome.refused(outcome.status()).is_some(), "{outcome} twice");
            for status in PostingStatus::ALL {
                assert_eq!(outcome.refused(*status).is_none(), outcome.from().contains(status));
            }
        }
        assert!(Outcome::Failed.refused(PostingStatus::Posted).is_some());
        assert!(Outcome::Excluded.refused(PostingStatus::Posted).is_some());
        assert!(Outcome::Posted.refused(PostingStatus::Excluded).is_some());
        for status in [PostingStatus::Batched, PostingStatus::Posted, PostingStatus::Failed, PostingStatus::Excluded] {
            assert_eq!(Outcome::ToPost.refused(status), None, "there is a way back from {status}");
        }
    }
}
