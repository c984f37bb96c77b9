//! The books: which accounts the ledger has, and on which side their balances stand.

use crate::word::words;

words! {
    /// An account of the chart. What it is kept for (a receiving account, a client, a gateway's account) is beside it.
    LedgerKind {
        /// Money in a receiving account's bank. For each receiving account.
        Bank = "bank",
        /// Money at a gateway, on its way to the bank. For each account at a gateway.
        Gateway = "gateway",
        /// What a client owes by invoices. For each client.
        Receivable = "receivable",
        /// What operating owes a trust account, because money was taken out that clients no longer had there.
        DueFromOperating = "due_from_operating",
        /// What a trust account holds that is operating's: the mirror of `due_to_operating`.
        DueFromTrust = "due_from_trust",
        /// What arrived in an operating account and nobody has said yet whose it is. For each receiving account.
        Unlinked = "unlinked",
        /// The same in a trust account: unidentified funds.
        Unidentified = "unidentified",
        /// What a client has to its credit in operating: it was paid, and pays nothing yet.
        Credit = "credit",
        /// What a client has in trust, by matter. For each trust account, client and matter.
        Trust = "trust",
        /// What a trust account holds that is operating's.
        DueToOperating = "due_to_operating",
        /// The firm's own money in a trust account, to keep it open.
        FirmFunds = "firm_funds",
        /// Tax on invoices, owed to the state.
        Tax = "tax",
        /// Fees that were invoiced.
        Fees = "fees",
        /// What gateways take for their work.
        GatewayFees = "gateway_fees",
        /// What was lost by disputes.
        DisputeLosses = "dispute_losses",
        /// Money that was changed into another currency on its way.
        Exchange = "exchange",
        /// What was there when the books were opened.
        Opening = "opening",
    }
}

/// On which side an account's balance usually stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Assets and expenses grow by debits.
    Debit,
    /// What is owed, income and equity grow by credits.
    Credit,
}

impl LedgerKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Bank => "Bank",
            Self::Gateway => "At the gateway",
            Self::Receivable => "Owed by clients",
            Self::DueFromOperating => "Due from operating",
            Self::DueFromTrust => "Due from trust",
            Self::Unlinked => "Unlinked payments",
            Self::Unidentified => "Unidentified funds",
            Self::Credit => "Clients' credit",
            Self::Trust => "Clients' trust money",
            Self::DueToOperating => "Due to operating",
            Self::FirmFunds => "Firm's own funds",
            Self::Tax => "Tax on invoices",
            Self::Fees => "Fees earned",
            Self::GatewayFees => "Gateway fees",
            Self::DisputeLosses => "Lost by disputes",
            Self::Exchange => "Currency exchange",
            Self::Opening => "Opening balance",
        }
    }

    /// Where its balance usually stands.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Self::Bank
            | Self::Gateway
            | Self::Receivable
            | Self::DueFromOperating
            | Self::DueFromTrust
            | Self::GatewayFees
            | Self::DisputeLosses
            | Self::Exchange => Side::Debit,
            Self::Unlinked
            | Self::Unidentified
            | Self::Credit
            | Self::Trust
            | Self::DueToOperating
            | Self::FirmFunds
            | Self::Tax
            | Self::Fees
            | Self::Opening => Side::Credit,
        }
    }

    /// Whether it may never be overdrawn: clients' money.
    #[must_use]
    pub fn is_guarded(self) -> bool {
        matches!(self, Self::Trust | Self::Unidentified | Self::Credit | Self::Unlinked)
    }

    /// Debits less credits, as people read the balance of such an account: positive on its usual side.
    #[must_use]
    pub fn natural(self, debits_less_credits: i64) -> i64 {
        match self.side() {
            Side::Debit => debits_less_credits,
            Side::Credit => -debits_less_credits,
        }
    }
}

words! {
    /// What a journal books.
    JournalKind {
        /// Money that arrived.
        Payment = "payment",
        /// The gateway's fee for it.
        Fee = "fee",
        /// Its change into another currency.
        Exchange = "exchange",
        /// What was found out to be whose.
        Allocation = "allocation",
        /// An invoice was issued.
        Invoice = "invoice",
        /// Money that went back to its payer.
        Refund = "refund",
        /// Money that a dispute took.
        Dispute = "dispute",
        /// What a dispute took came back.
        Reinstatement = "reinstatement",
        /// Money that went from the gateway to the bank.
        Payout = "payout",
        /// Money moved between accounts.
        Transfer = "transfer",
        /// Something else that moved a gateway's balance.
        Adjustment = "adjustment",
        /// What was booked before is taken back.
        Reversal = "reversal",
        /// What was there at the beginning.
        Opening = "opening",
    }
}

impl JournalKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Payment => "Payment",
            Self::Fee => "Gateway fee",
            Self::Exchange => "Currency exchange",
            Self::Allocation => "Allocation",
            Self::Invoice => "Invoice",
            Self::Refund => "Refund",
            Self::Dispute => "Dispute",
            Self::Reinstatement => "Dispute won",
            Self::Payout => "Payout",
            Self::Transfer => "Transfer",
            Self::Adjustment => "Adjustment",
            Self::Reversal => "Reversal",
            Self::Opening => "Opening balance",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_have_reads_as_positive_and_is_guarded() {
        assert_eq!(LedgerKind::Trust.natural(-500), 500);
        assert_eq!(LedgerKind::Bank.natural(500), 500);
        for kind in LedgerKind::ALL.iter().filter(|kind| kind.is_guarded()) {
            assert_eq!(kind.side(), Side::Credit, "{kind}");
        }
    }
}
