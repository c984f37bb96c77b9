//! The chart of accounts, as people read it.

use domain::{Currency, Money, api::ledger::LedgerAccount, ledger::LedgerKind};

/// A part of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What the firm has, or will get.
    Has,
    /// What it holds for others, or owes.
    Holds,
    /// What it earns and spends.
    Earns,
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Has, Self::Holds, Self::Earns];

    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Has => "What is there, and what is owed to the firm",
            Self::Holds => "Whose it is",
            Self::Earns => "What was earned and spent",
        }
    }

    /// Where an account stands.
    fn of(kind: LedgerKind) -> Self {
        use LedgerKind as K;
        match kind {
            K::Bank | K::Gateway | K::Receivable | K::DueFromOperating | K::DueFromTrust => Self::Has,
            K::Unlinked | K::Unidentified | K::Credit | K::Trust | K::DueToOperating | K::FirmFunds => Self::Holds,
            K::Tax | K::Fees | K::GatewayFees | K::DisputeLosses | K::Exchange | K::Opening => Self::Earns,
        }
    }
}

/// The accounts of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The kind.
    pub kind: LedgerKind,
    /// The accounts, by name.
    pub accounts: Vec<LedgerAccount>,
}

impl Group {
    /// What they hold together, by currency.
    pub fn totals(&self) -> Vec<Money> {
        let mut totals: Vec<Money> = Vec::new();
        for account in &self.accounts {
            match totals.iter_mut().find(|total| total.currency == account.currency) {
                Some(total) => total.amount += account.balance,
                None => totals.push(Money::new(account.balance, account.currency)),
            }
        }
        totals.sort_by_key(|total| Currency::code(total.currency));
        totals
    }
}

/// The accounts of a part, by kind in the order of the chart.
pub fn groups(part: Part, accounts: &[LedgerAccount]) -> Vec<Group> {
    let kinds = LedgerKind::ALL.iter().copied().filter(|kind| Part::of(*kind) == part);
    let of = |kind| {
        let mut own: Vec<LedgerAccount> = accounts.iter().filter(|account| account.kind == kind).cloned().collect();
        own.sort_by(|a, b| (&a.name, a.currency.code()).cmp(&(&b.name, b.currency.code())));
        Group { kind, accounts: own }
    };
    kinds.map(of).filter(|group| !group.accounts.is_empty()).collect()
}

/// What an account of a kind is for, in one sentence.
pub fn meaning(kind: LedgerKind) -> &'static str {
    use LedgerKind as K;
    match kind {
        K::Bank => "Money in a receiving account’s bank, as far as the gateway’s payouts and payments by hand tell.",
        K::Gateway => "Money that the gateway has and has not paid out yet.",
        K::Receivable => "What a client owes by its invoices.",
        K::DueFromOperating => "What the operating account owes a trust account.",
        K::DueFromTrust => "What a trust account holds that is operating’s.",
        K::Unlinked => "Money that arrived in an operating account, and nobody has said yet whose it is.",
        K::Unidentified => "Money that arrived in a trust account, and nobody has said yet whose it is.",
        K::Credit => "What a client has paid and pays nothing yet.",
        K::Trust => "What a client, or one of its matters, has in trust.",
        K::DueToOperating => "What a trust account holds that is operating’s, as the trust account sees it.",
        K::FirmFunds => "The firm’s own money that keeps a trust account open.",
        K::Tax => "Tax on invoices, owed to the state.",
        K::Fees => "Fees that were invoiced.",
        K::GatewayFees => "What the gateway takes for its work.",
        K::DisputeLosses => "What was lost by disputes.",
        K::Exchange => "What changed into another currency on its way.",
        K::Opening => "What was there when the books were opened.",
    }
}
