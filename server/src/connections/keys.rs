//! A gateway's keys: told by their prefixes, and tried by a real call before they are stored.

use domain::{Mode, Problem, api::connections::NewConnection};
use secrecy::SecretString;

use super::ConnectionRow;
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
    /// Checks the prefixes.
    ///
    /// # Errors
    /// 422 at the field.
    pub fn parse(new: &NewConnection) -> Result<Self, Problem> {
        let mode = new.mode()?;
        let secret = new.secret_key.trim();
        let hint = secret.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        Ok(Self { publishable: new.publishable_key.trim().to_owned(), secret: secret.to_owned().into(), hint, mode })
    }
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

/// Tries keys that are to replace those of a connection: a connection is pinned to its account and mode.
pub(super) async fn roll(app: &App, known: &ConnectionRow, new: &NewConnection) -> Result<(Keys, Account)> {
    let keys = Keys::parse(new)?;
    if keys.mode != known.mode.0 {
        let why = format!(
            "These are {} keys, and this gateway is in {} mode. Connect them as another account below",
            keys.mode, known.mode.0
        );
        return Err(Error::field("/secret_key", why));
    }
    let account = try_keys(app, &keys).await?;
    if account.id != known.gateway_account {
        let why = format!(
            "This key belongs to {}, and this gateway is {}. Connect it as another account below",
            account.id, known.gateway_account
        );
        return Err(Error::field("/secret_key", why));
    }
    Ok((keys, account))
}
