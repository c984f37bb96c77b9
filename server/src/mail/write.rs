//! Writing mail: the link, the receipt, the notice to staff.

use domain::{
    Instant, Money,
    api::{audit::EventKind, firm::Firm, payments::method_label},
    id::{FirmId, LinkId, MessageId, PaymentId, UserId},
    link::PartPolicy,
};
use minijinja::{AutoEscape, Environment, Value, context};

use super::letter::Letter;
use crate::{
    audit::{Actor, Event},
    db::{Col, Tx},
    events, firm,
    jobs::{Failure, Job},
    links::{public::reference, row::LinkRow},
    payments::record::Facts,
    state::App,
};

/// Which mail about a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMail {
    /// You are asked to pay.
    First,
    /// This is left after your part payment.
    Rest,
}

pub(super) struct Mail<'a> {
    pub firm: &'a FirmId,
    pub kind: &'static str,
    pub dedupe_key: String,
    /// The link that it concerns, and the one that its history began with.
    pub link: Option<(&'a LinkId, &'a LinkId)>,
    pub payment: Option<&'a PaymentId>,
    pub to_name: &'a str,
    pub to_email: &'a str,
    pub reply_to: Option<&'a str>,
    pub subject: String,
    pub template: &'static str,
    pub values: Value,
    /// When it may leave.
    pub at: Instant,
}

/// Queues the mail that carries a link, unless it had been queued before. `number` is 1 for the first, 2 for the
/// first time again, …
///
/// # Errors
/// When the link has no recipient or the database refuses.
pub async fn queue_link(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &LinkId,
    number: i64,
    which: LinkMail,
) -> Result<Option<MessageId>, Failure> {
    queue_link_at(app, tx, firm, id, (number, which), app.now()).await
}

/// Queues a link's first mail, to leave at some moment: mails of an upload leave at a set rate.
///
/// # Errors
/// When the link has no recipient or the database refuses.
pub async fn queue_first(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &LinkId,
    at: Instant,
) -> Result<Option<MessageId>, Failure> {
    queue_link_at(app, tx, firm, id, (1, LinkMail::First), at).await
}

async fn queue_link_at(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &LinkId,
    (number, which): (i64, LinkMail),
    at: Instant,
) -> Result<Option<MessageId>, Failure> {
    let link = LinkRow::find(tx.conn(), firm, id).await.map_err(retry)?;
    let look = firm::load_in(tx.conn(), firm).await.map_err(retry)?;
    let Some(email) = link.recipient_email.clone() else {
        return Err(Failure::GiveUp(anyhow::anyhow!("a link without recipient cannot be mailed")));
    };
    let name = link.recipient_name.clone().unwrap_or_default();
    let letter = Letter {
        name: &name,
        money: link.owed(),
        min_amount: link.min_amount,
        part_policy: link.part_policy.0,
        purpose: link.purpose(),
        message: link.message.as_deref(),
        due_on: link.due_on.as_ref().map(|due| due.0),
        url: link.url(app).map_err(retry)?,
        test: link.mode.0 == domain::Mode::Test,
    };
    let appointment = events::of_link(app, tx.conn(), &link, &look.time_zone).await.map_err(retry)?;
    let mail = Mail {
        firm,
        kind: "link",
        dedupe_key: format!("link:{id}:{number}"),
        link: Some((&link.id.0, &link.root_id.0)),
        payment: None,
        to_name: &name,
        to_email: &email,
        reply_to: look.contact_email.as_deref(),
        subject: letter.subject(&look, which),
        template: "link",
        values: context! { appointment => appointment, ..letter.values(&look, which) },
        at,
    };
    let queued = queue(app, tx, mail).await?;
    if queued.is_some() {
        sqlx::query("UPDATE links SET delivery = 'queued' WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Event::new(firm, EventKind::MailQueued, Actor::tender())
            .link(id, &link.root_id)
            .detail(&email)
            .record(app, tx)
            .await?;
    }
    Ok(queued)
}

/// How many mails have carried a link.
///
/// # Errors
/// When the database does not answer.
pub async fn count_link_mails(tx: &mut Tx, firm: &FirmId, link: &LinkId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE firm_id = $1 AND link_id = $2 AND kind = 'link'",
    )
    .bind(firm.as_str())
    .bind(link.as_str())
    .fetch_one(tx.conn())
    .await
}

/// Queues the receipt of a payment: what was *paid*, and what is left.
///
/// # Errors
/// When the database refuses.
pub async fn queue_receipt(
    app: &App,
    tx: &mut Tx,
    link: &LinkRow,
    payment: &PaymentId,
    facts: &Facts,
    name: &str,
    email: &str,
) -> Result<(), Failure> {
    let look = firm::load_in(tx.conn(), &link.firm_id).await.map_err(retry)?;
    let paid = Money::new(facts.amount, facts.currency);
    let left = if link.part_policy.0 == PartPolicy::Close { 0 } else { (link.amount - link.paid).max(0) };
    let rest_url = if link.is_open_in_part() { Some(link.url(app).map_err(retry)?) } else { None };
    let appointment = events::of_link(app, tx.conn(), link, &look.time_zone).await.map_err(retry)?;
    let values = context! {
        appointment => appointment,
        firm => shown(&look), name => first_name(name), amount => paid.to_string(), purpose => link.purpose(),
        date => firm::local_date(&look.time_zone, facts.confirmed_at).long(), reference => reference(payment),
        method => method_label(facts.method.as_deref(), facts.brand.as_deref(), facts.last4.as_deref()),
        code => &facts.authorization_code, left => Money::new(left, facts.currency).to_string(), rest_url => rest_url,
        account => link.account_kind.label(), test => link.mode.0 == domain::Mode::Test,
    };
    let mail = Mail {
        firm: &link.firm_id,
        kind: "receipt",
        dedupe_key: format!("receipt:{payment}"),
        link: Some((&link.id.0, &link.root_id.0)),
        payment: Some(payment),
        to_name: name,
        to_email: email,
        reply_to: look.contact_email.as_deref(),
        subject: format!("Receipt: {paid} to {}", look.name),
        template: "receipt",
        values,
        at: app.now(),
    };
    queue(app, tx, mail).await.map(drop)
}

/// A member of staff who wants to hear of payments.
#[derive(sqlx::FromRow)]
pub(super) struct Listener {
    pub id: Col<UserId>,
    pub name: String,
    pub email: String,
}

/// Whoever wants to hear of payments.
pub(super) async fn listeners(tx: &mut Tx, firm: &FirmId) -> Result<Vec<Listener>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, name, email FROM users WHERE firm_id = $1 AND notify = 1 AND removed_at IS NULL ORDER BY id LIMIT 50",
    )
    .bind(firm.as_str())
    .fetch_all(tx.conn())
    .await
}

/// Queues a notice to each member of staff who wants one.
///
/// # Errors
/// When the database refuses.
pub async fn queue_notices(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    link: &LinkRow,
    payment: &PaymentId,
    facts: &Facts,
) -> Result<(), Failure> {
    let listeners = listeners(tx, firm).await?;
    if listeners.is_empty() {
        return Ok(());
    }
    let look = firm::load_in(tx.conn(), firm).await.map_err(retry)?;
    let paid = Money::new(facts.amount, facts.currency).to_string();
    let payer = link.recipient_name.clone().or_else(|| facts.payer_name.clone()).unwrap_or_else(|| "A client".into());
    for listener in &listeners {
        let values = context! {
            firm => shown(&look), name => first_name(&listener.name), amount => &paid, payer => &payer, purpose => link.purpose(),
            account => &link.account_name, url => app.config.url(&format!("/app/links/{}", link.id.0)),
            method => method_label(facts.method.as_deref(), facts.brand.as_deref(), facts.last4.as_deref()),
            test => link.mode.0 == domain::Mode::Test,
        };
        let mail = Mail {
            firm,
            kind: "notice",
            dedupe_key: format!("notice:{payment}:{}", listener.id.0),
            link: Some((&link.id.0, &link.root_id.0)),
            payment: Some(payment),
            to_name: &listener.name,
            to_email: &listener.email,
            reply_to: None,
            subject: format!("{payer} paid {paid}"),
            template: "notice",
            values,
            at: app.now(),
        };
        queue(app, tx, mail).await?;
    }
    Ok(())
}

/// Stores a mail and the job that sends it. `None` when it had been queued before.
pub(super) async fn queue(app: &App, tx: &mut Tx, mail: Mail<'_>) -> Result<Option<MessageId>, Failure> {
    let id = MessageId::from_u128(app.new_id());
    let (text, html) = render(mail.template, &mail.values).map_err(|error| Failure::GiveUp(error.into()))?;
    let inserted = sqlx::query(
        "INSERT INTO messages (id, firm_id, kind, dedupe_key, link_id, root_id, payment_id, to_name, to_email, reply_to,
             subject, text_body, html_body, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'queued', $14)
         ON CONFLICT (dedupe_key) DO NOTHING",
    )
    .bind(id.as_str())
    .bind(mail.firm.as_str())
    .bind(mail.kind)
    .bind(mail.dedupe_key)
    .bind(mail.link.map(|(link, _)| link.to_string()))
    .bind(mail.link.map(|(_, root)| root.to_string()))
    .bind(mail.payment.map(ToString::to_string))
    .bind(mail.to_name)
    .bind(mail.to_email)
    .bind(mail.reply_to)
    .bind(mail.subject.replace(['\r', '\n'], " "))
    .bind(text)
    .bind(html)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(None);
    }
    Job::SendMail { message: id.clone() }.enqueue(app, tx, mail.at).await?;
    Ok(Some(id))
}

/// A mail's text, and the same as a page.
pub(super) fn render(template: &str, values: &Value) -> Result<(String, String), minijinja::Error> {
    let mut env = Environment::new();
    env.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
    env.add_template("frame.html", include_str!("templates/frame.html"))?;
    let (text, html) = match template {
        "link" => (include_str!("templates/link.txt"), include_str!("templates/link.html")),
        "receipt" => (include_str!("templates/receipt.txt"), include_str!("templates/receipt.html")),
        "refund" => (include_str!("templates/refund.txt"), include_str!("templates/refund.html")),
        "alert" => (include_str!("templates/alert.txt"), include_str!("templates/alert.html")),
        _ => (include_str!("templates/notice.txt"), include_str!("templates/notice.html")),
    };
    env.add_template("body.txt", text)?;
    env.add_template("body.html", html)?;
    let text = env.get_template("body.txt")?.render(values)?;
    let html = env.get_template("body.html")?.render(values)?;
    Ok((text, html))
}

/// What a mail shows of a firm.
pub(super) fn shown(firm: &Firm) -> Value {
    context! {
        name => &firm.name, tagline => &firm.tagline, disclaimer => &firm.disclaimer, email => &firm.contact_email,
        phone => &firm.contact_phone, color => firm.color.on_light().to_string(), ink => firm.color.on_light().ink().to_string(),
    }
}

/// How to address someone: a first name, and nothing for a mail address in its place.
pub(super) fn first_name(name: &str) -> Option<&str> {
    name.split_whitespace().next().filter(|first| !first.contains('@'))
}

pub(super) fn retry(error: crate::http::Error) -> Failure {
    Failure::Retry(anyhow::Error::new(error))
}
