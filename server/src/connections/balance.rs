//! Reading what moved a gateway's balance since an overlapping cursor: of the account behind a connection, and of the
//! connected accounts that the firm's trust accounts are paid to.

use std::collections::BTreeSet;

use anyhow::Context as _;
use sqlx::AssertSqlSafe;

use super::ConnectionRow;
use crate::{
    gateways::stripe::{Client, Since},
    jobs::Job,
    payouts::movements,
    state::App,
};

/// How far each reading of the balance reaches back over the one before, in seconds.
const OVERLAP: i64 = 3600;
/// Pages of a hundred in one sweep: the list ends by itself, this only stops a gateway that never says so.
const PAGES: usize = 100_000;

/// Reads everything since the last time.
///
/// # Errors
/// When the gateway or the database does not answer.
pub(super) async fn read(app: &App, connection: &ConnectionRow) -> anyhow::Result<()> {
    let client = connection.client(app)?;
    let since = connection.swept_until;
    let newest = read_one(app, connection, &client, &connection.gateway_account, since).await?;
    find_disputes(app, connection, &client, since).await?;
    read_connected(app, connection).await?;
    movements::lead(app, connection).await?;
    note_swept(app, connection, newest).await
}

/// Reads the movements of one account, and queues the payments that are not known as succeeded. Says when the newest was.
async fn read_one(
    app: &App,
    connection: &ConnectionRow,
    client: &Client,
    account: &str,
    until: i64,
) -> anyhow::Result<i64> {
    let (mut newest, mut after) = (until, None);
    for _ in 0..PAGES {
        let since = Since { since: until - OVERLAP, after: after.take() };
        let page = client.balance_transactions(since).await.context("reading what moved the balance")?;
        newest = page.data.iter().map(|moved| moved.created).fold(newest, i64::max);
        movements::store(app, connection, account, &page.data).await?;
        if account == connection.gateway_account {
            let intents = page.data.iter().filter_map(|moved| moved.payment_intent().map(str::to_owned)).collect();
            queue_unknown(app, connection, intents).await?;
        }
        match page.data.last() {
            Some(last) if page.has_more => after = Some(last.id.clone()),
            _ => return Ok(newest),
        }
    }
    anyhow::bail!("the list of what moved the balance does not end")
}

/// An inquiry moves no money: it is found in the list of disputes alone.
async fn find_disputes(app: &App, connection: &ConnectionRow, client: &Client, until: i64) -> anyhow::Result<()> {
    let mut after = None;
    for _ in 0..PAGES {
        let since = Since { since: until - OVERLAP, after: after.take() };
        let page = client.disputes_since(since).await.context("reading disputes")?;
        for dispute in &page.data {
            let known: Option<String> =
                sqlx::query_scalar("SELECT id FROM disputes WHERE connection_id = $1 AND gateway_id = $2")
                    .bind(connection.id.as_str())
                    .bind(dispute.id.as_str())
                    .fetch_optional(app.db.read())
                    .await?;
            if let (None, Some(payment_intent)) = (known, dispute.payment_intent.clone()) {
                let mut tx = app.db.begin().await?;
                let job = Job::SyncDisputes { connection: connection.id.0.clone(), payment_intent };
                job.enqueue(app, &mut tx, app.now()).await?;
                tx.commit().await?;
            }
        }
        match page.data.last() {
            Some(last) if page.has_more => after = Some(last.id.clone()),
            _ => return Ok(()),
        }
    }
    anyhow::bail!("the list of disputes does not end")
}

/// Connected accounts have cursors of their own. One that does not answer keeps no other from its turn.
async fn read_connected(app: &App, connection: &ConnectionRow) -> anyhow::Result<()> {
    let accounts: Vec<String> = sqlx::query_scalar(
        "SELECT destination FROM accounts WHERE firm_id = $1 AND connection_id = $2 AND destination IS NOT NULL
         UNION SELECT gateway_account FROM connected_balances WHERE firm_id = $1 AND connection_id = $2
         ORDER BY 1 LIMIT 1000",
    )
    .bind(connection.firm_id.as_str())
    .bind(connection.id.as_str())
    .fetch_all(app.db.read())
    .await?;
    for account in accounts.iter().filter(|account| **account != connection.gateway_account) {
        let until: Option<i64> = sqlx::query_scalar(
            "SELECT swept_until FROM connected_balances WHERE connection_id = $1 AND gateway_account = $2",
        )
        .bind(connection.id.as_str())
        .bind(account.as_str())
        .fetch_optional(app.db.read())
        .await?;
        let until = until.unwrap_or(connection.created_at / 1000);
        let client = connection.client(app)?.on(account);
        match read_one(app, connection, &client, account, until).await {
            Ok(newest) => note_connected(app, connection, account, newest).await?,
            Err(error) => {
                let error = format!("{error:#}");
                tracing::warn!(connection = %connection.id.0, account, error, "reading a connected account");
            }
        }
    }
    Ok(())
}

async fn note_connected(app: &App, connection: &ConnectionRow, account: &str, until: i64) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "INSERT INTO connected_balances (connection_id, gateway_account, firm_id, swept_until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (connection_id, gateway_account) DO UPDATE SET swept_until = excluded.swept_until",
    )
    .bind(connection.id.as_str())
    .bind(account)
    .bind(connection.firm_id.as_str())
    .bind(until)
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn note_swept(app: &App, connection: &ConnectionRow, until: i64) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE connections SET swept_until = $1, last_sweep_at = $2 WHERE id = $3 AND firm_id = $4")
        .bind(until)
        .bind(app.now().ms())
        .bind(connection.id.as_str())
        .bind(connection.firm_id.as_str())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn queue_unknown(app: &App, connection: &ConnectionRow, intents: BTreeSet<String>) -> anyhow::Result<()> {
    if intents.is_empty() {
        return Ok(());
    }
    let marks = (0..intents.len()).map(|i| format!("${}", i + 2)).collect::<Vec<_>>().join(", ");
    // Made of numbers only.
    let sql = format!(
        "SELECT payment_intent FROM payments WHERE connection_id = $1 AND status = 'succeeded' AND payment_intent IN ({marks})"
    );
    let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(connection.id.as_str());
    for intent in &intents {
        query = query.bind(intent.as_str());
    }
    let known: Vec<String> = query.fetch_all(app.db.read()).await?;
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    let mut tx = app.db.begin().await?;
    for intent in intents.iter().filter(|intent| !known.contains(intent.as_str())) {
        let job = Job::SyncPayment { connection: connection.id.0.clone(), payment_intent: intent.clone() };
        job.enqueue(app, &mut tx, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}
