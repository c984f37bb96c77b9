//! When a link stops working, and giving it another end.

use domain::{
    Instant,
    api::audit::EventKind,
    id::{FirmId, LinkId},
    time::DAY,
};

use super::row::LinkRow;
use crate::{
    audit::{Actor, Event},
    db::Tx,
    firm,
    http::Result,
    state::App,
};

/// The longest a link may live.
const LONGEST_LIFE: i64 = 3 * 366 * DAY;

/// Whether a link may end then.
///
/// # Errors
/// A sentence to show next to the field.
pub fn check(end: Instant, now: Instant) -> Result<Instant, &'static str> {
    if end <= now {
        Err("Choose a time that is still to come")
    } else if end.since(now) > LONGEST_LIFE {
        Err("Choose a time within the next three years")
    } else {
        Ok(end)
    }
}

/// Gives a link that is still open another end; `None`: it never ends.
///
/// # Errors
/// 409 when nobody can pay it any more.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &LinkId,
    end: Option<Instant>,
    actor: Actor,
) -> Result<()> {
    let link = LinkRow::lock(tx, firm, id).await?;
    link.state().may_check_out(link.expiry(), app.now())?;
    sqlx::query("UPDATE links SET expires_at = $1 WHERE firm_id = $2 AND id = $3")
        .bind(end.map(Instant::ms))
        .bind(firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let zone = firm::load_in(tx.conn(), firm).await?.time_zone;
    let detail = end.map_or_else(|| "It never expires".to_owned(), |end| firm::local_date(&zone, end).long());
    Event::new(firm, EventKind::LinkExpiryChanged, actor)
        .link(id, &link.root_id)
        .detail(detail)
        .record(app, tx)
        .await?;
    Ok(())
}
