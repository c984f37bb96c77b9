//! Cancelling and expiring: block, end the open session at the gateway, finish. A payment wins.

use std::time::Duration;

use domain::{
    LinkState,
    api::audit::EventKind,
    id::{FirmId, LinkId},
    link::Closing,
};

use super::row::LinkRow;
use crate::{
    audit::{Actor, Event},
    checkouts,
    db::{Col, Tx},
    http::{Error, Result},
    jobs::{Failure, Job},
    state::App,
};

/// First half: from here on nobody begins to pay. The queue does the rest.
///
/// # Errors
/// 409 when the link is paid, processing or closed already.
pub async fn begin(app: &App, tx: &mut Tx, firm: &FirmId, id: &LinkId, why: Closing, actor: Actor) -> Result<()> {
    let detail = match why {
        Closing::Cancel => "Asked to cancel",
        Closing::Expire => "Its time is over",
    };
    begin_because(app, tx, (firm, id), why, actor, detail).await
}

/// The same, with a reason of its own for the history.
///
/// # Errors
/// 409 when the link is paid, processing or closed already.
pub async fn begin_because(
    app: &App,
    tx: &mut Tx,
    (firm, id): (&FirmId, &LinkId),
    why: Closing,
    actor: Actor,
    detail: &str,
) -> Result<()> {
    let mut link = LinkRow::lock(tx, firm, id).await?;
    let already = link.closing.is_some();
    let state = link.state().close(why)?;
    link.save_state(tx, &state).await?;
    if !already {
        Event::new(firm, EventKind::LinkClosing, actor).link(id, &link.root_id).detail(detail).record(app, tx).await?;
    }
    Job::CloseLink { link: id.clone() }.enqueue(app, tx, app.now()).await?;
    Ok(())
}

/// The job, second half: ends what is open at the gateway, then closes.
///
/// # Errors
/// *Retry* when the gateway does not answer.
pub async fn finish(app: &App, id: &LinkId) -> Result<(), Failure> {
    let firm: Option<Col<FirmId>> = sqlx::query_scalar("SELECT firm_id FROM links WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(app.db.read())
        .await?;
    let Some(firm) = firm else { return Ok(()) };
    // Each round ends at most one session; a second one can only have been in the making.
    for _ in 0..3 {
        let mut tx = app.db.begin().await?;
        let mut link = LinkRow::lock(&mut tx, &firm, id).await.map_err(|e| Failure::Retry(e.into()))?;
        let LinkState::Closing(why) = link.state() else { return Ok(()) };
        let Some(checkout) = checkouts::live(tx.conn(), &firm, id).await? else {
            let closed = link.state().closed(link.expiry(), app.now());
            link.save_state(&mut tx, &closed).await?;
            let kind = match why {
                Closing::Cancel => EventKind::LinkCancelled,
                Closing::Expire => EventKind::LinkExpired,
            };
            Event::new(&firm, kind, Actor::tender()).link(id, &link.root_id).record(app, &mut tx).await?;
            tx.commit().await?;
            return Ok(());
        };
        drop(tx);
        checkouts::ending::end(app, &checkout).await?;
    }
    Err(Failure::Retry(anyhow::anyhow!("a session is still open")))
}

/// Closes what has run out of time. Every transition checks the clock as well, so this may be late.
///
/// # Errors
/// When the database does not answer.
pub async fn expire_due(app: &App) -> anyhow::Result<usize> {
    let due: Vec<(Col<FirmId>, Col<LinkId>)> = sqlx::query_as(
        "SELECT firm_id, id FROM links
         WHERE status = 'outstanding' AND closing IS NULL AND expires_at IS NOT NULL AND expires_at <= $1
         ORDER BY expires_at, id LIMIT 100",
    )
    .bind(app.now().ms())
    .fetch_all(app.db.read())
    .await?;
    for (firm, id) in &due {
        let mut tx = app.db.begin().await?;
        match begin(app, &mut tx, firm, id, Closing::Expire, Actor::tender()).await {
            Ok(()) => tx.commit().await?,
            // Paid or cancelled in the meantime.
            Err(Error::Problem(_)) => {}
            Err(Error::Internal(error)) => return Err(error),
        }
    }
    Ok(due.len())
}

/// Looks for what has run out of time until the server stops.
pub fn run_clock(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        while !app.stopping.is_cancelled() {
            match expire_due(&app).await {
                Ok(100..) => continue,
                Ok(_) => {}
                Err(error) => tracing::error!(error = format!("{error:#}"), "expiring links"),
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = app.stopping.cancelled() => {}
            }
        }
    });
}
