//! Booking what arrived: each payment once, and once its gateway's fee.
//!
//! Both are booked in the transaction that records them. What was recorded before there were books is booked by
//! [`all`], which the migration queued.

use anyhow::anyhow;
use domain::{
    AccountKind, Currency, Instant, Mode, PaymentSource, PaymentStatus,
    id::{AccountId, FirmId, PaymentId},
    ledger::JournalKind,
};
use sqlx::AnyConnection;

use crate::{
    audit::Actor,
    db::{Col, Tx},
    jobs::{Failure, Job},
    ledger::{self, About, Account, Journal},
    state::App,
};

/// Payments that the job books in one transaction.
const BATCH: i64 = 100;

/// What booking a payment needs.
#[derive(sqlx::FromRow)]
struct Arrived {
    id: Col<PaymentId>,
    source: Col<PaymentSource>,
    firm_id: Col<FirmId>,
    mode: Col<Mode>,
    status: Col<PaymentStatus>,
    amount: i64,
    currency: Col<Currency>,
    fee: Option<i64>,
    net: Option<i64>,
    settlement_currency: Option<Col<Currency>>,
    destination: Option<String>,
    gateway_account: Option<String>,
    recorded_by: Option<String>,
    account_id: Option<Col<AccountId>>,
    account_kind: Option<Col<AccountKind>>,
    confirmed_at: Option<i64>,
    created_at: i64,
}

/// Books a payment, and its fee if that is known; what has been booked stays as it is. A payment that has not
/// succeeded is not booked, nor is one of a firm that has no account yet: making one books it. The caller holds the payment,
/// and takes nothing more after this.
///
/// # Errors
/// *Retry* when the database refuses.
pub async fn book(app: &App, tx: &mut Tx, firm: &FirmId, payment: &PaymentId) -> Result<(), Failure> {
    let arrived = find(tx.conn(), firm, payment).await?.filter(|arrived| arrived.status.0 == PaymentStatus::Succeeded);
    let Some(arrived) = arrived else { return Ok(()) };
    let Some(owner) = owner(tx, &arrived).await? else {
        tracing::warn!(payment = %arrived.id.0, "the firm has no account to book a payment to: it is booked with the first one");
        return Ok(());
    };
    let place = arrived.place(&owner.0)?;
    let lines = vec![(place.clone(), arrived.amount), (ledger::nobodys(owner.1, owner.0), -arrived.amount)];
    ledger::post(app, tx, arrived.journal(JournalKind::Payment, "payment", lines)).await?;
    for journal in arrived.consequences(&place) {
        ledger::post(app, tx, journal).await?;
    }
    Ok(())
}

async fn find(conn: &mut AnyConnection, firm: &FirmId, payment: &PaymentId) -> Result<Option<Arrived>, sqlx::Error> {
    sqlx::query_as(
        "SELECT p.id, p.source, p.firm_id, p.mode, p.status, p.amount, p.currency, p.fee, p.net, p.settlement_currency,
             p.destination, c.gateway_account, p.recorded_by, p.account_id, a.kind AS account_kind, p.confirmed_at, p.created_at
         FROM payments p
         LEFT JOIN connections c ON c.id = p.connection_id AND c.firm_id = p.firm_id
         LEFT JOIN accounts a ON a.id = p.account_id AND a.firm_id = p.firm_id
         WHERE p.firm_id = $1 AND p.id = $2",
    )
    .bind(firm.as_str())
    .bind(payment.as_str())
    .fetch_optional(conn)
    .await
}

/// The receiving account that the money belongs to. What came from no link is the connection's first operating
/// account's; a connection that trust accounts alone use brings trust money. That is kept with the payment. None while the
/// firm has no such account.
async fn owner(tx: &mut Tx, arrived: &Arrived) -> Result<Option<(AccountId, AccountKind)>, sqlx::Error> {
    if let (Some(id), Some(kind)) = (&arrived.account_id, &arrived.account_kind) {
        return Ok(Some((id.0.clone(), kind.0)));
    }
    let found: Option<(Col<AccountId>, Col<AccountKind>)> = sqlx::query_as(
        "SELECT a.id, a.kind FROM accounts a JOIN payments p ON p.firm_id = a.firm_id
         WHERE p.firm_id = $1 AND p.id = $2 AND (a.kind = 'operating' OR a.connection_id = p.connection_id)
         ORDER BY CASE WHEN a.connection_id = p.connection_id THEN 0 ELSE 1 END,
                  CASE WHEN a.kind = 'operating' THEN 0 ELSE 1 END, a.id LIMIT 1",
    )
    .bind(arrived.firm_id.as_str())
    .bind(arrived.id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let Some((id, kind)) = found else { return Ok(None) };
    sqlx::query("UPDATE payments SET account_id = $1 WHERE firm_id = $2 AND id = $3 AND account_id IS NULL")
        .bind(id.as_str())
        .bind(arrived.firm_id.as_str())
        .bind(arrived.id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(Some((id.0, kind.0)))
}

impl Arrived {
    /// Where the money lies: the bank, or the gateway's account.
    fn place(&self, account: &AccountId) -> Result<Account, Failure> {
        if self.source.is_by_hand() {
            return Ok(Account::Bank(account.clone()));
        }
        let place = self.destination.clone().or_else(|| self.gateway_account.clone());
        place.map(Account::Gateway).ok_or_else(|| Failure::GiveUp(anyhow!("{} came through no gateway", self.id.0)))
    }

    /// The journals of the fee, once it is known: who pays it is always the account behind the connection.
    fn consequences(&self, place: &Account) -> Vec<Journal<'_>> {
        let (Some(fee), Some(net), Some(settled), Some(payer)) =
            (self.fee, self.net, &self.settlement_currency, &self.gateway_account)
        else {
            return Vec::new();
        };
        let mut journals = Vec::new();
        if settled.0 != self.currency.0 {
            let out = vec![(Account::Exchange, self.amount), (place.clone(), -self.amount)];
            journals.push(self.exchange("out", self.currency.0, out));
            let gross = net.saturating_add(fee);
            let back = vec![(place.clone(), gross), (Account::Exchange, -gross)];
            journals.push(self.exchange("in", settled.0, back));
        }
        let lines = vec![(Account::GatewayFees, fee), (Account::Gateway(payer.clone()), -fee)];
        journals.push(Journal { currency: settled.0, ..self.journal(JournalKind::Fee, "fee", lines) });
        journals.retain(|journal| journal.lines.iter().any(|(_, amount)| *amount != 0));
        journals
    }

    fn exchange(&self, way: &str, currency: Currency, lines: Vec<(Account, i64)>) -> Journal<'_> {
        let cause = format!("exchange:{}:{way}", self.id.0);
        Journal { currency, cause, ..self.journal(JournalKind::Exchange, "exchange", lines) }
    }

    fn journal(&self, kind: JournalKind, cause: &str, lines: Vec<(Account, i64)>) -> Journal<'_> {
        Journal {
            firm: &self.firm_id,
            mode: self.mode.0,
            currency: self.currency.0,
            kind,
            cause: format!("{cause}:{}", self.id.0),
            occurred_at: Instant::from_ms(self.confirmed_at.unwrap_or(self.created_at)),
            actor: self.recorded_by.as_deref().map_or_else(Actor::gateway, Actor::named),
            about: About { payment: Some(self.id.0.clone()), ..About::default() },
            memo: None,
            lines,
        }
    }
}

/// The job: books a firm's payments that are not in the books, a batch at a time; those that no account can own yet wait
/// until there is one.
///
/// # Errors
/// *Retry* when the database refuses.
pub async fn all(app: &App, firm: &FirmId) -> Result<(), Failure> {
    let waiting: Vec<Col<PaymentId>> = sqlx::query_scalar(
        "SELECT p.id FROM payments p
         WHERE p.firm_id = $1 AND p.source = 'gateway' AND p.status = 'succeeded'
           AND (p.account_id IS NOT NULL OR EXISTS (SELECT 1 FROM accounts a WHERE a.firm_id = p.firm_id
                AND (a.kind = 'operating' OR a.connection_id = p.connection_id)))
           AND NOT EXISTS
             (SELECT 1 FROM journals j
              WHERE j.firm_id = p.firm_id AND j.mode = p.mode AND j.cause = 'payment:' || p.id)
         ORDER BY p.id LIMIT $2",
    )
    .bind(firm.as_str())
    .bind(BATCH)
    .fetch_all(app.db.read())
    .await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for payment in &waiting {
        sqlx::query("UPDATE payments SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(payment.as_str())
            .execute(tx.conn())
            .await?;
    }
    for payment in &waiting {
        book(app, &mut tx, firm, payment).await?;
    }
    // The job runs once more for the next ones.
    Job::BookPayments { firm: firm.clone() }.enqueue(app, &mut tx, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::id::PaymentId;

    use super::*;

    fn euros_that_became_dollars(fee: i64) -> Arrived {
        Arrived {
            id: Col(PaymentId::from_u128(1)),
            source: Col(PaymentSource::Gateway),
            firm_id: Col(FirmId::from_u128(1)),
            mode: Col(Mode::Test),
            status: Col(PaymentStatus::Succeeded),
            amount: 10_000,
            currency: Col(Currency::EUR),
            fee: Some(fee),
            net: Some(10_800 - fee),
            settlement_currency: Some(Col(Currency::USD)),
            destination: None,
            gateway_account: Some("acct_1".into()),
            recorded_by: None,
            account_id: Some(Col(AccountId::from_u128(1))),
            account_kind: Some(Col(AccountKind::Operating)),
            confirmed_at: Some(1),
            created_at: 2,
        }
    }

    #[test]
    fn money_that_was_changed_leaves_in_one_currency_and_arrives_in_the_other() {
        let arrived = euros_that_became_dollars(300);
        let place = arrived.place(&AccountId::from_u128(1)).unwrap();
        let journals = arrived.consequences(&place);
        let said: Vec<_> = journals
            .iter()
            .map(|journal| (journal.cause.rsplit(':').next().unwrap(), journal.currency, journal.lines[0].1))
            .collect();
        let fee = arrived.id.as_str();
        assert_eq!(said, [("out", Currency::EUR, 10_000), ("in", Currency::USD, 10_800), (fee, Currency::USD, 300)]);
        for journal in &journals {
            assert_eq!(journal.lines.iter().map(|(_, amount)| amount).sum::<i64>(), 0, "{}", journal.cause);
        }
        let free = euros_that_became_dollars(0);
        assert_eq!(free.consequences(&place).len(), 2, "no fee, no journal of it");
    }
}
