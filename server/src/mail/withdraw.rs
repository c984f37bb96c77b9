//! Taking mails out of the outbox.

use domain::{
    api::audit::EventKind,
    id::{FirmId, LinkId, MessageId},
};

use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    state::App,
};

#[derive(sqlx::FromRow)]
struct Withdrawn {
    link_id: Option<Col<LinkId>>,
    root_id: Option<Col<LinkId>>,
    to_email: String,
}

/// Writes down that a mail was withdrawn, for its link. Says whether it was: one that the mail server was taking at
/// that moment went out all the same.
///
/// # Errors
/// When the database refuses.
pub async fn note_withdrawn(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &MessageId,
    actor: Actor,
) -> Result<bool, sqlx::Error> {
    let found: Option<Withdrawn> = sqlx::query_as(
        "SELECT link_id, root_id, to_email FROM messages WHERE firm_id = $1 AND id = $2 AND state = 'withdrawn'",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(tx.conn())
    .await?;
    let Some(mail) = found else { return Ok(false) };
    if let (Some(link), Some(root)) = (&mail.link_id, &mail.root_id) {
        remember_the_one_before(tx, firm, link).await?;
        Event::new(firm, EventKind::MailWithdrawn, actor)
            .link(link, root)
            .detail(&mail.to_email)
            .record(app, tx)
            .await?;
    }
    Ok(true)
}

/// The link's delivery is again what became of the mail before.
async fn remember_the_one_before(tx: &mut Tx, firm: &FirmId, link: &LinkId) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE links SET delivery = (SELECT m.state FROM messages m
             WHERE m.firm_id = links.firm_id AND m.link_id = links.id AND m.kind = 'link'
               AND m.state IN ('queued', 'sent', 'bounced') ORDER BY m.id DESC LIMIT 1)
         WHERE firm_id = $1 AND id = $2",
    )
    .bind(firm.as_str())
    .bind(link.as_str())
    .execute(tx.conn())
    .await
    .map(drop)
}
