//! Ending a session at the gateway before a new one, before a cancellation, before an expiry.

use anyhow::Context as _;

use super::{CheckoutRow, opening, set_state, sync};
use crate::{
    audit::{Actor, Event},
    connections::ConnectionRow,
    gateways::stripe::CallError,
    jobs::Failure,
    links::row::LinkRow,
    state::App,
};

/// Ends a live checkout: afterwards it is final, or its payment is recorded. A payment wins.
///
/// # Errors
/// *Retry* when the gateway does not answer.
pub async fn end(app: &App, row: &CheckoutRow) -> Result<(), Failure> {
    let connection = ConnectionRow::by_id(app, &row.connection_id).await.map_err(internal)?;
    let client = connection.client(app)?;
    let Some(session) = row.session_id.as_deref() else {
        // It may exist without our knowing.
        return match opening::look(app, &client, row).await.map_err(internal)? {
            true => Err(Failure::Retry(anyhow::anyhow!("a session turned up: end it next"))),
            false => opening::abandon(app, row).await.map_err(internal),
        };
    };
    mark(app, row).await?;
    match client.expire_session(session).await {
        Ok(_) => sync::ended(app, row).await,
        // It is not open any more: it may have been paid.
        Err(CallError::Refused { .. }) => sync::refetch(app, row, &client).await,
        Err(error) => Err(Failure::Retry(anyhow::Error::new(error).context("ending a session"))),
    }
}

async fn mark(app: &App, row: &CheckoutRow) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    set_state(&mut tx, row, &["open"], "expiring").await?;
    tx.commit().await?;
    Ok(())
}

/// Notes that a session ended without money.
pub(super) async fn note(app: &App, tx: &mut crate::db::Tx, row: &CheckoutRow) -> Result<(), Failure> {
    let link = LinkRow::find(tx.conn(), &row.firm_id, &row.link_id).await.map_err(internal)?;
    Event::new(&row.firm_id, domain::api::audit::EventKind::CheckoutExpired, Actor::gateway())
        .link(&row.link_id, &link.root_id)
        .record(app, tx)
        .await
        .context("noting the end of a session")?;
    Ok(())
}

pub(super) fn internal(error: crate::http::Error) -> Failure {
    Failure::Retry(anyhow::Error::new(error))
}
