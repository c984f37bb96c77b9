//! Asking the gateway what became of a session.

use anyhow::Context as _;
use domain::{Instant, id::CheckoutId, time::MINUTE};

use super::{CheckoutRow, ending, find, fit::fits, live, next_check, set_state};
use crate::{
    connections::ConnectionRow,
    db::Tx,
    gateways::stripe::{Client, objects::Session},
    jobs::{Failure, Job},
    links::{fitting, row::LinkRow},
    payments, quarantine,
    state::App,
};

/// How long a session that was never heard of may still turn up.
const LOST_AFTER: i64 = 2 * MINUTE;

/// The job: asks about one checkout, and ends it if its link does not want it any more.
///
/// # Errors
/// *Retry* when the gateway does not answer.
pub async fn checkout(app: &App, id: &CheckoutId) -> Result<(), Failure> {
    let mut conn = app.db.read().acquire().await?;
    let Some(row) = find(&mut conn, id).await? else { return Ok(()) };
    let link = LinkRow::find(&mut conn, &row.firm_id, &row.link_id).await.map_err(ending::internal)?;
    let rests = quarantine::since(&mut conn, &row.firm_id).await?.is_some();
    let wanted = link.state().may_check_out(link.expiry(), app.now()).is_ok()
        && fits(&mut conn, &row, &link).await.map_err(ending::internal)?;
    drop(conn);
    let connection = ConnectionRow::by_id(app, &row.connection_id).await.map_err(ending::internal)?;
    let client = connection.client(app)?;
    match row.state.as_str() {
        "creating" | "unknown" => {
            let found = super::opening::look(app, &client, &row).await.map_err(ending::internal)?;
            let age = app.now().since(Instant::from_ms(row.created_at));
            if !found && age > LOST_AFTER {
                super::opening::abandon(app, &row).await.map_err(ending::internal)?;
            }
            Ok(())
        }
        // In quarantine the gateway is asked, and nothing is done.
        "expiring" if !rests => ending::end(app, &row).await,
        "open" if !wanted && !rests => ending::end(app, &row).await,
        _ => refetch(app, &row, &client).await,
    }
}

/// Fetches the session and does what its status asks for.
pub(super) async fn refetch(app: &App, row: &CheckoutRow, client: &Client) -> Result<(), Failure> {
    let Some(id) = row.session_id.as_deref() else { return Ok(()) };
    let session = match client.session(id).await {
        Ok(session) => session,
        // What the gateway does not know nobody can pay.
        Err(error) if error.is_missing() => return ended(app, row).await,
        Err(error) if error.is_final() => return Err(Failure::GiveUp(error.into())),
        Err(error) => return Err(Failure::Retry(anyhow::Error::new(error).context("fetching a session"))),
    };
    match (session.status.as_deref(), session.payment_intent.as_deref()) {
        (Some("expired"), None) => ended(app, row).await,
        // A declined attempt leaves a payment behind, which is fetched as well.
        (Some("expired"), Some(intent)) => {
            payments::sync::payment(app, &row.connection_id, intent).await?;
            ended(app, row).await
        }
        (Some("complete"), Some(intent)) => {
            payments::sync::payment(app, &row.connection_id, intent).await?;
            completed(app, row).await
        }
        (_, Some(intent)) => {
            remember(app, row, &session).await?;
            payments::sync::payment(app, &row.connection_id, intent).await
        }
        _ => remember(app, row, &session).await,
    }
}

/// Still open: note what is new, and when to ask again.
async fn remember(app: &App, row: &CheckoutRow, session: &Session) -> Result<(), Failure> {
    let ends = Instant::from_ms(session.expires_at * 1000);
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "UPDATE checkouts SET payment_intent = COALESCE($1, payment_intent), checks = checks + 1, next_check_at = $2
         WHERE id = $3 AND firm_id = $4",
    )
    .bind(session.payment_intent.as_deref())
    .bind(next_check(row.checks, Some(ends), app.now()).ms())
    .bind(row.id.as_str())
    .bind(row.firm_id.as_str())
    .execute(tx.conn())
    .await
    .context("noting an open session")?;
    tx.commit().await?;
    Ok(())
}

/// The payer is through with the session, however the payment ended: nobody can use it any more.
async fn completed(app: &App, row: &CheckoutRow) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let link = LinkRow::lock(&mut tx, &row.firm_id, &row.link_id).await.map_err(ending::internal)?;
    if set_state(&mut tx, row, &["open", "expiring"], "complete").await? {
        go_on(app, &mut tx, &link).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A link that waited for this session to end can be closed, or fitted to what is owed by now.
async fn go_on(app: &App, tx: &mut Tx, link: &LinkRow) -> Result<(), Failure> {
    let still_live = live(tx.conn(), &link.firm_id, &link.id).await?.is_some();
    if link.closing.is_some() && !still_live {
        Job::CloseLink { link: link.id.0.clone() }.enqueue(app, tx, app.now()).await?;
    }
    fitting::again(app, tx, &link.firm_id, &link.id).await?;
    Ok(())
}

/// The session ended without money.
pub(super) async fn ended(app: &App, row: &CheckoutRow) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    let link = LinkRow::lock(&mut tx, &row.firm_id, &row.link_id).await.map_err(ending::internal)?;
    if set_state(&mut tx, row, &["open", "expiring"], "expired").await? {
        ending::note(app, &mut tx, row).await?;
        go_on(app, &mut tx, &link).await?;
    }
    tx.commit().await?;
    Ok(())
}
