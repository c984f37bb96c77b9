//! `payment_method`, and the `payment_method_details` of a charge

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::no_address;
use crate::payment::{Card, Method, Payer};

/// The payment method a payer entered.
pub(crate) fn new(id: &str, method: &Method, payer: &Payer, created: i64) -> Value {
    let mut object = json!({
        "id": id,
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": {
            "address": no_address(), "email": payer.email, "name": payer.name, "phone": null, "tax_id": null,
        },
        "created": created,
        "customer": null,
        "customer_account": null,
        "livemode": false,
        "metadata": {},
        "type": method.stripe_type(),
    });
    object[method.stripe_type()] = match method {
        Method::Card(card) => json!({
            "brand": card.brand(),
            "checks": checks(),
            "country": "US",
            "display_brand": card.brand(),
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": fingerprint(&card.number),
            "funding": "credit",
            "generated_from": null,
            "last4": card.last4(),
            "networks": { "available": [card.brand()], "preferred": null },
            "regulated_status": "unregulated",
            "three_d_secure_usage": { "supported": true },
            "wallet": null,
        }),
        Method::BankDebit(debit) => json!({
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "SANDBOX BANK",
            "financial_connections_account": null,
            "fingerprint": fingerprint(&debit.account_number),
            "last4": debit.last4(),
            "networks": { "preferred": "ach", "supported": ["ach"] },
            "routing_number": "110000000",
            "status_details": null,
        }),
        Method::PayLater => json!({ "dob": null }),
    };
    object
}

/// How a charge describes the method. `authorization` is the six digit code of a card payment.
pub(crate) fn details(method: &Method, amount: &Value, authorization: Option<&str>) -> Value {
    match method {
        Method::Card(card) => json!({ "card": card_details(card, amount, authorization), "type": "card" }),
        Method::BankDebit(debit) => json!({
            "type": "us_bank_account",
            "us_bank_account": {
                "account_holder_type": "individual",
                "account_type": "checking",
                "bank_name": "SANDBOX BANK",
                "fingerprint": fingerprint(&debit.account_number),
                "last4": debit.last4(),
                "mandate": null,
                "payment_reference": null,
                "routing_number": "110000000",
            },
        }),
        Method::PayLater => json!({
            "klarna": { "payer_details": null, "payment_method_category": "pay_later", "preferred_locale": "en-US" },
            "type": "klarna",
        }),
    }
}

fn card_details(card: &Card, amount: &Value, authorization: Option<&str>) -> Value {
    json!({
        "amount_authorized": amount,
        "authorization_code": authorization,
        "brand": card.brand(),
        "checks": checks(),
        "country": "US",
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "extended_authorization": { "status": "disabled" },
        "fingerprint": fingerprint(&card.number),
        "funding": "credit",
        "incremental_authorization": { "status": "unavailable" },
        "installments": null,
        "last4": card.last4(),
        "mandate": null,
        "multicapture": { "status": "unavailable" },
        "network": card.brand(),
        "network_token": { "used": false },
        "network_transaction_id": null,
        "overcapture": { "maximum_amount_capturable": amount, "status": "unavailable" },
        "regulated_status": "unregulated",
        "three_d_secure": if card.needs_authentication() { three_d_secure() } else { Value::Null },
        "transaction_link_id": null,
        "wallet": null,
    })
}

fn three_d_secure() -> Value {
    json!({
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": null,
        "result": "authenticated",
        "result_reason": null,
        "transaction_id": null,
        "version": "2.2.0",
    })
}

fn checks() -> Value {
    json!({ "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" })
}

/// The same number has the same fingerprint everywhere.
fn fingerprint(number: &str) -> String {
    hex::encode(Sha256::digest(number.as_bytes()))[..16].to_owned()
}
