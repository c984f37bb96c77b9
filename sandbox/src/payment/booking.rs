//! What an attempt leaves in the books: charges, fees, transfers, and the states of intent and session.

use serde_json::{Value, json};

use super::{Method, Payer, Pending};
use crate::call::Call;
use crate::objects::balance_transaction::{self, Movement};
use crate::objects::{charge, customer, payment_method, session, transfer};
use crate::table::Kind;

/// A charge that waits for its result, not yet stored.
pub(super) fn new_charge(call: &mut Call<'_>, intent: &Value, pending: &Pending) -> Value {
    let id = match pending.method {
        Method::Card(_) => call.id("ch"),
        Method::BankDebit(_) | Method::PayLater => call.id("py"),
    };
    let authorization = call.world.chance.digits(6);
    charge::pending(charge::Parts {
        receipt_url: format!("{}/receipts/{id}", call.world.base),
        id,
        payment_intent: intent,
        payment_method: &pending.payment_method,
        details: payment_method::details(&pending.method, &intent["amount"], Some(&authorization)),
        payer: &pending.payer,
        created: call.now(),
    })
}

/// Books the charge, its fee and its transfer, and finishes the payment intent.
pub(super) fn succeed(call: &mut Call<'_>, intent: &mut Value, mut charge: Value, method: &Method) -> Value {
    let amount = charge["amount"].as_i64().unwrap_or_default();
    let is_card = matches!(method, Method::Card(_));
    let kind = if is_card { "charge" } else { "payment" };
    let transaction = balance_transaction::record(
        call,
        &Movement {
            kind,
            reporting_category: "charge",
            amount,
            currency: charge["currency"].as_str().unwrap_or_default(),
            fee: balance_transaction::fee(method, amount),
            source: charge["id"].as_str().unwrap_or_default(),
            description: charge["description"].as_str(),
            days_until_available: if is_card { 2 } else { 4 },
        },
    );
    charge::succeed(&mut charge, &transaction["id"]);
    if let Some(transfer) = transfer_for(call, &charge) {
        charge["transfer"] = transfer["id"].clone();
        charge["transfer_group"] = transfer["transfer_group"].clone();
    }
    call.put(&charge);
    intent["status"] = "succeeded".into();
    intent["amount_received"] = amount.into();
    intent["latest_charge"] = charge["id"].clone();
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = Value::Null;
    call.put(intent);
    call.emit("charge.succeeded", &charge);
    call.emit("payment_intent.succeeded", intent);
    charge
}

/// A destination charge hands its amount to the connected account.
fn transfer_for(call: &mut Call<'_>, charge: &Value) -> Option<Value> {
    let destination = charge["transfer_data"]["destination"].as_str()?.to_owned();
    let amount = charge["transfer_data"]["amount"].as_i64().or_else(|| charge["amount"].as_i64())?;
    let currency = charge["currency"].as_str()?;
    let (payment_id, transfer_id) = (call.id("py"), call.id("tr"));
    let mut charge = charge.clone();
    charge["transfer_group"] = format!("group_{}", charge["payment_intent"].as_str()?).into();
    let mut transfer = transfer::new(&transfer_id, &charge, amount, &destination, &payment_id, call.now());
    let transaction = balance_transaction::record(
        call,
        &Movement {
            kind: "transfer",
            reporting_category: "transfer",
            amount: -amount,
            currency,
            fee: 0,
            source: &transfer_id,
            description: None,
            days_until_available: 2,
        },
    );
    transfer["balance_transaction"] = transaction["id"].clone();
    call.put(&transfer);
    call.emit("transfer.created", &transfer);

    let mut receiver = call.on(&destination);
    let credit = balance_transaction::record(
        &mut receiver,
        &Movement {
            kind: "payment",
            reporting_category: "charge",
            amount,
            currency,
            fee: 0,
            source: &payment_id,
            description: None,
            days_until_available: 2,
        },
    );
    let mut payment = charge.clone();
    payment["id"] = payment_id.into();
    payment["amount"] = amount.into();
    for field in ["payment_intent", "payment_method", "transfer_data", "customer", "receipt_url", "description"] {
        payment[field] = Value::Null;
    }
    payment["metadata"] = json!({});
    payment["payment_method_details"] = json!({ "stripe_account": {}, "type": "stripe_account" });
    payment["source_transfer"] = transfer_id.into();
    charge::succeed(&mut payment, &credit["id"]);
    receiver.put(&payment);
    receiver.emit("payment.created", &payment);
    Some(transfer)
}

/// Puts the payment intent back to where another attempt can be made.
pub(super) fn refuse_intent(
    call: &mut Call<'_>,
    intent: &mut Value,
    payment_method: &str,
    code: &str,
    decline_code: Option<&str>,
    message: &str,
    charge: Option<&str>,
) {
    let method = call.get(Kind::PaymentMethod, payment_method).unwrap_or(Value::Null);
    let mut error = json!({
        "code": code,
        "doc_url": format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")),
        "message": message,
        "payment_method": method,
        "type": if method["type"] == "card" && code != "payment_intent_authentication_failure" { "card_error" } else { "invalid_request_error" },
    });
    if let Some(decline_code) = decline_code {
        error["decline_code"] = decline_code.into();
    }
    if let Some(charge) = charge {
        error["charge"] = charge.into();
        intent["latest_charge"] = charge.into();
    }
    intent["status"] = "requires_payment_method".into();
    intent["payment_method"] = Value::Null;
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = error;
    call.put(intent);
    call.emit("payment_intent.payment_failed", intent);
}

/// Closes the session with the payer's details and announces it.
pub(super) fn complete(call: &mut Call<'_>, session_id: &str, payer: &Payer, payment_status: &str, event: &str) {
    let Some(mut session) = call.get(Kind::Session, session_id) else { return };
    let email = session["customer_email"].as_str().map(str::to_owned).or_else(|| payer.email.clone());
    if session["customer_creation"] == "always" && session["customer"].is_null() {
        let mut object = customer::new(call);
        object["email"] = email.clone().into();
        object["name"] = payer.name.clone().into();
        call.put(&object);
        call.emit("customer.created", &object);
        session["customer"] = object["id"].clone();
    }
    session["status"] = "complete".into();
    session["payment_status"] = payment_status.into();
    session["url"] = Value::Null;
    session["customer_details"] = session::customer_details(email.as_deref(), payer.name.as_deref());
    call.put(&session);
    call.emit(event, &session);
}
