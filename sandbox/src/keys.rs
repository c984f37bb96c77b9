//! API keys: which account a request acts on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::account::KeyOwner;
use crate::api;
use crate::error::StripeError;
use crate::world::App;

/// The account that the request acts on.
pub(crate) fn authenticate(app: &App, headers: &HeaderMap) -> Result<String, StripeError> {
    let key = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(key_in);
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return Err(StripeError::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer \
             auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for \
             details, or we can help at https://support.stripe.com/.",
        ));
    };
    let owner = KeyOwner::of(&key)
        .ok_or_else(|| StripeError::unauthorized(format!("Invalid API Key provided: {}", masked(&key))))?;
    if key.starts_with("pk_") {
        return Err(StripeError::new(
            403,
            "invalid_request_error",
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list \
             of your API keys at https://dashboard.stripe.com/account/apikeys.",
        )
        .code("secret_key_required")
        .before_execution());
    }
    let mut world = app.world();
    world.open_account(&owner.label, &owner.account);
    let Some(other) = headers.get("stripe-account").and_then(|value| value.to_str().ok()) else {
        return Ok(owner.account);
    };
    let is_connected = other == owner.account
        || world.account(other).is_some_and(|account| account.platform.as_ref() == Some(&owner.account));
    if is_connected { Ok(other.to_owned()) } else { Err(api::accounts::no_access(other)) }
}

/// The key in an `Authorization` header: bearer, or basic with the key as the user.
fn key_in(header: &str) -> Option<String> {
    let (scheme, credentials) = header.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(credentials.trim().to_owned());
    }
    let decoded = BASE64.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    Some(text.split(':').next().unwrap_or_default().to_owned())
}

/// A key as Stripe repeats it: only its start and its last four characters.
fn masked(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    if characters.len() <= 12 {
        return "*".repeat(characters.len());
    }
    let start: String = characters[..8].iter().collect();
    let end: String = characters[characters.len() - 4..].iter().collect();
    format!("{start}{}{end}", "*".repeat(characters.len() - 12))
}
