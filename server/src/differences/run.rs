//! The job: one page after the other, until all is compared or someone stops it.

use anyhow::Context as _;
use domain::{
    Currency, Instant, PaymentStatus,
    api::{
        differences::{ComparedKind, ComparisonState, DifferenceKind},
        stream::{Change, ChangeKind},
    },
    id::{ComparisonId, FirmId, PaymentId},
};

use super::{
    compare::Verdict,
    find,
    row::{ComparisonRow, Found},
    theirs,
};
use crate::{
    connections::ConnectionRow,
    db::Col,
    gateways::stripe::{CallError, Client},
    jobs::Failure,
    state::App,
};

/// Ours that are looked at in one turn; each that the gateway has not told of is asked for.
const OURS: i64 = 50;

/// What a page came to.
struct Read {
    found: Vec<Found>,
    seen: Vec<String>,
    /// Behind which it goes on; at the end of a step, nothing.
    next: Option<String>,
}

/// Compares a period, from where it stopped.
///
/// # Errors
/// *Retry* when the gateway or the database does not answer.
pub async fn run(app: &App, firm: &FirmId, id: &ComparisonId) -> Result<(), Failure> {
    loop {
        let comparison = ComparisonRow::find(&mut *app.db.read().acquire().await?, firm, id).await?;
        if comparison.state.0 != ComparisonState::Running {
            return Ok(());
        }
        if app.stopping.is_cancelled() {
            return Err(Failure::Retry(anyhow::anyhow!("the server stops: the comparison goes on later")));
        }
        let connection = ConnectionRow::by_id(app, &comparison.connection_id).await?;
        let client = connection.client(app)?;
        let read = match comparison.step.as_str() {
            "payments" => payments(app, &client, &comparison).await,
            "refunds" => refunds(app, &client, &comparison).await,
            _ => ours(app, &client, &comparison).await,
        };
        match read {
            Ok(read) => keep(app, &comparison, read).await?,
            Err(Trouble::Gateway(error)) if error.is_final() => fail(app, &comparison, &error).await?,
            Err(Trouble::Gateway(error)) => {
                return Err(Failure::Retry(anyhow::Error::new(error).context("comparing with the gateway")));
            }
            Err(Trouble::Here(failure)) => return Err(failure),
        }
    }
}

enum Trouble {
    Gateway(CallError),
    Here(Failure),
}

impl From<CallError> for Trouble {
    fn from(error: CallError) -> Self {
        Self::Gateway(error)
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Here(error.into())
    }
}

impl From<crate::http::Error> for Trouble {
    fn from(error: crate::http::Error) -> Self {
        Self::Here(error.into())
    }
}

async fn payments(app: &App, client: &Client, comparison: &ComparisonRow) -> Result<Read, Trouble> {
    let asked_at = app.now();
    let period = (comparison.from_s, comparison.to_s);
    let page = client.payments_between(period, after(comparison)).await?;
    let mut read = Read { found: Vec::new(), seen: Vec::new(), next: None };
    let mut conn = app.db.read().acquire().await?;
    for intent in &page.data {
        read.seen.push(intent.id.clone());
        if let Some(theirs) = theirs::payment(intent, asked_at) {
            let whose = (&comparison.firm_id.0, &comparison.connection_id.0);
            read.found.extend(find::payment(&mut conn, whose, &theirs).await?);
        }
    }
    read.next = page.data.last().filter(|_| page.has_more).map(|last| last.id.clone());
    Ok(read)
}

async fn refunds(app: &App, client: &Client, comparison: &ComparisonRow) -> Result<Read, Trouble> {
    let page = client.refunds_between((comparison.from_s, comparison.to_s), after(comparison)).await?;
    let mut read = Read { found: Vec::new(), seen: Vec::new(), next: None };
    let mut conn = app.db.read().acquire().await?;
    for refund in &page.data {
        read.seen.push(refund.id.clone());
        if let Some(theirs) = theirs::refund(refund) {
            let whose = (&comparison.firm_id.0, &comparison.connection_id.0);
            read.found.extend(find::refund(&mut conn, whose, &theirs).await?);
        }
    }
    read.next = page.data.last().filter(|_| page.has_more).map(|last| last.id.clone());
    Ok(read)
}

fn after(comparison: &ComparisonRow) -> Option<String> {
    Some(comparison.place.clone()).filter(|place| !place.is_empty())
}

#[derive(sqlx::FromRow)]
struct Ours {
    id: Col<PaymentId>,
    payment_intent: String,
    status: Col<PaymentStatus>,
    amount: i64,
    currency: Col<Currency>,
    confirmed_at: i64,
}

/// Payments of ours that the gateway has not told of: made at the edge of the period, or not there.
async fn ours(app: &App, client: &Client, comparison: &ComparisonRow) -> Result<Read, Trouble> {
    let rows: Vec<Ours> = sqlx::query_as(
        "SELECT p.id, p.payment_intent, p.status, p.amount, p.currency, p.confirmed_at FROM payments p
         WHERE p.firm_id = $1 AND p.connection_id = $2 AND p.status IN ('succeeded', 'processing')
           AND p.payment_intent IS NOT NULL AND p.confirmed_at >= $3 AND p.confirmed_at < $4 AND p.id > $5
           AND NOT EXISTS (SELECT 1 FROM compared c WHERE c.comparison_id = $6 AND c.gateway_id = p.payment_intent)
         ORDER BY p.id LIMIT $7",
    )
    .bind(comparison.firm_id.as_str())
    .bind(comparison.connection_id.as_str())
    .bind(comparison.from_s * 1000)
    .bind((comparison.to_s + 1) * 1000)
    .bind(comparison.place.as_str())
    .bind(comparison.id.as_str())
    .bind(OURS)
    .fetch_all(app.db.read())
    .await?;
    let mut read = Read { found: Vec::new(), seen: Vec::new(), next: None };
    for row in &rows {
        let asked_at = app.now();
        match client.payment_intent(&row.payment_intent).await {
            Ok(intent) => {
                let mut conn = app.db.read().acquire().await?;
                if let Some(theirs) = theirs::payment(&intent, asked_at) {
                    let whose = (&comparison.firm_id.0, &comparison.connection_id.0);
                    read.found.extend(find::payment(&mut conn, whose, &theirs).await?);
                }
            }
            Err(error) if error.is_missing() => read.found.push(row.missing()),
            Err(error) => return Err(error.into()),
        }
    }
    let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == OURS;
    read.next = rows.last().filter(|_| full).map(|last| last.id.to_string());
    Ok(read)
}

impl Ours {
    fn missing(&self) -> Found {
        Found {
            verdict: Verdict { kind: DifferenceKind::MissingThere, theirs: None, ours: Some(self.amount) },
            about: ComparedKind::Payment,
            gateway_id: self.payment_intent.clone(),
            intent: self.payment_intent.clone(),
            currency: self.currency.0,
            their_status: None,
            our_status: Some(self.status.as_str()),
            payment: Some(self.id.0.clone()),
            at: Instant::from_ms(self.confirmed_at),
        }
    }
}

/// Keeps what a page showed, with the place behind it. Who comes second with the same page keeps nothing.
async fn keep(app: &App, comparison: &ComparisonRow, read: Read) -> Result<(), Failure> {
    let (step, state) = match (&read.next, comparison.step.as_str()) {
        (Some(_), step) => (step, "running"),
        (None, "payments") => ("refunds", "running"),
        (None, "refunds") => ("ours", "running"),
        (None, step) => (step, "done"),
    };
    let count = |wanted: &str| {
        let count = i64::try_from(read.seen.len()).unwrap_or_default();
        if comparison.step == wanted { count } else { 0 }
    };
    let mut tx = app.db.begin().await?;
    let moved = sqlx::query(
        "UPDATE comparisons SET step = $1, place = $2, state = $3, payments = payments + $4, refunds = refunds + $5,
             ended_at = $6
         WHERE firm_id = $7 AND id = $8 AND state = 'running' AND step = $9 AND place = $10",
    )
    .bind(step)
    .bind(read.next.as_deref().unwrap_or_default())
    .bind(state)
    .bind(count("payments"))
    .bind(count("refunds"))
    .bind((state == "done").then(|| app.now().ms()))
    .bind(comparison.firm_id.as_str())
    .bind(comparison.id.as_str())
    .bind(comparison.step.as_str())
    .bind(comparison.place.as_str())
    .execute(tx.conn())
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(());
    }
    for found in &read.found {
        found.insert(app, &mut tx, comparison).await?;
    }
    for id in &read.seen {
        sqlx::query("INSERT INTO compared (comparison_id, gateway_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(comparison.id.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
    }
    if state == "done" {
        forget(&mut tx, &comparison.id).await?;
    }
    tx.announce(&comparison.firm_id, Change::of(ChangeKind::Payment));
    Ok(tx.commit().await?)
}

/// What was seen is of use only while it runs.
pub(super) async fn forget(tx: &mut crate::db::Tx, id: &ComparisonId) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM compared WHERE comparison_id = $1").bind(id.as_str()).execute(tx.conn()).await.map(drop)
}

async fn fail(app: &App, comparison: &ComparisonRow, error: &CallError) -> Result<(), Failure> {
    tracing::warn!(comparison = %comparison.id.0, %error, "a comparison with the gateway");
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "UPDATE comparisons SET state = 'failed', failure = $1, ended_at = $2
         WHERE firm_id = $3 AND id = $4 AND state = 'running'",
    )
    .bind("The gateway refused. Look at the connection's keys in the settings, and compare again.")
    .bind(app.now().ms())
    .bind(comparison.firm_id.as_str())
    .bind(comparison.id.as_str())
    .execute(tx.conn())
    .await
    .context("noting that a comparison failed")?;
    forget(&mut tx, &comparison.id).await?;
    tx.announce(&comparison.firm_id, Change::of(ChangeKind::Payment));
    Ok(tx.commit().await?)
}
