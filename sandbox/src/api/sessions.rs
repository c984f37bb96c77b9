//! `/v1/checkout/sessions`

use serde_json::{Value, json};

use super::session_params::{
    KNOWN, check_mode, customer, email, expiry, lines, payment_intent_data, payment_methods, set_options, url,
};
use super::{Request, listing};
use crate::call::Call;
use crate::currency;
use crate::error::StripeError;
use crate::objects::session;
use crate::table::Kind;
use crate::world::Due;
use crate::{account::Plan, payment};

pub(super) fn create(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    form.allow(KNOWN)?;
    check_mode(form)?;
    let (currency, lines) = lines(form)?;
    let success_url = url(form, "success_url")?.ok_or_else(|| StripeError::missing_parameter("success_url"))?;
    let cancel_url = url(form, "cancel_url")?;
    let expires_at = expiry(form, call.now())?;
    let customer_email = email(form, "customer_email")?;
    let methods = payment_methods(form, &currency)?;
    let plan_data = payment_intent_data(call, form)?;
    let customer = customer(call, form)?;
    let metadata = form.metadata("metadata")?;
    let total =
        lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.unit_amount.saturating_mul(line.quantity)));
    currency::check_total(total, &currency)?;

    let id = format!("cs_test_a1{}", call.world.chance.token(58));
    let page = format!("{}/pay/{id}", call.world.base);
    let now = call.now();
    let mut session = session::new(&id, &page, &currency, total, now, expires_at);
    session["success_url"] = success_url.into();
    session["cancel_url"] = cancel_url.into();
    session["client_reference_id"] = form.text_up_to("client_reference_id", 200)?.into();
    session["customer_email"] = customer_email.into();
    session["metadata"] = metadata.into();
    session["payment_method_types"] = methods.into();
    if let Some(customer) = customer {
        session["customer_email"] = customer["email"].clone();
        session["customer"] = customer["id"].clone();
        session["customer_creation"] = Value::Null;
    }
    set_options(&mut session, form)?;
    let line_items = lines
        .iter()
        .map(|line| {
            let ids = ["li_1", "price_1", "prod_"].map(|prefix| format!("{prefix}{}", call.world.chance.token(23)));
            session::line_item(line, &currency, ids, now)
        })
        .collect();
    let description = lines.first().and_then(|line| line.description.clone());
    call.set_plan(&id, Plan { line_items, description, payment_intent_data: plan_data, pending: None });
    call.put(&session);
    let due = Due::ExpireSession { account: call.account.clone(), session: id };
    call.world.schedule(expires_at.saturating_mul(1000), due);
    Ok(session)
}

pub(super) fn retrieve(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    super::retrieve(call, request, Kind::Session)
}

pub(super) fn list(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    let status = form.choice("status", &["open", "complete", "expired"])?;
    let filters = ["customer", "customer_details[email]", "payment_intent", "status", "payment_link", "subscription"];
    listing::page(call, form, Kind::Session, &filters, |session| {
        let same = |name: &str, value: &Value| form.text(name).is_none_or(|wanted| value == wanted);
        status.is_none_or(|status| session["status"] == status)
            && same("payment_intent", &session["payment_intent"])
            && same("customer", &session["customer"])
            && same("customer_details[email]", &session["customer_details"]["email"])
            && form.text("payment_link").is_none()
            && form.text("subscription").is_none()
    })
}

pub(super) fn update(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["metadata[*]?", "expand[#]"])?;
    let mut session = call.find(Kind::Session, request.id)?;
    super::customers::merge_metadata(&mut session, request.form)?;
    call.put(&session);
    Ok(session)
}

pub(super) fn expire(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["expand[#]"])?;
    payment::expire(call, request.id)
}

pub(super) fn line_items(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&["limit", "starting_after", "ending_before", "expand[#]"])?;
    call.find(Kind::Session, request.id)?;
    let limit = listing::limit(request.form)?;
    let items = call.plan(request.id).line_items;
    let start = match request.form.text("starting_after") {
        Some(cursor) => items.iter().position(|item| item["id"] == cursor).map_or(items.len(), |at| at + 1),
        None => 0,
    };
    let data: Vec<&Value> = items.iter().skip(start).take(limit).collect();
    Ok(json!({
        "object": "list",
        "has_more": start + data.len() < items.len(),
        "data": data,
        "url": format!("/v1/checkout/sessions/{}/line_items", request.id),
    }))
}
