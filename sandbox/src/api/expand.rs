//! `expand[]`: ids in an answer are replaced by the objects they name.

use serde_json::Value;

use crate::call::Call;
use crate::error::StripeError;
use crate::form::Form;
use crate::objects::{account, balance_transaction, list};
use crate::table::Kind;

const DEEPEST: usize = 4;

/// Fields that hold ids but are plain text at Stripe.
const NOT_EXPANDABLE: [&str; 3] = ["id", "client_reference_id", "authorization_code"];

/// Expands an answer as the request asked, and brings what depends on the time up to date.
pub(super) fn answer(call: &Call<'_>, mut answer: Value, form: &Form) -> Result<Value, StripeError> {
    refresh(&mut answer, call.now());
    for path in form.list("expand") {
        let fields: Vec<&str> = path.split('.').collect();
        if fields.len() > DEEPEST {
            return Err(StripeError::invalid(format!(
                "You cannot expand more than {DEEPEST} levels of a property (property: {path})."
            ))
            .param("expand"));
        }
        expand(call, &mut answer, &fields, path)?;
    }
    Ok(answer)
}

fn expand(call: &Call<'_>, value: &mut Value, fields: &[&str], path: &str) -> Result<(), StripeError> {
    let [field, rest @ ..] = fields else { return Ok(()) };
    let refused = || {
        Err(StripeError::invalid(format!(
            "This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead, if this is a list."
        ))
        .param("expand"))
    };
    if value["object"] == "list" && *field == "data" {
        if let Some(data) = value["data"].as_array_mut() {
            for item in data {
                expand(call, item, rest, path)?;
            }
        }
        return Ok(());
    }
    if *field == "line_items" && value["object"] == "checkout.session" {
        let id = value["id"].as_str().unwrap_or_default();
        value["line_items"] = list(&call.plan(id).line_items, &format!("/v1/checkout/sessions/{id}/line_items"));
    }
    let Some(inner) = value.get_mut(*field).filter(|_| !NOT_EXPANDABLE.contains(field)) else {
        return refused();
    };
    if let Some(id) = inner.as_str() {
        let Some(object) = load(call, id) else { return refused() };
        *inner = object;
    }
    match inner {
        Value::Null => Ok(()),
        Value::Object(_) => expand(call, inner, rest, path),
        Value::Array(items) => items.iter_mut().try_for_each(|item| expand(call, item, rest, path)),
        _ => refused(),
    }
}

fn load(call: &Call<'_>, id: &str) -> Option<Value> {
    if id.starts_with("acct_") {
        return call.world.account(id).map(account::of);
    }
    let kind = Kind::of_id(id)?;
    // A destination payment lives in the connected account.
    let mut object =
        call.get(kind, id).or_else(|| call.world.accounts().find_map(|account| account.get(kind, id).cloned()))?;
    refresh(&mut object, call.now());
    Some(object)
}

fn refresh(value: &mut Value, now: i64) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| refresh(item, now)),
        Value::Object(_) if value["object"] == "balance_transaction" => {
            *value = balance_transaction::current(value.take(), now);
        }
        Value::Object(fields) => {
            for field in ["data", "balance_transactions"] {
                if let Some(inner) = fields.get_mut(field) {
                    refresh(inner, now);
                }
            }
        }
        _ => {}
    }
}
