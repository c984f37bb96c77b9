//! Attempts to pay.

use serde_json::{Value, json};

use super::booking::{complete, new_charge, refuse_intent, succeed};
use super::{Attempt, Decline, Door, Ending, Method, Payer, Pending, Refusal, deposits};
use crate::call::Call;
use crate::disputes;
use crate::objects::{charge, payment_intent, payment_method};
use crate::table::Kind;
use crate::world::Due;

/// The payer submits the hosted page.
pub(crate) fn submit(
    call: &mut Call<'_>,
    session_id: &str,
    method: Method,
    payer: Payer,
    door: Door,
) -> Result<Attempt, Refusal> {
    let session = payable(call, session_id, door)?;
    let mut intent = intent_of(call, &session, door);
    let pm_id = call.id("pm");
    call.put(&payment_method::new(&pm_id, &method, &payer, call.now()));
    intent["payment_method"] = pm_id.as_str().into();
    intent["last_payment_error"] = Value::Null;
    call.put(&intent);
    let pending = Pending { method, payer, payment_method: pm_id };
    let mut plan = call.plan(session_id);
    plan.pending = None;
    call.set_plan(session_id, plan.clone());
    if matches!(&pending.method, Method::BankDebit(debit) if debit.needs_deposits) {
        deposits::ask(call, session_id, intent, pending);
        return Ok(Attempt::Processing);
    }
    let page = match &pending.method {
        Method::Card(card) if card.needs_authentication() => "3ds",
        Method::PayLater => "pay-later",
        Method::Card(_) | Method::BankDebit(_) => return Ok(execute(call, session_id, intent, &pending)),
    };
    let url = format!("{}/pay/{session_id}/{page}", call.world.base);
    intent["status"] = "requires_action".into();
    intent["next_action"] = json!({
        "redirect_to_url": { "return_url": session["success_url"], "url": url }, "type": "redirect_to_url",
    });
    call.put(&intent);
    call.emit("payment_intent.requires_action", &intent);
    plan.pending = Some(pending);
    call.set_plan(session_id, plan);
    Ok(Attempt::NeedsPage(page))
}

/// The payer comes back from 3-D Secure or from the pay-later provider.
pub(crate) fn resume(call: &mut Call<'_>, session_id: &str, approved: bool, door: Door) -> Result<Attempt, Refusal> {
    let session = payable(call, session_id, door)?;
    let mut plan = call.plan(session_id);
    let pending = plan.pending.take().ok_or(Refusal::NothingPending)?;
    call.set_plan(session_id, plan);
    let mut intent = intent_of(call, &session, door);
    intent["next_action"] = Value::Null;
    if approved {
        return Ok(execute(call, session_id, intent, &pending));
    }
    let (code, message) = match pending.method {
        Method::PayLater => {
            ("payment_method_customer_decline", "The customer did not approve the payment with the provider.")
        }
        Method::Card(_) | Method::BankDebit(_) => (
            "payment_intent_authentication_failure",
            "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
        ),
    };
    refuse_intent(call, &mut intent, &pending.payment_method, code, None, message, None);
    Ok(Attempt::Declined(message.to_owned()))
}

/// A payment that no session of this account asked for.
pub(crate) fn foreign(call: &mut Call<'_>, amount: i64, currency: &str, description: &str, method: Method) -> Value {
    let payer = Payer { email: Some("walk-in@example.com".into()), name: Some("Walk-in Customer".into()) };
    let (id, secret) = (call.id("pi"), call.world.chance.token(25));
    let data = json!({ "description": description }).as_object().cloned().unwrap_or_default();
    let types = json!([method.stripe_type()]);
    let mut intent = payment_intent::new(&id, &secret, &amount.into(), &currency.into(), &types, &data, call.now());
    let pm_id = call.id("pm");
    call.put(&payment_method::new(&pm_id, &method, &payer, call.now()));
    intent["payment_method"] = pm_id.as_str().into();
    call.put(&intent);
    call.emit("payment_intent.created", &intent);
    let pending = Pending { method, payer, payment_method: pm_id };
    let charge = new_charge(call, &intent, &pending);
    succeed(call, &mut intent, charge, &pending.method);
    intent
}

fn payable(call: &Call<'_>, session_id: &str, door: Door) -> Result<Value, Refusal> {
    let session = call.get(Kind::Session, session_id).ok_or(Refusal::NoSuchSession)?;
    if session["status"] == "open" || door == Door::AnySession { Ok(session) } else { Err(Refusal::NotOpen) }
}

/// The session's payment intent; made at the first attempt, as Stripe does.
fn intent_of(call: &mut Call<'_>, session: &Value, door: Door) -> Value {
    let current = session["payment_intent"].as_str().and_then(|id| call.get(Kind::PaymentIntent, id));
    if let Some(intent) = current {
        let is_final = matches!(intent["status"].as_str(), Some("succeeded" | "canceled" | "processing"));
        if !is_final || door == Door::OpenSessionsOnly {
            return intent;
        }
    }
    let session_id = session["id"].as_str().unwrap_or_default();
    let plan = call.plan(session_id);
    let (id, secret) = (call.id("pi"), call.world.chance.token(25));
    let mut intent = payment_intent::new(
        &id,
        &secret,
        &session["amount_total"],
        &session["currency"],
        &session["payment_method_types"],
        &plan.payment_intent_data,
        call.now(),
    );
    intent["customer"] = session["customer"].clone();
    call.put(&intent);
    let mut session = session.clone();
    session["payment_intent"] = id.into();
    call.put(&session);
    call.emit("payment_intent.created", &intent);
    intent
}

/// Sends the attempt to the bank.
fn execute(call: &mut Call<'_>, session_id: &str, mut intent: Value, pending: &Pending) -> Attempt {
    match &pending.method {
        Method::Card(card) => {
            if let Some(decline) = card.decline() {
                return refuse_card(call, &mut intent, pending, decline);
            }
            let charge = new_charge(call, &intent, pending);
            let charge = succeed(call, &mut intent, charge, &pending.method);
            complete(call, session_id, &pending.payer, "paid", "checkout.session.completed");
            if card.is_disputed() {
                disputes::open(call, &charge, None, "fraudulent", "needs_response");
            }
            Attempt::Paid
        }
        Method::PayLater => {
            let charge = new_charge(call, &intent, pending);
            succeed(call, &mut intent, charge, &pending.method);
            complete(call, session_id, &pending.payer, "paid", "checkout.session.completed");
            Attempt::Paid
        }
        Method::BankDebit(debit) => {
            debit_account(call, &mut intent, pending);
            complete(call, session_id, &pending.payer, "unpaid", "checkout.session.completed");
            schedule_settlement(call, &intent, debit.ending);
            Attempt::Processing
        }
    }
}

/// Hands the debit to the bank.
pub(super) fn debit_account(call: &mut Call<'_>, intent: &mut Value, pending: &Pending) {
    let charge = new_charge(call, intent, pending);
    call.put(&charge);
    intent["status"] = "processing".into();
    intent["next_action"] = Value::Null;
    intent["latest_charge"] = charge["id"].clone();
    call.put(intent);
    call.emit("payment_intent.processing", intent);
    call.emit("charge.pending", &charge);
}

pub(super) fn schedule_settlement(call: &mut Call<'_>, intent: &Value, ending: Ending) {
    let (Some(pause), true) = (call.world.settings.bank_debit_ms, ending != Ending::Manual) else { return };
    let due = Due::SettleDebit {
        account: call.account.clone(),
        payment_intent: intent["id"].as_str().unwrap_or_default().to_owned(),
        succeeds: ending == Ending::Succeeds,
    };
    let at = call.world.clock.now_ms().saturating_add(pause);
    call.world.schedule(at, due);
}

fn refuse_card(call: &mut Call<'_>, intent: &mut Value, pending: &Pending, decline: Decline) -> Attempt {
    let mut charge = new_charge(call, intent, pending);
    let reason = decline.decline_code.unwrap_or(decline.code);
    charge::fail(&mut charge, decline.code, reason, decline.message);
    charge["payment_method_details"]["card"]["authorization_code"] = Value::Null;
    call.put(&charge);
    call.emit("charge.failed", &charge);
    let charge_id = charge["id"].as_str().map(str::to_owned);
    refuse_intent(
        call,
        intent,
        &pending.payment_method,
        decline.code,
        decline.decline_code,
        decline.message,
        charge_id.as_deref(),
    );
    Attempt::Declined(decline.message.to_owned())
}
