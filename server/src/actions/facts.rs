//! What decides whether an action changes a link: the same expressions for the preview and for the work.

use domain::{
    Instant, LinkStatus,
    action::Facts,
    id::{FirmId, LinkId},
    link::Closing,
};
use sqlx::AssertSqlSafe;

use crate::{
    db::{Col, Flag, Tx},
    http::{Error, Result},
    table::Args,
};

/// A link's facts.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct FactsRow {
    status: Col<LinkStatus>,
    closing: Option<Col<Closing>>,
    is_over: Flag,
    has_recipient: Flag,
    mail_waits: Flag,
    lasts: Flag,
}

impl From<&FactsRow> for Facts {
    fn from(row: &FactsRow) -> Self {
        Self {
            status: row.status.0,
            closing: row.closing.as_ref().map(|why| why.0),
            is_over: row.is_over.0,
            has_recipient: row.has_recipient.0,
            mail_waits: row.mail_waits.0,
            lasts: row.lasts.0,
        }
    }
}

/// The fields of a [`FactsRow`], from `links l`. `end` is when the action would let links end; `None`: never.
pub(super) fn fields(args: &mut Args, now: Instant, end: Option<Instant>) -> String {
    let now = args.add(now.ms());
    let end = args.add(end.map_or(i64::MAX, Instant::ms));
    format!(
        "l.status, l.closing,
         CASE WHEN l.expires_at IS NOT NULL AND l.expires_at <= {now} THEN 1 ELSE 0 END AS is_over,
         CASE WHEN l.recipient_email IS NULL THEN 0 ELSE 1 END AS has_recipient,
         CASE WHEN l.delivery = 'queued' THEN 1 ELSE 0 END AS mail_waits,
         CASE WHEN l.expires_at IS NULL OR l.expires_at >= {end} THEN 1 ELSE 0 END AS lasts"
    )
}

/// A link's facts and the end that it has; until the end of the transaction nobody else changes it.
///
/// # Errors
/// 404 when the firm has none of that id.
pub(super) async fn lock(
    tx: &mut Tx,
    firm: &FirmId,
    id: &LinkId,
    now: Instant,
    end: Option<Instant>,
) -> Result<(Facts, Option<i64>)> {
    #[derive(sqlx::FromRow)]
    struct Found {
        #[sqlx(flatten)]
        facts: FactsRow,
        expires_at: Option<i64>,
    }
    sqlx::query("UPDATE links SET version = version + 1 WHERE firm_id = $1 AND id = $2")
        .bind(firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let mut args = Args::default();
    let fields = fields(&mut args, now, end);
    let (firm, id) = (args.add(firm.as_str()), args.add(id.as_str()));
    let sql = format!("SELECT {fields}, l.expires_at FROM links l WHERE l.firm_id = {firm} AND l.id = {id}");
    let found: Option<Found> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_optional(tx.conn()).await?;
    let found = found.ok_or_else(|| Error::not_found("link"))?;
    Ok((Facts::from(&found.facts), found.expires_at))
}
