//! What happens after the payer has gone: debits settle or fail, sessions expire.

use serde_json::Value;

use super::booking::{refuse_intent, succeed};
use super::{Debit, Ending, Method};
use crate::call::Call;
use crate::error::StripeError;
use crate::objects::charge;
use crate::table::Kind;

/// Ends a bank debit that is processing. False if this payment intent is not.
pub(crate) fn settle(call: &mut Call<'_>, intent_id: &str, succeeds: bool) -> bool {
    let Some(mut intent) = call.get(Kind::PaymentIntent, intent_id) else { return false };
    let charge = intent["latest_charge"].as_str().and_then(|id| call.get(Kind::Charge, id));
    let (Some(mut charge), true) = (charge, intent["status"] == "processing") else { return false };
    let session = session_of(call, intent_id);
    if succeeds {
        let method =
            Method::BankDebit(Debit { account_number: String::new(), ending: Ending::Succeeds, needs_deposits: false });
        succeed(call, &mut intent, charge, &method);
        if let Some(mut session) = session {
            session["payment_status"] = "paid".into();
            call.put(&session);
            call.emit("checkout.session.async_payment_succeeded", &session);
        }
        return true;
    }
    let message = "The customer's account has insufficient funds to cover this payment.";
    charge::fail(&mut charge, "insufficient_funds", "insufficient_funds", message);
    call.put(&charge);
    call.emit("charge.failed", &charge);
    let method = intent["payment_method"].as_str().unwrap_or_default().to_owned();
    let charge_id = charge["id"].as_str().map(str::to_owned);
    refuse_intent(call, &mut intent, &method, "insufficient_funds", None, message, charge_id.as_deref());
    if let Some(session) = session {
        call.emit("checkout.session.async_payment_failed", &session);
    }
    true
}

/// Expires a session that is open, as its owner asks for it.
pub(crate) fn expire(call: &mut Call<'_>, session_id: &str) -> Result<Value, StripeError> {
    let session = call.find(Kind::Session, session_id)?;
    if session["status"] != "open" {
        return Err(StripeError::invalid(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{}`.",
            session["status"].as_str().unwrap_or_default()
        )));
    }
    Ok(close(call, session))
}

/// Expires a session whose time has come.
pub(crate) fn expire_if_open(call: &mut Call<'_>, session_id: &str) {
    if let Some(session) = call.get(Kind::Session, session_id).filter(|session| session["status"] == "open") {
        close(call, session);
    }
}

fn close(call: &mut Call<'_>, mut session: Value) -> Value {
    session["status"] = "expired".into();
    session["url"] = Value::Null;
    call.put(&session);
    let session_id = session["id"].as_str().unwrap_or_default().to_owned();
    let mut plan = call.plan(&session_id);
    plan.pending = None;
    call.set_plan(&session_id, plan);
    call.emit("checkout.session.expired", &session);
    let intent = session["payment_intent"].as_str().and_then(|id| call.get(Kind::PaymentIntent, id));
    if let Some(mut intent) = intent {
        intent["status"] = "canceled".into();
        intent["canceled_at"] = call.now().into();
        intent["cancellation_reason"] = "automatic".into();
        intent["next_action"] = Value::Null;
        call.put(&intent);
        call.emit("payment_intent.canceled", &intent);
    }
    session
}

/// The session that asked for this payment.
pub(crate) fn session_of(call: &Call<'_>, intent_id: &str) -> Option<Value> {
    call.account()?.newest(Kind::Session).find(|session| session["payment_intent"] == intent_id).cloned()
}
