//! `customer`

use serde_json::{Value, json};

use crate::call::Call;

/// A customer of whom nothing is known yet.
pub(crate) fn new(call: &mut Call<'_>) -> Value {
    json!({
        "id": format!("cus_{}", call.world.chance.token(14)),
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": call.now(),
        "currency": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "discount": null,
        "email": null,
        "invoice_prefix": call.world.chance.token(8).to_uppercase(),
        "invoice_settings": {
            "custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null,
        },
        "livemode": false,
        "metadata": {},
        "name": null,
        "next_invoice_sequence": 1,
        "phone": null,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": null,
    })
}
