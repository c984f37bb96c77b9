//! A gateway's keys: told by their prefixes, and tried by a real call before they are stored.

use domain::{Fields, Mode, Problem};
use secrecy::SecretString;

use crate::{
    gateways::stripe::{CallError, objects::Account},
    http::{Error, Result},
    state::App,
};

/// A pair of keys of one mode.
pub struct Keys {
    pub(super) publishable: String,
    pub(super) secret: SecretString,
    pub(super) hint: String,
    pub(super) mode: Mode,
}

impl Keys {
    /// Checks the prefixes: swapped, mixed and foreign keys are named as what they are.
    ///
    /// # Errors
    /// 422 at the field.
    pub fn parse(publishable: &str, secret: &str) -> Result<Self, Problem> {
        let (publishable, secret) = (publishable.trim(), secret.trim());
        let mut fields = Fields::new();
        let public_mode = fields.take("/publishable_key", key_mode(publishable, &["pk"], "sk"));
        let mode = fields.take("/secret_key", key_mode(secret, &["sk", "rk"], "pk"));
        if public_mode.zip(mode).is_some_and(|(public, secret)| public != secret) {
            fields.refuse("/secret_key", "One key is a test key, the other a live key: take both from the same page");
        }
        let hint = secret.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        let keys =
            mode.map(|mode| Self { publishable: publishable.to_owned(), secret: secret.to_owned().into(), hint, mode });
        fields.finish(keys)
    }
}

fn key_mode(key: &str, kinds: &[&str], other: &str) -> Result<Mode, String> {
    let kind = kinds.first().copied().unwrap_or_default();
    if key.is_empty() {
        return Err(format!("Paste the key that begins with {kind}_test_ or {kind}_live_"));
    }
    if key.starts_with(&format!("{other}_")) {
        return Err("The two keys are swapped".into());
    }
    let fine = key.len() <= 250 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let mode = kinds.iter().find_map(|kind| {
        let rest = key.strip_prefix(kind)?;
        let (mode, rest) = match rest.strip_prefix("_test_") {
            Some(rest) => (Mode::Test, rest),
            None => (Mode::Live, rest.strip_prefix("_live_")?),
        };
        (rest.len() >= 4).then_some(mode)
    });
    mode.filter(|_| fine).ok_or_else(|| format!("This is no such key: it begins with {kind}_test_ or {kind}_live_"))
}

/// Asks Stripe whose keys they are.
pub(super) async fn try_keys(app: &App, keys: &Keys) -> Result<Account> {
    let client = app
        .stripe
        .with_key(&keys.secret)
        .map_err(|_| Error::field("/secret_key", "The key has characters that no key has"))?;
    client.account().await.map_err(|why| match why {
        CallError::Refused { status: 401 | 403, .. } => {
            Error::field("/secret_key", "Stripe does not accept this key. Copy it again from the API keys page")
        }
        CallError::Refused { message, .. } => Error::field("/secret_key", message),
        _ => Problem::new(503, "gateway-unavailable", "Stripe does not answer right now")
            .with_detail("The key has not been stored. Try again in a minute.")
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(publishable: &str, secret: &str, pointer: &str) -> String {
        let Err(problem) = Keys::parse(publishable, secret) else { panic!("accepted") };
        problem.field(pointer).unwrap_or_default().to_owned()
    }

    #[test]
    fn keys_are_told_by_their_prefix() {
        assert_eq!(Keys::parse("pk_test_abcd", " sk_test_abcd ").ok().map(|k| k.mode), Some(Mode::Test));
        assert_eq!(Keys::parse("pk_live_abcd", "rk_live_abcd").ok().map(|k| k.mode), Some(Mode::Live));
        assert_eq!(refusal("sk_test_abcd", "sk_test_abcd", "/publishable_key"), "The two keys are swapped");
        assert!(refusal("pk_test_abcd", "sk_live_abcd", "/secret_key").contains("test key"));
        assert!(refusal("pk_test_abcd", "sk_test_ab\ncd", "/secret_key").contains("no such key"));
        assert!(refusal("", "", "/secret_key").contains("Paste"));
    }
}
