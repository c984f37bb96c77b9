//! The requests that make a checkout session or a refund: built once, stored, and sent unchanged ever after.

use std::collections::HashMap;

use domain::{
    Instant,
    id::{CheckoutId, RefundId},
    refund::RefundReason,
};
use serde::Serialize;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAdaptivePricing, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData,
    CreateCheckoutSessionPaymentIntentDataTransferData, ProductData,
};
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest as _};

/// What a session is made of.
pub struct SessionRequest<'a> {
    /// Our checkout: found again by it.
    pub checkout: &'a CheckoutId,
    /// In Stripe's units.
    pub amount: i64,
    /// The currency's code.
    pub currency: &'a str,
    /// What the payment is called.
    pub description: &'a str,
    /// The payer's address, to fill in.
    pub email: Option<&'a str>,
    /// The connected account that gets it all, for trust money.
    pub destination: Option<&'a str>,
    /// Where the payer comes back to.
    pub success_url: String,
    /// Where "back" leads.
    pub cancel_url: String,
    /// When the session ends.
    pub expires_at: Instant,
}

/// The metadata key under which a payment names our checkout.
pub const CHECKOUT_KEY: &str = "tender_checkout";

/// The form body, to the byte. The amount is fixed: no adaptive prices, no promotion codes, no tax.
///
/// # Errors
/// When the currency is unknown to Stripe.
pub fn session_request(session: &SessionRequest<'_>) -> anyhow::Result<String> {
    let currency: stripe_types::Currency = session
        .currency
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| anyhow::anyhow!("Stripe does not know {}", session.currency))?;
    let metadata = HashMap::from([(CHECKOUT_KEY.to_owned(), session.checkout.to_string())]);

    let mut price = CreateCheckoutSessionLineItemsPriceData::new(currency);
    price.unit_amount = Some(session.amount);
    price.product_data = Some(ProductData::new(session.description));
    let mut item = CreateCheckoutSessionLineItems::new();
    item.price_data = Some(price);
    item.quantity = Some(1);

    let mut intent = CreateCheckoutSessionPaymentIntentData::new();
    intent.description = Some(session.description.to_owned());
    intent.metadata = Some(metadata.clone());
    intent.transfer_data = session.destination.map(CreateCheckoutSessionPaymentIntentDataTransferData::new);

    let mut pricing = CreateCheckoutSessionAdaptivePricing::new();
    pricing.enabled = Some(false);

    let mut request = CreateCheckoutSession::new()
        .mode(stripe_shared::CheckoutSessionMode::Payment)
        .client_reference_id(session.checkout.as_str())
        .line_items(vec![item])
        .payment_intent_data(intent)
        .adaptive_pricing(pricing)
        .metadata(metadata)
        .success_url(session.success_url.clone())
        .cancel_url(session.cancel_url.clone())
        .expires_at(session.expires_at.seconds());
    if let Some(email) = session.email {
        request = request.customer_email(email);
    }
    request.build().body.ok_or_else(|| anyhow::anyhow!("a session request without a body"))
}

/// What a refund is made of.
pub struct RefundRequest<'a> {
    /// Ours: found again by it.
    pub refund: &'a RefundId,
    /// The payment.
    pub payment_intent: &'a str,
    /// In Stripe's units.
    pub amount: i64,
    /// Why.
    pub reason: RefundReason,
    /// Whether a connected account got the money: then it gives it back.
    pub from_destination: bool,
}

/// The metadata key under which a refund names ours.
pub const REFUND_KEY: &str = "tender_refund";

/// The form body, to the byte.
///
/// # Errors
/// None that could be expected.
pub fn refund_request(refund: &RefundRequest<'_>) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Form<'a> {
        payment_intent: &'a str,
        amount: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'static str>,
        metadata: HashMap<&'static str, &'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reverse_transfer: Option<bool>,
        expand: [&'static str; 1],
    }
    let form = Form {
        payment_intent: refund.payment_intent,
        amount: refund.amount,
        // Another reason is no word of Stripe's.
        reason: (refund.reason != RefundReason::Other).then(|| refund.reason.as_str()),
        metadata: HashMap::from([(REFUND_KEY, refund.refund.as_str())]),
        reverse_transfer: refund.from_destination.then_some(true),
        expand: ["balance_transaction"],
    };
    let body = RequestBuilder::new(StripeMethod::Post, "/refunds").form(&form).body;
    body.ok_or_else(|| anyhow::anyhow!("a refund request without a body"))
}
