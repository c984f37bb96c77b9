//! Asking the gateway what became of a payment, and recording the answer.

use domain::{
    Currency, Instant, PaymentStatus,
    id::{CheckoutId, ConnectionId},
};

use super::record::{Facts, record};
use crate::{
    connections::ConnectionRow,
    gateways::stripe::{amounts, objects::PaymentIntent},
    jobs::Failure,
    refunds::Paid,
    state::App,
};

/// The job: fetches one payment and records it. A webhook is only a hint to do this.
///
/// # Errors
/// *Retry* when the gateway does not answer, *give up* when it knows no such payment.
pub async fn payment(app: &App, connection: &ConnectionId, intent: &str) -> Result<(), Failure> {
    let connection = ConnectionRow::by_id(app, connection).await?;
    let asked_at = app.now();
    let fetched = connection.client(app)?.payment_intent(intent).await;
    let intent = match fetched {
        Ok(intent) => intent,
        Err(error) if error.is_final() => return Err(Failure::GiveUp(error.into())),
        Err(error) => return Err(Failure::Retry(anyhow::Error::new(error).context("fetching a payment"))),
    };
    match facts(&intent, asked_at) {
        Some(facts) => record(app, &connection, facts).await,
        None => Ok(()),
    }
}

/// Fetches and records a payment, unless its money is known to have come: what happened to it later can be recorded then.
///
/// # Errors
/// As [`payment`].
pub async fn ensure(app: &App, connection: &ConnectionRow, intent: &str) -> Result<(), Failure> {
    let mut conn = app.db.read().acquire().await?;
    let known = Paid::of_gateway(&mut conn, &connection.firm_id, &connection.id, intent).await?;
    drop(conn);
    if known.is_some() { Ok(()) } else { payment(app, &connection.id, intent).await }
}

/// What Tender reads in a payment; `None` while the payer has not tried anything.
pub fn facts(intent: &PaymentIntent, asked_at: Instant) -> Option<Facts> {
    let charge = intent.latest_charge.as_ref();
    let status = match intent.status.as_str() {
        "succeeded" => PaymentStatus::Succeeded,
        "processing" => PaymentStatus::Processing,
        // The payer is done; the bank account is still to be verified by small deposits.
        "requires_action" if intent.waits_for_deposits() => PaymentStatus::Processing,
        "canceled" => PaymentStatus::Failed,
        _ if intent.last_payment_error.is_some() => PaymentStatus::Failed,
        _ => PaymentStatus::Pending,
    };
    let currency: Currency = intent.currency.parse().ok()?;
    let units = match status {
        PaymentStatus::Succeeded => intent.amount_received.unwrap_or(intent.amount),
        _ => intent.amount,
    };
    let method = charge.and_then(|c| c.payment_method_details.as_ref());
    let card = method.and_then(|m| m.card.as_ref());
    let payer = charge.and_then(|c| c.billing_details.as_ref());
    let balance = charge.and_then(|c| c.balance_transaction.as_ref());
    let settled = balance.and_then(|b| b.currency.parse::<Currency>().ok());
    let in_settlement = |units: i64| settled.map(|currency| amounts::from_stripe(units, currency).amount);
    Some(Facts {
        payment_intent: intent.id.clone(),
        asked_at,
        charge_id: charge.map(|c| c.id.clone()),
        checkout: intent
            .metadata
            .as_ref()
            .and_then(|m| m.get("tender_checkout"))
            .and_then(|id| id.parse::<CheckoutId>().ok()),
        status,
        amount: amounts::from_stripe(units, currency).amount,
        currency,
        confirmed_at: Instant::from_ms(charge.map_or(intent.created, |c| c.created) * 1000),
        fee: balance.and_then(|b| in_settlement(b.fee)),
        net: balance.and_then(|b| in_settlement(b.net)),
        settlement_currency: settled,
        payer_name: payer.and_then(|p| p.name.clone()),
        payer_email: payer.and_then(|p| p.email.clone()),
        method: method.map(|m| m.kind.clone()),
        brand: card.and_then(|c| c.brand.clone()),
        last4: method.and_then(crate::gateways::stripe::objects::MethodDetails::last4),
        authorization_code: card.and_then(|c| c.authorization_code.clone()),
        failure: match status {
            PaymentStatus::Failed => intent
                .last_payment_error
                .as_ref()
                .and_then(|e| e.message.clone())
                .or_else(|| Some("The payment was declined.".into())),
            _ => None,
        },
    })
}
