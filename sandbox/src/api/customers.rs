//! `/v1/customers`

use serde_json::Value;

use super::{Request, listing};
use crate::call::Call;
use crate::error::StripeError;
use crate::form::Form;
use crate::objects::{customer, no_address};
use crate::table::Kind;

const FIELDS: &[&str] = &[
    "address[*]?",
    "description?",
    "email?",
    "expand[#]",
    "invoice_prefix?",
    "metadata[*]?",
    "name?",
    "phone?",
    "preferred_locales[#]",
    "tax_exempt?",
];

pub(super) fn create(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(FIELDS)?;
    let mut customer = customer::new(call);
    set_fields(&mut customer, request.form)?;
    call.put(&customer);
    call.emit("customer.created", &customer);
    Ok(customer)
}

pub(super) fn update(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    request.form.allow(FIELDS)?;
    let mut customer = call.find(Kind::Customer, request.id)?;
    set_fields(&mut customer, request.form)?;
    call.put(&customer);
    call.emit("customer.updated", &customer);
    Ok(customer)
}

pub(super) fn list(call: &mut Call<'_>, request: &Request<'_>) -> Result<Value, StripeError> {
    let form = request.form;
    listing::page(call, form, Kind::Customer, &["email"], |customer| {
        form.text("email").is_none_or(|email| customer["email"] == email)
    })
}

fn set_fields(customer: &mut Value, form: &Form) -> Result<(), StripeError> {
    for name in ["description", "email", "invoice_prefix", "name", "phone"] {
        if form.sent(name).is_some() {
            customer[name] = form.text(name).into();
        }
    }
    if let Some(choice) = form.choice("tax_exempt", &["none", "exempt", "reverse"])? {
        customer["tax_exempt"] = choice.into();
    }
    if form.has("preferred_locales") {
        customer["preferred_locales"] = form.list("preferred_locales").into();
    }
    if form.has("address") {
        let mut address = no_address();
        for (name, value) in form.entries("address") {
            if address.get(name).is_none() {
                return Err(StripeError::unknown_parameter(&format!("address[{name}]")));
            }
            address[name] = Some(value).filter(|value| !value.is_empty()).into();
        }
        customer["address"] = address;
    }
    merge_metadata(customer, form)
}

/// Adds to an object's metadata; an empty value removes the key.
pub(super) fn merge_metadata(object: &mut Value, form: &Form) -> Result<(), StripeError> {
    let added = form.metadata("metadata")?;
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for (key, value) in form.entries("metadata") {
            if value.is_empty() {
                metadata.remove(key);
            }
        }
        metadata.extend(added);
    }
    Ok(())
}
