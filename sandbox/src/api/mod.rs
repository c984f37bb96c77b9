//! The Stripe API: which path does what.

pub(crate) mod accounts;
mod customers;
mod events;
mod expand;
mod listing;
mod money;
mod refunds;
mod session_params;
mod sessions;
mod webhook_endpoints;

use serde_json::Value;

use crate::call::Call;
use crate::error::StripeError;
use crate::form::Form;
use crate::table::Kind;

/// The parameters of a request, and the id in its path.
pub(crate) struct Request<'a> {
    pub(crate) id: &'a str,
    pub(crate) form: &'a Form,
}

type Endpoint = fn(&mut Call<'_>, &Request<'_>) -> Result<Value, StripeError>;

/// Executes a request on an account and expands its answer.
pub(crate) fn execute(call: &mut Call<'_>, method: &str, path: &str, form: &Form) -> Result<Value, StripeError> {
    let segments: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    let Some((endpoint, id)) = endpoint(method, &segments) else {
        return Err(unrecognized(method, path));
    };
    let answer = endpoint(call, &Request { id, form })?;
    expand::answer(call, answer, form)
}

fn endpoint<'a>(method: &str, segments: &[&'a str]) -> Option<(Endpoint, &'a str)> {
    let found: (Endpoint, &'a str) = match (method, segments) {
        ("POST", ["checkout", "sessions"]) => (sessions::create, ""),
        ("GET", ["checkout", "sessions"]) => (sessions::list, ""),
        ("GET", ["checkout", "sessions", id]) => (sessions::retrieve, id),
        ("POST", ["checkout", "sessions", id]) => (sessions::update, id),
        ("POST", ["checkout", "sessions", id, "expire"]) => (sessions::expire, id),
        ("GET", ["checkout", "sessions", id, "line_items"]) => (sessions::line_items, id),
        ("GET", ["payment_intents"]) => (money::list_payment_intents, ""),
        ("GET", ["payment_intents", id]) => (money::retrieve_payment_intent, id),
        ("POST", ["payment_intents", id, "cancel"]) => (money::cancel_payment_intent, id),
        ("GET", ["charges"]) => (money::list_charges, ""),
        ("GET", ["charges", id]) => (|call, request| retrieve(call, request, Kind::Charge), id),
        ("GET", ["charges", id, "refunds"]) => (refunds::list_of_charge, id),
        ("GET", ["balance_transactions"]) => (money::list_balance_transactions, ""),
        ("GET", ["balance_transactions", id]) => {
            (|call, request| retrieve(call, request, Kind::BalanceTransaction), id)
        }
        ("GET", ["payouts"]) => (money::list_payouts, ""),
        ("GET", ["payouts", id]) => (|call, request| retrieve(call, request, Kind::Payout), id),
        ("GET", ["transfers"]) => (money::list_transfers, ""),
        ("GET", ["transfers", id]) => (|call, request| retrieve(call, request, Kind::Transfer), id),
        ("GET", ["disputes"]) => (money::list_disputes, ""),
        ("GET", ["disputes", id]) => (|call, request| retrieve(call, request, Kind::Dispute), id),
        ("GET", ["payment_methods", id]) => (|call, request| retrieve(call, request, Kind::PaymentMethod), id),
        ("POST", ["refunds"]) => (refunds::create, ""),
        ("GET", ["refunds"]) => (refunds::list, ""),
        ("GET", ["refunds", id]) => (|call, request| retrieve(call, request, Kind::Refund), id),
        ("POST", ["customers"]) => (customers::create, ""),
        ("GET", ["customers"]) => (customers::list, ""),
        ("GET", ["customers", id]) => (|call, request| retrieve(call, request, Kind::Customer), id),
        ("POST", ["customers", id]) => (customers::update, id),
        ("GET", ["events"]) => (events::list, ""),
        ("GET", ["events", id]) => (events::retrieve, id),
        ("POST", ["webhook_endpoints"]) => (webhook_endpoints::create, ""),
        ("GET", ["webhook_endpoints"]) => (webhook_endpoints::list, ""),
        ("GET", ["webhook_endpoints", id]) => (|call, request| retrieve(call, request, Kind::WebhookEndpoint), id),
        ("POST", ["webhook_endpoints", id]) => (webhook_endpoints::update, id),
        ("DELETE", ["webhook_endpoints", id]) => (webhook_endpoints::delete, id),
        ("GET", ["account"]) => (accounts::own, ""),
        ("GET", ["accounts"]) => (accounts::list, ""),
        ("GET", ["accounts", id]) => (accounts::retrieve, id),
        _ => return None,
    };
    Some(found)
}

fn unrecognized(method: &str, path: &str) -> StripeError {
    StripeError::new(
        404,
        "invalid_request_error",
        format!(
            "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at \
             https://support.stripe.com/."
        ),
    )
    .before_execution()
}

/// An object by its id.
fn retrieve(call: &mut Call<'_>, request: &Request<'_>, kind: Kind) -> Result<Value, StripeError> {
    request.form.allow(&["expand[#]"])?;
    call.find(kind, request.id)
}
