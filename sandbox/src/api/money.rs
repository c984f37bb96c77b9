//! Payment intents, charges, balance transactions, payouts, transfers and disputes.

use serde_json::Value;

use super::{Request, listing};
use crate::call::Call;
use crate::error::StripeError;
use crate::payment;
use crate::table::Kind;

pub(super) fn list_payment_intents(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    filtered(call, request, Kind::PaymentIntent, &["customer"])
}

pub(super) fn retrieve_payment_intent(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["expand[#]", "client_secret"])?;
    call.find(Kind::PaymentIntent, request.id)
}

pub(super) fn cancel_payment_intent(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    form.allow(&["cancellation_reason", "expand[#]"])?;
    let reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
    let reason = form.choice("cancellation_reason", &reasons)?;
    let mut intent = call.find(Kind::PaymentIntent, request.id)?;
    if payment::session_of(call, request.id).is_some() {
        return Err(StripeError::invalid(
            "You cannot cancel a PaymentIntent that was created by a Checkout Session. Expire the Checkout Session instead: \
             https://stripe.com/docs/api/checkout/sessions/expire.",
        )
        .code("payment_intent_unexpected_state")
        .with("payment_intent", intent));
    }
    let status = intent["status"].as_str().unwrap_or_default().to_owned();
    if matches!(status.as_str(), "succeeded" | "canceled" | "processing") {
        return Err(StripeError::invalid(format!(
            "You cannot cancel this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of \
             the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, \
             requires_action, processing."
        ))
        .code("payment_intent_unexpected_state")
        .with("payment_intent", intent));
    }
    intent["status"] = "canceled".into();
    intent["canceled_at"] = call.now().into();
    intent["cancellation_reason"] = reason.into();
    call.put(&intent);
    call.emit("payment_intent.canceled", &intent);
    Ok(intent)
}

pub(super) fn list_charges(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    filtered(call, request, Kind::Charge, &["customer", "payment_intent", "transfer_group"])
}

pub(super) fn list_payouts(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    filtered(call, request, Kind::Payout, &["status", "destination"])
}

pub(super) fn list_transfers(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    filtered(call, request, Kind::Transfer, &["destination", "transfer_group"])
}

pub(super) fn list_disputes(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    filtered(call, request, Kind::Dispute, &["charge", "payment_intent"])
}

pub(super) fn list_balance_transactions(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    let paid_out: Option<Vec<String>> = form.text("payout").map(|payout| {
        let account = call.account();
        account.and_then(|account| account.paid_out.get(payout).cloned()).unwrap_or_default()
    });
    listing::page(call, form, Kind::BalanceTransaction, &["currency", "payout", "source", "type"], |transaction| {
        ["currency", "source", "type"]
            .iter()
            .all(|name| form.text(name).is_none_or(|wanted| transaction[name] == wanted))
            && paid_out.as_ref().is_none_or(|ids| ids.iter().any(|id| transaction["id"] == id.as_str()))
    })
}

/// A list whose filters are fields of the same name.
fn filtered(
    call: &Call<'_>,
    request: &Request<'_>,
    kind: Kind,
    filters: &[&'static str],
) -> Result<Value, StripeError> {
    let form = request.form;
    listing::page(call, form, kind, filters, |object| {
        filters.iter().all(|name| form.text(name).is_none_or(|wanted| object[name] == wanted))
    })
}
