//! What moved a gateway's balance, as the gateway says: each movement stored once, and led to its payment.

use std::collections::BTreeSet;

use domain::{
    Currency, Instant,
    id::{FirmId, MovementId, PaymentId, PayoutId},
};
use sqlx::AssertSqlSafe;

use crate::{
    connections::ConnectionRow,
    db::{Col, Tx},
    gateways::stripe::{amounts, money::BalanceTransaction},
    jobs::Job,
    state::App,
};

/// Movements led to their payments in one go.
const BATCH: i64 = 500;

/// Stores the movements of a page that are not known, with the work that each causes, in one transaction.
///
/// # Errors
/// When the database refuses.
pub async fn store(
    app: &App,
    connection: &ConnectionRow,
    account: &str,
    page: &[BalanceTransaction],
) -> Result<(), sqlx::Error> {
    let known = known(app, connection, account, page).await?;
    let new: Vec<&BalanceTransaction> = page.iter().filter(|moved| !known.contains(&moved.id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for moved in new {
        if insert(app, &mut tx, connection, account, moved).await? {
            follow_up(app, &mut tx, connection, account, moved).await?;
        }
    }
    tx.commit().await
}

async fn known(
    app: &App,
    connection: &ConnectionRow,
    account: &str,
    page: &[BalanceTransaction],
) -> Result<BTreeSet<String>, sqlx::Error> {
    if page.is_empty() {
        return Ok(BTreeSet::new());
    }
    // Made of numbers only.
    let marks = (0..page.len()).map(|i| format!("${}", i + 3)).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT gateway_id FROM movements WHERE connection_id = $1 AND gateway_account = $2 AND gateway_id IN ({marks})"
    );
    let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(connection.id.as_str()).bind(account);
    for moved in page {
        query = query.bind(moved.id.as_str());
    }
    let known: Vec<String> = query.fetch_all(app.db.read()).await?;
    Ok(known.into_iter().collect())
}

/// False for one in a currency that nobody knows, and for one that is there.
async fn insert(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    account: &str,
    moved: &BalanceTransaction,
) -> Result<bool, sqlx::Error> {
    let Ok(currency) = moved.currency.parse::<Currency>() else {
        tracing::warn!(connection = %connection.id.0, "a movement in an unknown currency was passed over");
        return Ok(false);
    };
    let ours = |units| amounts::from_stripe(units, currency).amount;
    let done = sqlx::query(
        "INSERT INTO movements (id, firm_id, connection_id, gateway_account, mode, gateway_id, kind, category, amount, fee,
             net, currency, source, about, available_at, moved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (connection_id, gateway_account, gateway_id) DO NOTHING",
    )
    .bind(MovementId::from_u128(app.new_id()).as_str())
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .bind(account)
    .bind(connection.mode.as_str())
    .bind(moved.id.as_str())
    .bind(moved.kind.chars().take(100).collect::<String>())
    .bind(moved.reporting_category.as_deref())
    .bind(ours(moved.amount))
    .bind(ours(moved.fee))
    .bind(ours(moved.net))
    .bind(currency.code())
    .bind(moved.source_id())
    .bind(moved.about())
    .bind(Instant::from_ms(moved.available_on * 1000).ms())
    .bind(Instant::from_ms(moved.created * 1000).ms())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a movement tells of: money that went back, a dispute, a payout. Whether a payment came, the sweep itself asks.
async fn follow_up(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    account: &str,
    moved: &BalanceTransaction,
) -> Result<(), sqlx::Error> {
    let (con, intent) = (connection.id.0.clone(), moved.payment_intent().map(str::to_owned));
    let job = match (moved.source_object(), intent, moved.source_id()) {
        (Some("refund"), Some(payment_intent), _) => Job::SyncRefunds { connection: con, payment_intent },
        (Some("dispute"), Some(payment_intent), _) => Job::SyncDisputes { connection: con, payment_intent },
        (Some("payout"), _, Some(payout)) => {
            Job::SyncPayout { connection: con, account: account.to_owned(), payout: payout.to_owned() }
        }
        _ => return Ok(()),
    };
    job.enqueue(app, tx, app.now()).await
}

/// Says of which payout the movements of a page are.
///
/// # Errors
/// When the database refuses.
pub(super) async fn put_into(
    tx: &mut Tx,
    connection: &ConnectionRow,
    account: &str,
    payout: &PayoutId,
    page: &[BalanceTransaction],
) -> Result<(), sqlx::Error> {
    for moved in page {
        let led: Option<Led> = sqlx::query_as(
            "UPDATE movements SET payout_id = $1 WHERE connection_id = $2 AND gateway_account = $3 AND gateway_id = $4
             RETURNING id, kind, gateway_account, available_at, payment_id, payout_id",
        )
        .bind(payout.as_str())
        .bind(connection.id.as_str())
        .bind(account)
        .bind(moved.id.as_str())
        .fetch_optional(tx.conn())
        .await?;
        if let Some(led) = led {
            led.tell_payment(tx, connection).await?;
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Led {
    id: Col<MovementId>,
    kind: String,
    gateway_account: String,
    available_at: i64,
    payment_id: Option<Col<PaymentId>>,
    payout_id: Option<Col<PayoutId>>,
}

impl Led {
    /// When its money can be paid out, and in which payout it was: said by the movement at the account that has the money.
    async fn tell_payment(&self, tx: &mut Tx, connection: &ConnectionRow) -> Result<(), sqlx::Error> {
        let Some(payment) = &self.payment_id else { return Ok(()) };
        if !matches!(self.kind.as_str(), "charge" | "payment") {
            return Ok(());
        }
        sqlx::query(
            "UPDATE payments SET available_at = $1, payout_id = COALESCE($2, payout_id)
             WHERE firm_id = $3 AND id = $4 AND COALESCE(destination, $5) = $6",
        )
        .bind(self.available_at)
        .bind(self.payout_id.as_deref().map(PayoutId::as_str))
        .bind(connection.firm_id.as_str())
        .bind(payment.as_str())
        .bind(connection.gateway_account.as_str())
        .bind(self.gateway_account.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
    }
}

/// Leads movements to payments that were not known when the movements were stored: by the payment's or the charge's id, or
/// by another movement of what they are about (a transfer to a connected account).
///
/// # Errors
/// When the database refuses.
pub async fn lead(app: &App, connection: &ConnectionRow) -> Result<(), sqlx::Error> {
    for statement in [
        "SELECT m.id, m.kind, m.gateway_account, m.available_at, p.id AS payment_id, m.payout_id
         FROM movements m JOIN payments p ON p.connection_id = m.connection_id
             AND (p.payment_intent = m.about OR p.charge_id = m.about)
         WHERE m.firm_id = $1 AND m.connection_id = $2 AND m.payment_id IS NULL AND m.about IS NOT NULL
         ORDER BY m.id LIMIT $3",
        "SELECT m.id, m.kind, m.gateway_account, m.available_at, MIN(o.payment_id) AS payment_id, m.payout_id
         FROM movements m JOIN movements o ON o.connection_id = m.connection_id AND o.source = m.about
             AND o.payment_id IS NOT NULL
         WHERE m.firm_id = $1 AND m.connection_id = $2 AND m.payment_id IS NULL AND m.about IS NOT NULL
         GROUP BY m.id, m.kind, m.gateway_account, m.available_at, m.payout_id ORDER BY m.id LIMIT $3",
    ] {
        let found: Vec<Led> = sqlx::query_as(statement)
            .bind(connection.firm_id.as_str())
            .bind(connection.id.as_str())
            .bind(BATCH)
            .fetch_all(app.db.read())
            .await?;
        if found.is_empty() {
            continue;
        }
        let mut tx = app.db.begin().await?;
        for led in &found {
            keep(&mut tx, &connection.firm_id, led).await?;
            led.tell_payment(&mut tx, connection).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn keep(tx: &mut Tx, firm: &FirmId, led: &Led) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE movements SET payment_id = $1 WHERE firm_id = $2 AND id = $3 AND payment_id IS NULL")
        .bind(led.payment_id.as_deref().map(PaymentId::as_str))
        .bind(firm.as_str())
        .bind(led.id.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
}
