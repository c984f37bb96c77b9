//! Typed ids: a prefix that says what is meant, and a UUID (version 7, so that ids sort by age).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id that begins with {prefix}_")]
pub struct BadId {
    /// The prefix that was wanted.
    pub prefix: &'static str,
}

/// The hexadecimal digits behind the prefix.
const DIGITS: usize = 32;

fn parse(text: &str, prefix: &'static str) -> Result<String, BadId> {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(BadId { prefix })?;
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if digits.len() == DIGITS && digits.bytes().all(hex) { Ok(text.to_owned()) } else { Err(BadId { prefix }) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What the id begins with, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// The id of a UUID.
            #[must_use]
            pub fn from_u128(uuid: u128) -> Self {
                Self(format!(concat!($prefix, "_{:032x}"), uuid))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                parse(text, $prefix).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A tenant.
    FirmId = "frm";
    /// A member of staff.
    UserId = "usr";
    /// A sign-in of a member of staff on one browser.
    SessionId = "ses";
    /// A key for integrations.
    ApiKeyId = "key";
    /// A firm's bank account that money goes to.
    AccountId = "acc";
    /// One set of credentials at a gateway.
    ConnectionId = "con";
    /// A payment link.
    LinkId = "lnk";
    /// One attempt at a gateway.
    CheckoutId = "chk";
    /// Money that a gateway confirmed, or has under way.
    PaymentId = "pay";
    /// An entry of the audit trail, which is also an entry of a link's timeline.
    EventId = "evt";
    /// A piece of work in the queue.
    JobId = "job";
    /// A mail in the outbox.
    MessageId = "msg";
    /// A webhook in the inbox.
    DeliveryId = "whk";
    /// A named set-up of a table.
    ViewId = "vew";
    /// Something done to many rows.
    ActionId = "act";
    /// A file made of a table.
    ExportId = "exp";
    /// An uploaded file of rows.
    ImportId = "imp";
    /// A person or an organisation that a firm works for.
    ClientId = "cli";
    /// A person at a client.
    ContactId = "ctc";
    /// A file of a client.
    MatterId = "mtr";
    /// What a client owes.
    InvoiceId = "inv";
    /// What a part of a payment pays.
    AllocationId = "alo";
    /// Money given back.
    RefundId = "rfd";
    /// A payment that its payer's bank contests.
    DisputeId = "dsp";
    /// Money on its way from a gateway to a bank account.
    PayoutId = "pot";
    /// A movement of a gateway's balance.
    MovementId = "mov";
    /// A balanced set of entries in the books.
    JournalId = "jnl";
    /// An account of the ledger.
    LedgerAccountId = "lac";
    /// A file of a bank account's lines.
    BankStatementId = "bst";
    /// A line of a bank's statement.
    BankLineId = "bln";
    /// Lines of the bank and entries of the books that are the same.
    BankMatchId = "bmt";
    /// A month of a bank account that was closed.
    BankMonthId = "bmo";
    /// An appointment.
    AppointmentId = "apt";
    /// A change of what a client paid, on its way into the firm's practice software.
    PostingId = "pst";
    /// Postings that go there together.
    PostingBatchId = "pbt";
    /// Something said of many postings at once.
    PostingMarkId = "pmk";
    /// The gateway's payments and refunds of a period, compared with ours.
    ComparisonId = "cmp";
    /// Something in which they differ.
    DifferenceId = "dif";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_refuses_another_kind() {
        let id = LinkId::from_u128(0x0193_5b1c_0000_7000_8000_0000_0000_0001);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert!(id.as_str().parse::<PaymentId>().is_err());
        for bad in ["", "lnk_", "lnk_1", "lnk_0193-5b1c", "LNK_01935b1c000070008000000000000001"] {
            assert!(bad.parse::<LinkId>().is_err(), "{bad}");
        }
    }
}
