//! Mail about money that goes back: to the payer that it is on its way, to staff when something needs them.

use domain::{
    AccountKind, Instant, Mode, Money,
    api::{firm::Firm, payments::method_label},
    id::{DisputeId, FirmId, LinkId, PaymentId, PayoutId, RefundId},
};
use minijinja::context;

use super::write::{Mail, first_name, listeners, queue, retry, shown};
use crate::{
    connections::ConnectionRow,
    db::Tx,
    disputes, firm,
    jobs::Failure,
    links::public::reference,
    refunds::{Debited, Outflow, Paid},
    state::App,
};

/// Tells the payer that money is on its way back. Once for each refund.
///
/// # Errors
/// When the database refuses.
pub async fn queue_refund(app: &App, tx: &mut Tx, paid: &Paid, refund: &RefundId, money: Money) -> Result<(), Failure> {
    let email = paid.payer_email.as_deref().or(paid.recipient_email.as_deref());
    let Some(email) = email else { return Ok(()) };
    let look = firm::load_in(tx.conn(), &paid.firm_id).await.map_err(retry)?;
    let name = paid.recipient_name.as_deref().or(paid.payer_name.as_deref()).unwrap_or_default();
    let (brand, last4) = (paid.brand.as_deref(), paid.last4.as_deref());
    let values = context! {
        firm => shown(&look), name => first_name(name), amount => money.to_string(), purpose => paid.purpose(),
        all => money.amount == paid.amount, paid => paid.money(paid.amount).to_string(),
        date => firm::local_date(&look.time_zone, app.now()).long(), reference => reference(&paid.id),
        method => method_label(paid.method.as_deref(), brand, last4), test => paid.mode.0 == Mode::Test,
    };
    let mail = Mail {
        firm: &paid.firm_id,
        kind: "refund",
        dedupe_key: format!("refund:{refund}"),
        link: link_of(paid),
        payment: Some(&paid.id),
        to_name: name,
        to_email: email,
        reply_to: look.contact_email.as_deref(),
        subject: format!("{} gives {money} back", look.name),
        template: "refund",
        values,
        at: app.now(),
    };
    queue(app, tx, mail).await.map(drop)
}

fn link_of(paid: &Paid) -> Option<(&LinkId, &LinkId)> {
    Some((&paid.link_id.as_ref()?.0, &paid.root_id.as_ref()?.0))
}

/// What staff are told, and where they go from there.
struct Alert<'a> {
    firm: &'a FirmId,
    mode: Mode,
    link: Option<(&'a LinkId, &'a LinkId)>,
    payment: Option<&'a PaymentId>,
    /// Names what it is about: told once to each.
    key: String,
    subject: String,
    text: String,
    button: &'a str,
    url: String,
}

impl<'a> Alert<'a> {
    fn about(app: &App, paid: &'a Paid, key: String, subject: String, text: String) -> Self {
        Self {
            firm: &paid.firm_id,
            mode: paid.mode.0,
            link: link_of(paid),
            payment: Some(&paid.id),
            key,
            subject,
            text,
            button: "Show the payment",
            url: app.config.url(&format!("/app/payments/{}", paid.id.0)),
        }
    }

    async fn queue(self, app: &App, tx: &mut Tx) -> Result<(), Failure> {
        let listeners = listeners(tx, self.firm).await?;
        if listeners.is_empty() {
            return Ok(());
        }
        let look = firm::load_in(tx.conn(), self.firm).await.map_err(retry)?;
        for listener in &listeners {
            let values = context! {
                firm => shown(&look), name => first_name(&listener.name), heading => &self.subject, text => &self.text,
                url => &self.url, button => self.button, test => self.mode == Mode::Test,
            };
            let mail = Mail {
                firm: self.firm,
                kind: "alert",
                dedupe_key: format!("{}:{}", self.key, listener.id.0),
                link: self.link,
                payment: self.payment,
                to_name: &listener.name,
                to_email: &listener.email,
                reply_to: None,
                subject: self.subject.clone(),
                template: "alert",
                values,
                at: app.now(),
            };
            queue(app, tx, mail).await?;
        }
        Ok(())
    }
}

/// Tells staff that a refund did not arrive.
///
/// # Errors
/// When the database refuses.
pub async fn queue_refund_failed(
    app: &App,
    tx: &mut Tx,
    paid: &Paid,
    refund: &RefundId,
    money: Money,
    why: &str,
) -> Result<(), Failure> {
    let subject = format!("The refund of {money} to {} failed", paid.payer());
    let text = format!("{why} The money is with the firm again, and pays what it paid before.");
    Alert::about(app, paid, format!("refund-failed:{refund}"), subject, text).queue(app, tx).await
}

/// What is new of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeNews {
    /// It was opened.
    Opened,
    /// The evidence is due soon.
    Due,
    /// The money came back.
    Won,
    /// The money is gone.
    Lost,
}

/// Tells staff what is new of a dispute, with a link to where they answer.
///
/// # Errors
/// When the database refuses.
pub async fn queue_dispute(
    app: &App,
    tx: &mut Tx,
    paid: &Paid,
    dispute: &DisputeId,
    (news, money, due): (DisputeNews, Money, Option<Instant>),
    gateway_id: &str,
) -> Result<(), Failure> {
    let look = firm::load_in(tx.conn(), &paid.firm_id).await.map_err(retry)?;
    let payer = paid.payer();
    let due = due.map(|due| firm::local_date(&look.time_zone, due).long());
    let by = due.as_ref().map_or(String::new(), |day| format!(" Answer at the gateway by {day}."));
    let (word, subject, text) = match news {
        DisputeNews::Opened => {
            let text = format!("The client's bank asks about the payment, or has taken the money back.{by}");
            ("opened", format!("{payer}'s bank contests {money}"), text)
        }
        DisputeNews::Due => {
            let day = due.unwrap_or_default();
            let text = "Without an answer the dispute is lost. Evidence is handed in at the gateway.".to_owned();
            ("due", format!("Evidence about {money} of {payer} is due by {day}"), text)
        }
        DisputeNews::Won => {
            let text = "The bank decided for the firm. The money is in the gateway's balance again.".to_owned();
            ("won", format!("The dispute about {money} of {payer} is won"), text)
        }
        DisputeNews::Lost => {
            let text = "The money is gone for good. What it paid is owed again, as far as that can be.".to_owned();
            ("lost", format!("The dispute about {money} of {payer} is lost"), text)
        }
    };
    let alert = Alert::about(app, paid, format!("dispute:{dispute}:{word}"), subject, text);
    let url = disputes::gateway_url(paid.mode.0, gateway_id);
    Alert { button: "Open it at the gateway", url, ..alert }.queue(app, tx).await
}

/// Tells staff that money left a trust account in a way that operating has to put right. Nothing is said of money that
/// was all there and the account's own.
///
/// # Errors
/// When the database refuses.
pub async fn queue_alarm(app: &App, tx: &mut Tx, key: &str, outflow: &Outflow<'_>) -> Result<(), Failure> {
    let paid = outflow.paid;
    let (covered, rest) = (paid.money(outflow.covered), paid.money(outflow.amount - outflow.covered));
    if paid.account().is_none_or(|(_, kind)| kind != AccountKind::Trust) {
        return Ok(());
    }
    let elsewhere = outflow.debited == Debited::Platform && paid.destination.is_some();
    let text = match (elsewhere, rest.amount > 0) {
        (false, false) => return Ok(()),
        (false, true) => format!(
            "{rest} of it had been spent for the client already. Operating owes it to the trust account: transfer it there."
        ),
        (true, false) => format!(
            "The operating account was debited. The trust account still has {covered} of it, which belong to operating: transfer them there."
        ),
        (true, true) => format!(
            "The operating account was debited. The trust account still has {covered} of it, which belong to operating: transfer them there. {rest} had been spent for the client and are lost."
        ),
    };
    let subject = format!("{} of trust money went back outside of Tender", paid.money(outflow.amount));
    Alert::about(app, paid, format!("alarm:{key}"), subject, text).queue(app, tx).await
}

/// Tells staff that the bank sent a payout back.
///
/// # Errors
/// When the database refuses.
pub async fn queue_payout_failed(
    app: &App,
    tx: &mut Tx,
    connection: &ConnectionRow,
    payout: &PayoutId,
    money: Money,
) -> Result<(), Failure> {
    let alert = Alert {
        firm: &connection.firm_id,
        mode: connection.mode.0,
        link: None,
        payment: None,
        key: format!("payout-failed:{payout}"),
        subject: format!("The payout of {money} did not arrive"),
        text: "Your bank sent it back, and the money is in the gateway's balance again. Check the bank account that the gateway pays to.".into(),
        button: "Show the payout",
        url: app.config.url(&format!("/app/payouts/{payout}")),
    };
    alert.queue(app, tx).await
}

/// Tells one who links payments how many wait. It names nobody.
///
/// # Errors
/// When the database refuses.
pub async fn queue_digest(
    app: &App,
    tx: &mut Tx,
    (look, mode): (&Firm, Mode),
    (name, email): (&str, &str),
    (key, subject, text): (String, &str, &str),
) -> Result<(), Failure> {
    let path = format!("/app/payments?linked=no&mode={mode}");
    let values = context! {
        firm => shown(look), name => first_name(name), heading => subject, text => text,
        url => app.config.url(&path), button => "Link them", test => mode == Mode::Test,
    };
    let mail = Mail {
        firm: &look.id,
        kind: "alert",
        dedupe_key: key,
        link: None,
        payment: None,
        to_name: name,
        to_email: email,
        reply_to: None,
        subject: subject.to_owned(),
        template: "alert",
        values,
        at: app.now(),
    };
    queue(app, tx, mail).await.map(drop)
}
