//! `/v1/webhook_endpoints`

use serde_json::{Value, json};

use super::{Request, customers, listing};
use crate::call::Call;
use crate::error::StripeError;
use crate::form::Form;
use crate::objects::{event, webhook_endpoint};
use crate::table::Kind;

/// Stripe's limit in test mode.
const MOST: usize = 16;

pub(super) fn create(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    form.allow(&["api_version", "connect", "description?", "enabled_events[#]", "expand[#]", "metadata[*]?", "url"])?;
    let url = url(form)?.ok_or_else(|| StripeError::missing_parameter("url"))?;
    let events = enabled_events(form)?.ok_or_else(|| StripeError::missing_parameter("enabled_events"))?;
    let metadata = form.metadata("metadata")?;
    if call.account().is_some_and(|account| account.count(Kind::WebhookEndpoint) >= MOST) {
        return Err(StripeError::invalid(format!("You have reached the maximum of {MOST} test webhook endpoints.")));
    }
    let id = format!("we_1{}", call.world.chance.token(23));
    let secret = format!("whsec_{}", call.world.chance.token(32));
    let now = call.now();
    let mut endpoint =
        webhook_endpoint::new(&id, &url, &events, form.text("api_version"), form.text("description"), &metadata, now);
    call.put(&endpoint);
    if let Some(account) = call.world.account_mut(&call.account) {
        account.secrets.insert(id, secret.clone());
    }
    endpoint["secret"] = secret.into();
    Ok(endpoint)
}

pub(super) fn list(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    listing::page(call, request.form, Kind::WebhookEndpoint, &[], |_| true)
}

pub(super) fn update(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    form.allow(&["description?", "disabled", "enabled_events[#]", "expand[#]", "metadata[*]?", "url"])?;
    let mut endpoint = call.find(Kind::WebhookEndpoint, request.id)?;
    if let Some(url) = url(form)? {
        endpoint["url"] = url.into();
    }
    if let Some(events) = enabled_events(form)? {
        endpoint["enabled_events"] = json!(events);
    }
    if form.sent("description").is_some() {
        endpoint["description"] = form.text("description").into();
    }
    if let Some(disabled) = form.boolean("disabled")? {
        endpoint["status"] = if disabled { "disabled" } else { "enabled" }.into();
    }
    customers::merge_metadata(&mut endpoint, form)?;
    call.put(&endpoint);
    Ok(endpoint)
}

pub(super) fn delete(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(&[])?;
    let removed = call
        .world
        .account_mut(&call.account)
        .and_then(|account| account.table_mut(Kind::WebhookEndpoint).remove(request.id));
    if removed.is_none() {
        return Err(StripeError::no_such(Kind::WebhookEndpoint, request.id, Kind::WebhookEndpoint.param()));
    }
    Ok(json!({ "id": request.id, "object": "webhook_endpoint", "deleted": true }))
}

/// Only addresses of this machine: the sandbox sends nothing into the world.
fn url(form: &Form) -> Result<Option<String>, StripeError> {
    let Some(text) = form.text("url") else { return Ok(None) };
    let refused =
        |message: &str| Err(StripeError::invalid(message).code("url_invalid").param("url").before_execution());
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let loopback = match url.host() {
                Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                Some(url::Host::Ipv4(address)) => address.is_loopback(),
                Some(url::Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            };
            if loopback {
                Ok(Some(text.to_owned()))
            } else {
                refused("Invalid URL: the sandbox delivers webhooks to loopback addresses only.")
            }
        }
        _ => refused("Invalid URL: An explicit scheme (such as https) must be provided."),
    }
}

fn enabled_events(form: &Form) -> Result<Option<Vec<&str>>, StripeError> {
    if !form.has("enabled_events") {
        return Ok(None);
    }
    let events = form.list("enabled_events");
    for (index, kind) in events.iter().enumerate() {
        if *kind != "*" && !event::TYPES.lines().any(|known| known == *kind) {
            return Err(StripeError::invalid(format!("Invalid enabled_events[{index}]: {kind} is not an event type."))
                .param(&format!("enabled_events[{index}]"))
                .before_execution());
        }
    }
    Ok(Some(events))
}
