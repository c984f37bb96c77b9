//! `/v1/refunds`

use serde_json::Value;

use super::{Request, listing};
use crate::call::Call;
use crate::error::StripeError;
use crate::refunds;
use crate::table::Kind;

pub(super) fn create(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    form.allow(&[
        "amount",
        "charge",
        "expand[#]",
        "instructions_email",
        "metadata[*]?",
        "payment_intent",
        "reason",
        "refund_application_fee",
        "reverse_transfer",
    ])?;
    let reason = form.choice("reason", &["duplicate", "fraudulent", "requested_by_customer"])?;
    let amount = form.integer("amount")?;
    if amount.is_some_and(|amount| amount < 1) {
        return Err(StripeError::invalid("This value must be greater than or equal to 1.")
            .code("parameter_invalid_integer")
            .param("amount")
            .before_execution());
    }
    let metadata = form.metadata("metadata")?;
    let reverse = form.boolean("reverse_transfer")?.unwrap_or(false);
    let charge = charge(call, request)?;
    if reverse && charge["transfer_data"].is_null() {
        return Err(StripeError::invalid(
            "The charge has no associated transfer, so `reverse_transfer` cannot be used.",
        )
        .param("reverse_transfer"));
    }
    let mut refund = refunds::create(call, &charge, amount, reason, &metadata)?;
    if reverse {
        refunds::reverse_transfer(call, &charge, &mut refund);
    }
    Ok(refund)
}

pub(super) fn list(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    listing::page(call, form, Kind::Refund, &["charge", "payment_intent"], |refund| {
        ["charge", "payment_intent"].iter().all(|name| form.text(name).is_none_or(|wanted| refund[name] == wanted))
    })
}

pub(super) fn list_of_charge(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    call.find(Kind::Charge, request.id)?;
    let id = request.id;
    let mut page = listing::page(call, request.form, Kind::Refund, &[], |refund| refund["charge"] == id)?;
    page["url"] = format!("/v1/charges/{id}/refunds").into();
    Ok(page)
}

fn charge(call: &Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    match (form.text("charge"), form.text("payment_intent")) {
        (Some(_), Some(_)) => {
            Err(StripeError::invalid("You may only specify one of these parameters: charge, payment_intent.")
                .before_execution())
        }
        (Some(id), None) => {
            call.get(Kind::Charge, id).ok_or_else(|| StripeError::no_such_in("charge", Kind::Charge, id))
        }
        (None, Some(id)) => {
            let intent = call
                .get(Kind::PaymentIntent, id)
                .ok_or_else(|| StripeError::no_such_in("payment_intent", Kind::PaymentIntent, id))?;
            intent["latest_charge"]
                .as_str()
                .filter(|_| intent["status"] == "succeeded")
                .and_then(|charge| call.get(Kind::Charge, charge))
                .ok_or_else(|| {
                    StripeError::invalid(format!(
                        "This PaymentIntent ({id}) does not have a successful charge to refund."
                    ))
                    .param("payment_intent")
                })
        }
        (None, None) => Err(StripeError::invalid(
            "One of the following params should be provided for this request: payment_intent or charge.",
        )
        .code("parameter_missing")
        .before_execution()),
    }
}
