//! Whether a session still sends the money where a new one would. Trust money goes only where its
//! account admits it, so a change of the account ends the sessions that were made before.

use domain::{
    AccountKind,
    id::{CheckoutId, FirmId},
};
use sqlx::AnyConnection;

use super::{CheckoutRow, find, set_state};
use crate::{
    accounts::AccountRow,
    db::{Col, Tx},
    http::{Error, Result},
    jobs::{Failure, Job},
    links::row::LinkRow,
    state::App,
};

/// Checkouts looked at in one go.
const BATCH: usize = 100;

/// Where the money of a link goes; for operating money that is the connection itself. The account
/// may have changed since the link was made.
///
/// # Errors
/// 409 when the account does not take this link's money.
pub(super) async fn destination(conn: &mut AnyConnection, link: &LinkRow) -> Result<Option<String>> {
    let account = AccountRow::find(conn, &link.firm_id, &link.account_id).await?;
    account.admits(&link.connection_id)?;
    Ok(account.destination.filter(|_| link.account_kind.0 == AccountKind::Trust))
}

/// Whether the session of a checkout may still be paid, as far as its account is concerned.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn fits(conn: &mut AnyConnection, checkout: &CheckoutRow, link: &LinkRow) -> Result<bool> {
    match destination(conn, link).await {
        Ok(destination) => Ok(checkout.connection_id == link.connection_id && checkout.destination == destination),
        Err(Error::Problem(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The job: ends every session of a firm's trust links that does not fit its account any more.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn review(app: &App, firm: &FirmId) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let live = trust_checkouts(app, firm, &after).await?;
        for id in &live {
            let mut tx = app.db.begin().await?;
            end_unless_it_fits(app, &mut tx, firm, id).await.map_err(|error| Failure::Retry(error.into()))?;
            tx.commit().await?;
        }
        match live.last() {
            Some(last) if live.len() == BATCH => after = last.to_string(),
            _ => return Ok(()),
        }
    }
}

async fn trust_checkouts(app: &App, firm: &FirmId, after: &str) -> Result<Vec<CheckoutId>, sqlx::Error> {
    let ids: Vec<Col<CheckoutId>> = sqlx::query_scalar(
        "SELECT c.id FROM checkouts c
         JOIN links l ON l.id = c.link_id AND l.firm_id = c.firm_id
         JOIN accounts a ON a.id = l.account_id AND a.firm_id = l.firm_id
         WHERE c.firm_id = $1 AND c.id > $2 AND c.state IN ('creating', 'unknown', 'open', 'expiring')
           AND a.kind = 'trust' ORDER BY c.id LIMIT 100",
    )
    .bind(firm.as_str())
    .bind(after)
    .fetch_all(app.db.read())
    .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

async fn end_unless_it_fits(app: &App, tx: &mut Tx, firm: &FirmId, id: &CheckoutId) -> Result<()> {
    let Some(checkout) = find(tx.conn(), id).await?.filter(|checkout| checkout.firm_id.0 == *firm) else {
        return Ok(());
    };
    let link = LinkRow::lock(tx, firm, &checkout.link_id).await?;
    if !fits(tx.conn(), &checkout, &link).await? {
        // One that is still in the making has no URL yet; the job sees to it once it has.
        set_state(tx, &checkout, &["open"], "expiring").await?;
        Job::SyncCheckout { checkout: id.clone() }.enqueue(app, tx, app.now()).await?;
    }
    Ok(())
}
