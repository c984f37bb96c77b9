//! The accounts of the chart, and what each is kept for.

use domain::{
    AccountKind, Currency, Mode,
    id::{AccountId, ClientId, FirmId, LedgerAccountId, MatterId},
    ledger::LedgerKind,
};

use crate::{
    db::{Col, Tx},
    state::App,
};

/// An account of a firm's ledger, before mode and currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// In the bank of a receiving account.
    Bank(AccountId),
    /// At a gateway, under the gateway's id of the account (`acct_…`).
    Gateway(String),
    /// What a client owes by invoices.
    Receivable(ClientId),
    /// What operating owes a trust account.
    DueFromOperating(AccountId),
    /// What of a trust account is operating's, as operating sees it.
    DueFromTrust(AccountId),
    /// What arrived in an operating account and is nobody's yet.
    Unlinked(AccountId),
    /// What arrived in a trust account and is nobody's yet.
    Unidentified(AccountId),
    /// What a client has to its credit in operating.
    Credit(ClientId),
    /// What a client has in a trust account, for a matter or for none.
    Trust(AccountId, ClientId, Option<MatterId>),
    /// What of a trust account is operating's, as the trust account sees it.
    DueToOperating(AccountId),
    /// The firm's own money in a trust account.
    FirmFunds(AccountId),
    /// Tax on invoices.
    Tax,
    /// Fees invoiced.
    Fees,
    /// Gateways' fees.
    GatewayFees,
    /// Lost by disputes.
    DisputeLosses,
    /// Between two currencies.
    Exchange,
    /// What was there when the books of a receiving account were opened.
    Opening(AccountId),
}

impl Account {
    /// Which account of the chart it is.
    #[must_use]
    pub fn kind(&self) -> LedgerKind {
        match self {
            Self::Bank(_) => LedgerKind::Bank,
            Self::Gateway(_) => LedgerKind::Gateway,
            Self::Receivable(_) => LedgerKind::Receivable,
            Self::DueFromOperating(_) => LedgerKind::DueFromOperating,
            Self::DueFromTrust(_) => LedgerKind::DueFromTrust,
            Self::Unlinked(_) => LedgerKind::Unlinked,
            Self::Unidentified(_) => LedgerKind::Unidentified,
            Self::Credit(_) => LedgerKind::Credit,
            Self::Trust(..) => LedgerKind::Trust,
            Self::DueToOperating(_) => LedgerKind::DueToOperating,
            Self::FirmFunds(_) => LedgerKind::FirmFunds,
            Self::Tax => LedgerKind::Tax,
            Self::Fees => LedgerKind::Fees,
            Self::GatewayFees => LedgerKind::GatewayFees,
            Self::DisputeLosses => LedgerKind::DisputeLosses,
            Self::Exchange => LedgerKind::Exchange,
            Self::Opening(_) => LedgerKind::Opening,
        }
    }

    /// What it is kept for, as the database tells it from others of its kind.
    fn key(&self) -> String {
        match self {
            Self::Bank(id)
            | Self::DueFromOperating(id)
            | Self::DueFromTrust(id)
            | Self::Unlinked(id)
            | Self::Unidentified(id)
            | Self::DueToOperating(id)
            | Self::FirmFunds(id)
            | Self::Opening(id) => id.to_string(),
            Self::Gateway(id) => id.clone(),
            Self::Receivable(id) | Self::Credit(id) => id.to_string(),
            Self::Trust(account, client, None) => format!("{account}:{client}"),
            Self::Trust(account, client, Some(matter)) => format!("{account}:{client}:{matter}"),
            Self::Tax | Self::Fees | Self::GatewayFees | Self::DisputeLosses | Self::Exchange => String::new(),
        }
    }

    pub(super) fn account_id(&self) -> Option<&AccountId> {
        match self {
            Self::Bank(id)
            | Self::DueFromOperating(id)
            | Self::DueFromTrust(id)
            | Self::Unlinked(id)
            | Self::Unidentified(id)
            | Self::DueToOperating(id)
            | Self::FirmFunds(id)
            | Self::Opening(id)
            | Self::Trust(id, ..) => Some(id),
            _ => None,
        }
    }

    fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::Receivable(id) | Self::Credit(id) | Self::Trust(_, id, _) => Some(id),
            _ => None,
        }
    }

    fn matter_id(&self) -> Option<&MatterId> {
        match self {
            Self::Trust(.., matter) => matter.as_ref(),
            _ => None,
        }
    }

    /// The row of this account, made if it is the first time. The caller holds the ledger.
    pub(super) async fn row(
        &self,
        app: &App,
        tx: &mut Tx,
        firm: &FirmId,
        mode: Mode,
        currency: Currency,
    ) -> Result<LedgerAccountId, sqlx::Error> {
        if let Some(id) = self.find(tx, firm, mode, currency).await? {
            return Ok(id);
        }
        let id = LedgerAccountId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO ledger_accounts (id, firm_id, mode, currency, kind, key, account_id, client_id, matter_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.as_str())
        .bind(firm.as_str())
        .bind(mode.as_str())
        .bind(currency.code())
        .bind(self.kind().as_str())
        .bind(self.key())
        .bind(self.account_id().map(AccountId::as_str))
        .bind(self.client_id().map(ClientId::as_str))
        .bind(self.matter_id().map(MatterId::as_str))
        .execute(tx.conn())
        .await?;
        Ok(id)
    }

    async fn find(
        &self,
        tx: &mut Tx,
        firm: &FirmId,
        mode: Mode,
        currency: Currency,
    ) -> Result<Option<LedgerAccountId>, sqlx::Error> {
        let found: Option<Col<LedgerAccountId>> = sqlx::query_scalar(
            "SELECT id FROM ledger_accounts
             WHERE firm_id = $1 AND mode = $2 AND currency = $3 AND kind = $4 AND key = $5",
        )
        .bind(firm.as_str())
        .bind(mode.as_str())
        .bind(currency.code())
        .bind(self.kind().as_str())
        .bind(self.key())
        .fetch_optional(tx.conn())
        .await?;
        Ok(found.map(|id| id.0))
    }
}

/// Where money lies that arrived in a receiving account and is nobody's yet.
#[must_use]
pub fn nobodys(kind: AccountKind, account: AccountId) -> Account {
    match kind {
        AccountKind::Operating => Account::Unlinked(account),
        AccountKind::Trust => Account::Unidentified(account),
    }
}

/// What an account holds, in minor units, positive on its usual side, and how much of that is under way out. The
/// caller holds the ledger, or does not mind that it changes.
///
/// # Errors
/// When the database refuses.
pub async fn balance(
    tx: &mut Tx,
    firm: &FirmId,
    mode: Mode,
    currency: Currency,
    account: &Account,
) -> Result<(i64, i64), sqlx::Error> {
    let found: Option<(i64, i64)> = sqlx::query_as(
        "SELECT balance, held FROM ledger_accounts
         WHERE firm_id = $1 AND mode = $2 AND currency = $3 AND kind = $4 AND key = $5",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .bind(currency.code())
    .bind(account.kind().as_str())
    .bind(account.key())
    .fetch_optional(tx.conn())
    .await?;
    let (balance, held) = found.unwrap_or_default();
    Ok((account.kind().natural(balance), held))
}

/// What may be taken out of clients' money, in minor units: what an account holds, less what is under way out. Holds the
/// ledger until the end of the transaction, so that it stays true.
///
/// # Errors
/// When the database refuses.
pub async fn available(
    tx: &mut Tx,
    firm: &FirmId,
    mode: Mode,
    currency: Currency,
    account: &Account,
) -> Result<i64, sqlx::Error> {
    sqlx::query("UPDATE ledgers SET journals = journals WHERE firm_id = $1 AND mode = $2")
        .bind(firm.as_str())
        .bind(mode.as_str())
        .execute(tx.conn())
        .await?;
    let (balance, held) = balance(tx, firm, mode, currency, account).await?;
    Ok(balance - held)
}
