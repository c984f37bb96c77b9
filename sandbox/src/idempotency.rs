//! Idempotency keys by Stripe's rules: the first answer is kept for 24 hours of the sandbox clock and replayed,
//! also when it was a 500; other parameters under the same key are an error, and so is the same key while the
//! first request is still running.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::error::StripeError;

const KEPT_MS: i64 = 24 * 3600 * 1000;
const LONGEST_KEY: usize = 255;

/// An answer to be given again.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// The id of the request that was answered first.
    pub(crate) request: String,
}

#[derive(Debug)]
struct Entry {
    fingerprint: [u8; 32],
    path: String,
    began_ms: i64,
    /// `None` while the request is running.
    answer: Option<Kept>,
}

/// The keys of one account.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: HashMap<String, Entry>,
}

/// What to do with a request that carries a key.
pub(crate) enum Begin {
    /// The key is new: execute, then call [`Ledger::finish`].
    Execute,
    Replay(Kept),
}

impl Ledger {
    /// Looks at a key before the request is executed.
    pub(crate) fn begin(
        &mut self,
        key: &str,
        method: &str,
        path: &str,
        parameters: &[u8],
        now_ms: i64,
    ) -> Result<Begin, StripeError> {
        if key.chars().count() > LONGEST_KEY {
            return Err(StripeError::new(
                400,
                "invalid_request_error",
                format!("Idempotency keys can be at most {LONGEST_KEY} characters long."),
            )
            .before_execution());
        }
        self.entries.retain(|_, entry| now_ms - entry.began_ms < KEPT_MS || entry.answer.is_none());
        let fingerprint = fingerprint(method, path, parameters);
        let Some(entry) = self.entries.get(key) else {
            let entry = Entry { fingerprint, path: path.to_owned(), began_ms: now_ms, answer: None };
            self.entries.insert(key.to_owned(), entry);
            return Ok(Begin::Execute);
        };
        if entry.fingerprint != fingerprint {
            let message = if entry.path == path {
                format!(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                     Try using a key other than '{key}' if you meant to execute a different request."
                )
            } else {
                format!(
                    "Keys for idempotent requests can only be used for the same endpoint they were first used for \
                     ('{path}' vs '{first}'). Try using a key other than '{key}' if you meant to execute a different request.",
                    first = entry.path
                )
            };
            return Err(StripeError::new(400, "idempotency_error", message).before_execution());
        }
        match &entry.answer {
            Some(kept) => Ok(Begin::Replay(kept.clone())),
            None => Err(StripeError::new(
                409,
                "idempotency_error",
                format!(
                    "There is currently another in-progress request using this Idempotent Key (that probably means you \
                     submitted twice, and the other request is still going through): {key}. Please try again later."
                ),
            )
            .code("idempotency_key_in_use")
            .before_execution()
            .retryable()),
        }
    }

    /// Keeps the answer of an executed request; with `None` the key is free again.
    pub(crate) fn finish(&mut self, key: &str, answer: Option<Kept>) {
        match answer {
            Some(kept) => {
                if let Some(entry) = self.entries.get_mut(key) {
                    entry.answer = Some(kept);
                }
            }
            None => {
                self.entries.remove(key);
            }
        }
    }
}

fn fingerprint(method: &str, path: &str, parameters: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [method.as_bytes(), path.as_bytes(), parameters] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
