//! The secret part of a public URL.

use std::{fmt, str::FromStr};

/// 160 bits as 27 characters of URL-safe base64, or whatever an older key made: 22 to 64 characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

/// A text that cannot be a token. It looks just like an unknown one to the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct BadToken;

impl Token {
    /// The token as it stands in the URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = BadToken;
    fn from_str(text: &str) -> Result<Self, BadToken> {
        let fine = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if (22..=64).contains(&text.len()) && text.bytes().all(fine) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadToken)
        }
    }
}

/// A token is a secret: it is not printed.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
