//! Handing mail to the mail server, with retries; the same mail always carries the same Message-ID.

use anyhow::Context as _;
use domain::{
    LinkStatus,
    api::{audit::EventKind, links::DeliveryStatus},
    id::{FirmId, LinkId, MessageId, PaymentId},
};
use lettre::{
    AsyncTransport as _, Message,
    message::{Mailbox, MultiPart},
};

use super::note_withdrawn;
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    jobs::Failure,
    state::App,
};

#[derive(sqlx::FromRow)]
struct MessageRow {
    id: Col<MessageId>,
    firm_id: Col<FirmId>,
    kind: String,
    link_id: Option<Col<LinkId>>,
    root_id: Option<Col<LinkId>>,
    payment_id: Option<Col<PaymentId>>,
    to_name: String,
    to_email: String,
    reply_to: Option<String>,
    subject: String,
    text_body: String,
    html_body: String,
    state: String,
    firm_name: String,
    link_status: Option<Col<LinkStatus>>,
    closing: Option<String>,
}

impl MessageRow {
    /// A mail that asks for what nobody can pay any more: it waited for its turn, or for a mail server.
    fn is_pointless(&self) -> bool {
        let over = self.link_status.as_ref().is_some_and(|status| {
            matches!(status.0, LinkStatus::Cancelled | LinkStatus::Expired | LinkStatus::Paid | LinkStatus::PartlyPaid)
        });
        self.kind == "link" && (over || self.closing.is_some())
    }
}

/// The job: sends one mail, unless it has been sent.
///
/// # Errors
/// *Retry* when the mail server does not take it now. A refusal for good is a bounce, not a failure.
pub async fn send(app: &App, id: &MessageId) -> Result<(), Failure> {
    let row: Option<MessageRow> = sqlx::query_as(
        "SELECT m.id, m.firm_id, m.kind, m.link_id, m.root_id, m.payment_id, m.to_name, m.to_email, m.reply_to,
             m.subject, m.text_body, m.html_body, m.state, f.name AS firm_name, l.status AS link_status, l.closing
         FROM messages m JOIN firms f ON f.id = m.firm_id
             LEFT JOIN links l ON l.id = m.link_id AND l.firm_id = m.firm_id
         WHERE m.id = $1",
    )
    .bind(id.as_str())
    .fetch_optional(app.db.read())
    .await?;
    let Some(row) = row.filter(|row| row.state == "queued") else { return Ok(()) };
    if row.is_pointless() {
        return Ok(withdraw(app, &row).await?);
    }
    let Some(transport) = &app.mailer.transport else {
        return Err(Failure::Retry(anyhow::anyhow!("TENDER_SMTP_URL is not set: mail waits in the outbox")));
    };
    let mail = match build(app, &row) {
        Ok(mail) => mail,
        Err(error) => return settle(app, &row, Some(format!("{error:#}"))).await,
    };
    match transport.send(mail).await {
        Ok(_) => settle(app, &row, None).await,
        Err(error) if is_about_the_recipient(&error) => settle(app, &row, Some(error.to_string())).await,
        Err(error) => Err(Failure::Retry(anyhow::anyhow!("the mail server: {}", kind_of(&error)))),
    }
}

/// Keeps it from going out.
async fn withdraw(app: &App, row: &MessageRow) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE messages SET state = 'withdrawn' WHERE firm_id = $1 AND id = $2 AND state = 'queued'")
        .bind(row.firm_id.as_str())
        .bind(row.id.as_str())
        .execute(tx.conn())
        .await?;
    note_withdrawn(app, &mut tx, &row.firm_id, &row.id, Actor::tender()).await?;
    tx.commit().await
}

/// Whether the address is refused for good. A refused login or a refused sender (530, 535, 538, 5.7.x)
/// is ours to mend, and the mail waits for that.
fn is_about_the_recipient(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let recipient = ["550", "551", "552", "553", "554", "556"].contains(&code.as_str());
    error.is_permanent() && recipient && !error.to_string().contains("5.7.")
}

/// The error's text can hold an address; its kind cannot.
fn kind_of(error: &lettre::transport::smtp::Error) -> &'static str {
    match () {
        () if error.is_timeout() => "time-out",
        () if error.is_transient() => "temporary refusal",
        () if error.is_permanent() => "it refuses our login or our sender",
        () if error.is_response() => "an answer that cannot be read",
        () => "no connection",
    }
}

fn build(app: &App, row: &MessageRow) -> anyhow::Result<Message> {
    let from: Mailbox = app.mailer.from.parse().context("TENDER_MAIL_FROM")?;
    let domain = from.email.domain().to_owned();
    let name = format!("{} via Tender", row.firm_name);
    let to = Mailbox::new(Some(row.to_name.clone()).filter(|n| !n.is_empty()), row.to_email.parse()?);
    let mut mail = Message::builder()
        .from(Mailbox::new(Some(from.name.unwrap_or(name)), from.email))
        .to(to)
        .subject(row.subject.clone())
        .message_id(Some(format!("<{}@{domain}>", row.id.0)));
    if let Some(reply_to) = &row.reply_to {
        mail = mail.reply_to(reply_to.parse()?);
    }
    Ok(mail.multipart(MultiPart::alternative_plain_html(row.text_body.clone(), row.html_body.clone()))?)
}

async fn settle(app: &App, row: &MessageRow, bounced: Option<String>) -> Result<(), Failure> {
    let state = if bounced.is_some() { DeliveryStatus::Bounced } else { DeliveryStatus::Sent };
    let mut tx = app.db.begin().await?;
    // A mail that was withdrawn while the mail server was taking it went out all the same.
    let moved = sqlx::query(
        "UPDATE messages SET state = $1, error = $2, sent_at = $3
         WHERE id = $4 AND firm_id = $5 AND state IN ('queued', 'withdrawn')",
    )
    .bind(state.as_str())
    .bind(bounced.as_deref())
    .bind(app.now().ms())
    .bind(row.id.as_str())
    .bind(row.firm_id.as_str())
    .execute(tx.conn())
    .await?;
    if moved.rows_affected() == 1 {
        tell(app, &mut tx, row, state).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The link learns what became of its mail, and the history too.
async fn tell(app: &App, tx: &mut Tx, row: &MessageRow, state: DeliveryStatus) -> Result<(), Failure> {
    let is_link = row.kind == "link";
    if let (true, Some(link)) = (is_link, &row.link_id) {
        sqlx::query("UPDATE links SET delivery = $1 WHERE firm_id = $2 AND id = $3")
            .bind(state.as_str())
            .bind(row.firm_id.as_str())
            .bind(link.as_str())
            .execute(tx.conn())
            .await?;
    }
    let kind = match (state, row.kind.as_str()) {
        (DeliveryStatus::Bounced, "link" | "receipt") => EventKind::MailBounced,
        (DeliveryStatus::Sent, "link") => EventKind::MailSent,
        (DeliveryStatus::Sent, "receipt") => EventKind::ReceiptSent,
        _ => return Ok(()),
    };
    let mut event = Event::new(&row.firm_id, kind, Actor::tender()).detail(&row.to_email);
    if let (Some(link), Some(root)) = (&row.link_id, &row.root_id) {
        event = event.link(link, root);
    }
    if let Some(payment) = &row.payment_id {
        event = event.payment(payment);
    }
    event.record(app, tx).await?;
    Ok(())
}
