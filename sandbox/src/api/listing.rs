//! Stripe's lists: newest first, filtered, with cursors.

use serde_json::{Value, json};

use crate::call::Call;
use crate::error::StripeError;
use crate::form::Form;
use crate::table::Kind;

/// Parameters that every list takes.
const COMMON: [&str; 9] = [
    "limit",
    "starting_after",
    "ending_before",
    "created",
    "created[gt]",
    "created[gte]",
    "created[lt]",
    "created[lte]",
    "expand[#]",
];

/// A page of the objects of a kind that pass the filter. `filters` are the endpoint's own parameters.
pub(super) fn page(
    call: &Call<'_>,
    form: &Form,
    kind: Kind,
    filters: &[&str],
    wanted: impl Fn(&Value) -> bool,
) -> Result<Value, StripeError> {
    let allowed: Vec<&str> = COMMON.iter().chain(filters).copied().collect();
    form.allow(&allowed)?;
    let created = Created::read(form)?;
    let limit = limit(form)?;
    let Some(account) = call.account() else { return Ok(answer(&[], false, kind)) };
    let all: Vec<&Value> = account.newest(kind).filter(|object| created.includes(object) && wanted(object)).collect();
    // A cursor may name an object that the filters leave out, so positions are taken from ids in creation order.
    let position = |name: &str| -> Result<Option<usize>, StripeError> {
        let Some(id) = form.text(name) else { return Ok(None) };
        if account.get(kind, id).is_none() {
            return Err(StripeError::no_such_in(name, kind, id));
        }
        let newer = account.newest(kind).take_while(|object| object["id"] != id);
        Ok(Some(newer.filter(|object| created.includes(object) && wanted(object)).count()))
    };
    if let Some(end) = position("ending_before")? {
        let start = end.saturating_sub(limit);
        let data: Vec<Value> = all[start..end].iter().map(|object| (*object).clone()).collect();
        return Ok(answer(&data, start > 0, kind));
    }
    let start = match position("starting_after")? {
        // The object itself is left out, unless the filters did so.
        Some(at) => {
            at + usize::from(all.get(at).is_some_and(|object| object["id"].as_str() == form.text("starting_after")))
        }
        None => 0,
    };
    let data: Vec<Value> = all.iter().skip(start).take(limit).map(|object| (*object).clone()).collect();
    let has_more = start + data.len() < all.len();
    Ok(answer(&data, has_more, kind))
}

fn answer(data: &[Value], has_more: bool, kind: Kind) -> Value {
    json!({ "object": "list", "data": data, "has_more": has_more, "url": kind.path() })
}

/// `limit`: 1 to 100, 10 by default.
pub(super) fn limit(form: &Form) -> Result<usize, StripeError> {
    let limit = form.integer("limit")?.unwrap_or(10);
    let bound = |words: &str| {
        Err(StripeError::invalid(format!("This value must be {words}."))
            .code("parameter_invalid_integer")
            .param("limit")
            .before_execution())
    };
    match limit {
        ..1 => bound("greater than or equal to 1"),
        101.. => bound("less than or equal to 100 (inclusive)"),
        _ => Ok(usize::try_from(limit).unwrap_or(10)),
    }
}

struct Created {
    from: i64,
    to: i64,
}

impl Created {
    fn read(form: &Form) -> Result<Self, StripeError> {
        let mut range = Self { from: i64::MIN, to: i64::MAX };
        if let Some(exact) = form.integer("created")? {
            return Ok(Self { from: exact, to: exact });
        }
        if let Some(bound) = form.integer("created[gt]")? {
            range.from = bound.saturating_add(1);
        }
        if let Some(bound) = form.integer("created[gte]")? {
            range.from = range.from.max(bound);
        }
        if let Some(bound) = form.integer("created[lt]")? {
            range.to = bound.saturating_sub(1);
        }
        if let Some(bound) = form.integer("created[lte]")? {
            range.to = range.to.min(bound);
        }
        Ok(range)
    }

    fn includes(&self, object: &Value) -> bool {
        object["created"].as_i64().is_some_and(|created| (self.from..=self.to).contains(&created))
    }
}
