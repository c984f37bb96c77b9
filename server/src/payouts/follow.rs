//! Following a payout: where it stands, what is in it, and its journal.

use anyhow::{Context as _, anyhow};
use domain::{
    Currency, Instant, Money,
    api::stream::{Change, ChangeKind},
    id::{AccountId, ConnectionId, PayoutId},
    ledger::JournalKind,
    payout::PayoutStatus,
    time::{DAY, HOUR},
};

use super::movements;
use crate::{
    audit::Actor,
    connections::ConnectionRow,
    db::{Col, Tx},
    gateways::stripe::{CallError, Client, amounts, money::Payout},
    jobs::Failure,
    ledger::{self, About, Account, Journal},
    mail,
    state::App,
};

/// A payout that was paid can still be sent back by the bank for so long.
const MAY_FAIL: i64 = 14 * DAY;
/// Pages of a hundred movements of one payout: the list ends by itself.
const PAGES: usize = 100_000;

/// The job: fetches a payout of an account at the gateway, books it, and matches its movements.
///
/// # Errors
/// *Retry* when the gateway does not answer, *give up* when it knows no such payout.
pub async fn follow(app: &App, connection: &ConnectionId, account: &str, payout: &str) -> Result<(), Failure> {
    let connection = ConnectionRow::by_id(app, connection).await?;
    let mut client = connection.client(app)?;
    if account != connection.gateway_account {
        client = client.on(account);
    }
    let fetched = client.payout(payout).await.map_err(failure)?;
    let facts = Facts::of(&fetched)?;
    let id = store(app, &connection, account, &facts).await?;
    if fetched.automatic && facts.status.left_the_gateway() {
        read(app, &connection, &client, (account, &id, payout)).await?;
    }
    Ok(())
}

fn failure(error: CallError) -> Failure {
    if error.is_final() {
        return Failure::GiveUp(error.into());
    }
    Failure::Retry(anyhow::Error::new(error).context("following a payout"))
}

/// What the gateway says of a payout, in our units.
struct Facts {
    gateway_id: String,
    status: PayoutStatus,
    money: Money,
    opened_at: Instant,
    arrives_at: Instant,
}

impl Facts {
    fn of(payout: &Payout) -> Result<Self, Failure> {
        let currency: Currency =
            payout.currency.parse().map_err(|_| Failure::GiveUp(anyhow!("a payout in no known currency")))?;
        Ok(Self {
            gateway_id: payout.id.clone(),
            status: payout.status.parse().unwrap_or(PayoutStatus::Pending),
            money: amounts::from_stripe(payout.amount, currency),
            opened_at: Instant::from_ms(payout.created * 1000),
            arrives_at: Instant::from_ms(payout.arrival_date * 1000),
        })
    }

    fn next_check(&self, now: Instant) -> Option<i64> {
        match self.status {
            PayoutStatus::Pending | PayoutStatus::InTransit => Some(now.plus_ms(6 * HOUR).ms()),
            PayoutStatus::Paid => (now.since(self.arrives_at) < MAY_FAIL).then(|| now.plus_ms(DAY).ms()),
            PayoutStatus::Failed | PayoutStatus::Canceled => None,
        }
    }
}

/// Stores where it stands, and books it: it leaves the gateway's balance for the bank, or comes back from there.
async fn store(app: &App, connection: &ConnectionRow, account: &str, facts: &Facts) -> Result<PayoutId, Failure> {
    let mut tx = app.db.begin().await?;
    insert(app, &mut tx, connection, account, facts).await?;
    let (id, before): (Col<PayoutId>, Col<PayoutStatus>) = sqlx::query_as(
        "UPDATE payouts SET version = version + 1 WHERE connection_id = $1 AND gateway_id = $2 RETURNING id, status",
    )
    .bind(connection.id.as_str())
    .bind(facts.gateway_id.as_str())
    .fetch_one(tx.conn())
    .await?;
    // What ended has ended, whoever was asked first.
    let ended = matches!(before.0, PayoutStatus::Failed | PayoutStatus::Canceled);
    let status = if ended { before.0 } else { facts.status };
    sqlx::query("UPDATE payouts SET status = $1, arrives_at = $2, next_check_at = $3 WHERE firm_id = $4 AND id = $5")
        .bind(status.as_str())
        .bind(facts.arrives_at.ms())
        .bind(facts.next_check(app.now()).filter(|_| !ended))
        .bind(connection.firm_id.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    tx.announce(&connection.firm_id, Change::of(ChangeKind::Payment));
    let cause = format!("payout:{}", id.0);
    if status.left_the_gateway() {
        book(app, &mut tx, connection, account, (&id, cause, facts)).await?;
    } else if matches!(status, PayoutStatus::Failed | PayoutStatus::Canceled) {
        if before.0 != status || !ended {
            mail::queue_payout_failed(app, &mut tx, connection, &id, facts.money).await?;
        }
        let why = (Actor::gateway(), Some("The bank sent it back".to_owned()), app.now());
        ledger::reverse(app, &mut tx, (&connection.firm_id, connection.mode.0), &cause, why).await?;
    }
    tx.commit().await?;
    Ok(id.0)
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    account: &str,
    facts: &Facts,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO payouts (id, firm_id, connection_id, gateway_account, mode, gateway_id, status, amount, currency,
             arrives_at, opened_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11)
         ON CONFLICT (connection_id, gateway_id) DO NOTHING",
    )
    .bind(PayoutId::from_u128(app.new_id()).as_str())
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .bind(account)
    .bind(connection.mode.as_str())
    .bind(facts.gateway_id.as_str())
    .bind(facts.money.amount)
    .bind(facts.money.currency.code())
    .bind(facts.arrives_at.ms())
    .bind(facts.opened_at.ms())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await
    .context("storing a payout")?;
    Ok(())
}

async fn book(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    account: &str,
    (id, cause, facts): (&PayoutId, String, &Facts),
) -> Result<(), Failure> {
    let Some(bank) = bank(tx, connection, account).await? else {
        // Whose money it is, nobody can say: as likely as not it is clients'.
        tracing::error!(payout = %id, account, "a payout of an account that no receiving account names is not booked");
        return Ok(());
    };
    let amount = facts.money.amount;
    if amount == 0 {
        return Ok(());
    }
    let journal = Journal {
        firm: &connection.firm_id,
        mode: connection.mode.0,
        currency: facts.money.currency,
        kind: JournalKind::Payout,
        cause,
        occurred_at: facts.opened_at,
        actor: Actor::gateway(),
        about: About { payout: Some(id.clone()), ..About::default() },
        memo: None,
        lines: vec![(Account::Bank(bank), amount), (Account::Gateway(account.to_owned()), -amount)],
    };
    ledger::post(app, tx, journal).await?;
    Ok(())
}

/// The receiving account behind an account at the gateway, now or when its newest payment came. The connection's own
/// without one goes to the firm's first operating account; a connected one never does: it may have clients' money.
async fn bank(tx: &mut Tx, connection: &ConnectionRow, account: &str) -> Result<Option<AccountId>, Failure> {
    let found: Option<Col<AccountId>> = sqlx::query_scalar(
        "SELECT id FROM accounts WHERE firm_id = $1 AND connection_id = $2 AND COALESCE(destination, $3) = $4
         ORDER BY id LIMIT 1",
    )
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .bind(connection.gateway_account.as_str())
    .bind(account)
    .fetch_optional(tx.conn())
    .await?;
    if let Some(found) = found {
        return Ok(Some(found.0));
    }
    if account != connection.gateway_account {
        return Ok(past(tx, connection, account).await?);
    }
    let first: Option<Col<AccountId>> =
        sqlx::query_scalar("SELECT id FROM accounts WHERE firm_id = $1 AND kind = 'operating' ORDER BY id LIMIT 1")
            .bind(connection.firm_id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    let first = first.ok_or_else(|| Failure::Retry(anyhow!("the firm has no account to book a payout to")))?;
    Ok(Some(first.0))
}

/// The receiving account whose newest payment an account at the gateway got.
async fn past(tx: &mut Tx, connection: &ConnectionRow, account: &str) -> Result<Option<AccountId>, sqlx::Error> {
    let found: Option<Col<AccountId>> = sqlx::query_scalar(
        "SELECT account_id FROM payments WHERE firm_id = $1 AND connection_id = $2 AND destination = $3
             AND account_id IS NOT NULL ORDER BY id DESC LIMIT 1",
    )
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .bind(account)
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.map(|id| id.0))
}

/// Reads what is in it, page by page. It is matched once all pages were read.
async fn read(
    app: &App,
    connection: &ConnectionRow,
    client: &Client,
    (account, id, gateway_id): (&str, &PayoutId, &str),
) -> Result<(), Failure> {
    let mut after = None;
    for _ in 0..PAGES {
        let page = client.paid_out(gateway_id, after.take()).await.map_err(failure)?;
        movements::store(app, connection, account, &page.data).await?;
        let mut tx = app.db.begin().await?;
        movements::put_into(&mut tx, connection, account, id, &page.data).await?;
        tx.commit().await?;
        match page.data.last() {
            Some(last) if page.has_more => after = Some(last.id.clone()),
            _ => {
                movements::lead(app, connection).await?;
                return Ok(matched(app, connection, id).await?);
            }
        }
    }
    Err(Failure::GiveUp(anyhow!("the list of what is in a payout does not end")))
}

async fn matched(app: &App, connection: &ConnectionRow, id: &PayoutId) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE payouts SET matched = 1 WHERE firm_id = $1 AND id = $2")
        .bind(connection.firm_id.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    tx.commit().await
}
