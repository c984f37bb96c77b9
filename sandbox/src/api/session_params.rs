//! The parameters of a new checkout session, held to Stripe's rules.

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::currency;
use crate::error::StripeError;
use crate::form::Form;
use crate::objects::session::Line;
use crate::table::Kind;

/// All parameters that are known.
pub(super) const KNOWN: &[&str] = &[
    "adaptive_pricing[enabled]",
    "after_expiration[recovery][enabled]",
    "after_expiration[recovery][allow_promotion_codes]",
    "allow_promotion_codes",
    "automatic_tax[enabled]",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "currency",
    "custom_text[after_submit][message]",
    "custom_text[shipping_address][message]",
    "custom_text[submit][message]",
    "custom_text[terms_of_service_acceptance][message]",
    "customer",
    "customer_creation",
    "customer_email",
    "expand[#]",
    "expires_at",
    "integration_identifier",
    "invoice_creation[enabled]",
    "line_items[#][price]",
    "line_items[#][price_data][currency]",
    "line_items[#][price_data][product]",
    "line_items[#][price_data][product_data][description]",
    "line_items[#][price_data][product_data][images][#]",
    "line_items[#][price_data][product_data][metadata][*]",
    "line_items[#][price_data][product_data][name]",
    "line_items[#][price_data][product_data][tax_code]",
    "line_items[#][price_data][tax_behavior]",
    "line_items[#][price_data][unit_amount]",
    "line_items[#][price_data][unit_amount_decimal]",
    "line_items[#][quantity]",
    "locale",
    "metadata[*]?",
    "mode",
    "payment_intent_data[capture_method]",
    "payment_intent_data[description]",
    "payment_intent_data[metadata][*]?",
    "payment_intent_data[on_behalf_of]",
    "payment_intent_data[receipt_email]",
    "payment_intent_data[setup_future_usage]",
    "payment_intent_data[statement_descriptor]",
    "payment_intent_data[statement_descriptor_suffix]",
    "payment_intent_data[transfer_data][amount]",
    "payment_intent_data[transfer_data][destination]",
    "payment_intent_data[transfer_group]",
    "payment_method_collection",
    "payment_method_options[card][request_three_d_secure]",
    "payment_method_options[us_bank_account][verification_method]",
    "payment_method_types[#]",
    "phone_number_collection[enabled]",
    "saved_payment_method_options[payment_method_save]",
    "submit_type",
    "success_url",
    "tax_id_collection[enabled]",
    "ui_mode",
];

const METHODS: [&str; 6] = ["card", "us_bank_account", "klarna", "affirm", "afterpay_clearpay", "link"];
const SHORTEST_S: i64 = 30 * 60;
const LONGEST_S: i64 = 24 * 3600;

/// Only mode `payment`, on the hosted page.
pub(super) fn check_mode(form: &Form) -> Result<(), StripeError> {
    match form.choice("mode", &["payment", "setup", "subscription"])? {
        Some("payment") => {}
        Some(other) => {
            return Err(StripeError::invalid(format!("The sandbox has no Checkout Sessions in mode `{other}`."))
                .param("mode")
                .before_execution());
        }
        None => return Err(StripeError::missing_parameter("mode")),
    }
    match form.choice("ui_mode", &["hosted", "hosted_page", "custom", "elements", "embedded", "embedded_page"])? {
        None | Some("hosted" | "hosted_page") => Ok(()),
        Some(other) => {
            Err(StripeError::invalid(format!("The sandbox has no Checkout Sessions with ui_mode `{other}`."))
                .param("ui_mode")
                .before_execution())
        }
    }
}

/// The currency and the lines; at least one, all in the same currency.
pub(super) fn lines(form: &Form) -> Result<(String, Vec<Line>), StripeError> {
    let indexes = form.indexes("line_items");
    if indexes.is_empty() {
        return Err(StripeError::missing_parameter("line_items"));
    }
    if indexes.len() > 100 {
        return Err(StripeError::invalid("You may only specify up to 100 line items.").param("line_items"));
    }
    let mut currency: Option<String> = None;
    let mut lines = Vec::new();
    for index in indexes {
        let at = format!("line_items[{index}]");
        if let Some(price) = form.text(&format!("{at}[price]")) {
            return Err(no_such(&format!("{at}[price]"), "price", price));
        }
        let data = format!("{at}[price_data]");
        if !form.has(&data) {
            return Err(StripeError::invalid(
                "You must specify either `price` or `price_data` when creating a line item.",
            )
            .param(&data)
            .before_execution());
        }
        if let Some(product) = form.text(&format!("{data}[product]")) {
            return Err(no_such(&format!("{data}[product]"), "product", product));
        }
        let name = format!("{data}[currency]");
        let own = currency::parse(form.required(&name)?, &name)?;
        if currency.as_ref().is_some_and(|first| *first != own) {
            return Err(StripeError::invalid("All line items must have the same currency.").param(&name));
        }
        lines.push(line(form, &at, &own)?);
        currency = Some(own);
    }
    Ok((currency.unwrap_or_default(), lines))
}

fn line(form: &Form, at: &str, currency: &str) -> Result<Line, StripeError> {
    let product = format!("{at}[price_data][product_data]");
    let name = format!("{product}[name]");
    let amount_name = format!("{at}[price_data][unit_amount]");
    let decimal_name = format!("{at}[price_data][unit_amount_decimal]");
    let unit_amount = match (form.integer(&amount_name)?, form.integer(&decimal_name)?) {
        (Some(amount), None) | (None, Some(amount)) => amount,
        (None, None) => return Err(StripeError::missing_parameter(&amount_name)),
        (Some(_), Some(_)) => {
            return Err(StripeError::invalid(
                "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
            )
            .param(&amount_name)
            .before_execution());
        }
    };
    let at_least = |value: i64, least: i64, name: &str| {
        if value >= least {
            return Ok(value);
        }
        Err(StripeError::invalid(format!("This value must be greater than or equal to {least}."))
            .code("parameter_invalid_integer")
            .param(name)
            .before_execution())
    };
    at_least(unit_amount, 0, &amount_name)?;
    currency::check_step(unit_amount, currency, &amount_name)?;
    form.metadata(&format!("{product}[metadata]"))?;
    let quantity_name = format!("{at}[quantity]");
    let quantity = form.integer(&quantity_name)?.ok_or_else(|| {
        StripeError::invalid("Quantity is required. Add `quantity` to each line item.")
            .param(&quantity_name)
            .before_execution()
    })?;
    Ok(Line {
        name: form.required(&name).map(str::to_owned)?,
        description: form.text(&format!("{product}[description]")).map(str::to_owned),
        unit_amount,
        quantity: at_least(quantity, 1, &quantity_name)?,
    })
}

/// When the session expires: 30 minutes to 24 hours from now.
pub(super) fn expiry(form: &Form, now: i64) -> Result<i64, StripeError> {
    let Some(at) = form.integer("expires_at")? else { return Ok(now + LONGEST_S) };
    let refused = |message: &str| Err(StripeError::invalid(message).param("expires_at").before_execution());
    if at < now + SHORTEST_S {
        return refused("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.");
    }
    if at > now + LONGEST_S {
        return refused("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.");
    }
    Ok(at)
}

/// An absolute `http` or `https` URL.
pub(super) fn url(form: &Form, name: &str) -> Result<Option<String>, StripeError> {
    let Some(text) = form.text(name) else { return Ok(None) };
    let sound = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if sound && text.len() <= 5000 {
        return Ok(Some(text.to_owned()));
    }
    Err(StripeError::invalid("Not a valid URL").code("url_invalid").param(name).before_execution())
}

/// An email address.
pub(super) fn email(form: &Form, name: &str) -> Result<Option<String>, StripeError> {
    let Some(text) = form.text(name) else { return Ok(None) };
    let sound = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
    });
    if sound {
        return Ok(Some(text.to_owned()));
    }
    Err(StripeError::invalid(format!("Invalid email address: {text}"))
        .code("email_invalid")
        .param(name)
        .before_execution())
}

/// The payment methods asked for, or those that the currency allows.
pub(super) fn payment_methods(form: &Form, currency: &str) -> Result<Vec<String>, StripeError> {
    let listed = form.list("payment_method_types");
    if listed.is_empty() {
        let own: &[&str] = if currency == "usd" { &["card", "klarna", "us_bank_account"] } else { &["card", "klarna"] };
        return Ok(own.iter().map(|method| (*method).to_owned()).collect());
    }
    for (index, method) in listed.iter().enumerate() {
        let name = format!("payment_method_types[{index}]");
        if !METHODS.contains(method) {
            return Err(StripeError::not_one_of(&name, &METHODS));
        }
        if *method == "us_bank_account" && currency != "usd" {
            return Err(StripeError::invalid(format!(
                "The payment method `us_bank_account` cannot be used with the currency `{currency}`; it supports only `usd`."
            ))
            .param("payment_method_types"));
        }
    }
    Ok(listed.into_iter().map(str::to_owned).collect())
}

/// What the payment intent will carry.
pub(super) fn payment_intent_data(call: &Call<'_>, form: &Form) -> Result<Map<String, Value>, StripeError> {
    let mut data = Map::new();
    form.choice("payment_intent_data[capture_method]", &["automatic", "automatic_async"])?;
    for name in ["description", "on_behalf_of", "setup_future_usage", "statement_descriptor", "transfer_group"] {
        data.insert(name.into(), form.text(&format!("payment_intent_data[{name}]")).into());
    }
    data.insert("receipt_email".into(), email(form, "payment_intent_data[receipt_email]")?.into());
    let suffix = "payment_intent_data[statement_descriptor_suffix]";
    if let Some(text) = form.text_up_to(suffix, 22)? {
        if text.contains(['<', '>', '\\', '\'', '"', '*']) {
            return Err(StripeError::invalid(format!(
                "The statement descriptor suffix contains invalid characters: {text}"
            ))
            .param(suffix));
        }
        data.insert("statement_descriptor_suffix".into(), text.into());
    }
    data.insert("metadata".into(), form.metadata("payment_intent_data[metadata]")?.into());
    if form.has("payment_intent_data[transfer_data]") {
        let name = "payment_intent_data[transfer_data][destination]";
        let destination = form.required(name)?;
        let connected = call
            .world
            .account(destination)
            .is_some_and(|account| account.platform.as_deref() == Some(call.account.as_str()));
        if !connected {
            return Err(no_such(name, "destination", destination));
        }
        let amount = form.integer("payment_intent_data[transfer_data][amount]")?;
        data.insert("transfer_data".into(), json!({ "amount": amount, "destination": destination }));
    }
    Ok(data)
}

/// The customer the session is for.
pub(super) fn customer(call: &Call<'_>, form: &Form) -> Result<Option<Value>, StripeError> {
    let Some(id) = form.text("customer") else { return Ok(None) };
    if form.has("customer_email") {
        return Err(StripeError::invalid("You may only specify one of these parameters: customer, customer_email.")
            .before_execution());
    }
    call.get(Kind::Customer, id).map(Some).ok_or_else(|| StripeError::no_such_in("customer", Kind::Customer, id))
}

/// Options that are only kept and shown.
pub(super) fn set_options(session: &mut Value, form: &Form) -> Result<(), StripeError> {
    if let Some(enabled) = form.boolean("adaptive_pricing[enabled]")? {
        session["adaptive_pricing"]["enabled"] = enabled.into();
    }
    if let Some(enabled) = form.boolean("automatic_tax[enabled]")? {
        session["automatic_tax"]["enabled"] = enabled.into();
    }
    if let Some(enabled) = form.boolean("phone_number_collection[enabled]")? {
        session["phone_number_collection"]["enabled"] = enabled.into();
    }
    if let Some(enabled) = form.boolean("after_expiration[recovery][enabled]")? {
        let codes = form.boolean("after_expiration[recovery][allow_promotion_codes]")?.unwrap_or(false);
        session["after_expiration"] = json!({
            "recovery": { "allow_promotion_codes": codes, "enabled": enabled, "expires_at": null, "url": null },
        });
    }
    session["allow_promotion_codes"] = form.boolean("allow_promotion_codes")?.into();
    session["billing_address_collection"] = form.choice("billing_address_collection", &["auto", "required"])?.into();
    session["submit_type"] = form.choice("submit_type", &["auto", "book", "donate", "pay", "subscribe"])?.into();
    session["locale"] = form.text("locale").into();
    session["integration_identifier"] = form.text("integration_identifier").into();
    if let Some(choice) = form.choice("customer_creation", &["always", "if_required"])? {
        session["customer_creation"] = choice.into();
    }
    if let Some(mode) = form.text("ui_mode") {
        session["ui_mode"] = mode.into();
    }
    for place in ["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"] {
        if let Some(message) = form.text_up_to(&format!("custom_text[{place}][message]"), 1200)? {
            session["custom_text"][place] = json!({ "message": message });
        }
    }
    Ok(())
}

fn no_such(param: &str, what: &str, id: &str) -> StripeError {
    StripeError::invalid(format!("No such {what}: '{id}'")).code("resource_missing").param(param)
}
