//! Short texts with a limit: trimmed, without control characters.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing but white space.
    #[error("Enter {what}")]
    Empty {
        /// What is asked for, with its article.
        what: &'static str,
    },
    /// More characters than fit.
    #[error("Use at most {max} characters")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// A control character.
    #[error("Remove the control characters")]
    Control,
    /// No email address.
    #[error("Enter an email address such as name@example.com")]
    NotAnEmail,
}

fn bounded(text: &str, what: &'static str, max: usize, lines: bool) -> Result<String, BadText> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadText::Empty { what });
    }
    if text.chars().count() > max {
        return Err(BadText::TooLong { max });
    }
    let breaks = |c: char| lines && matches!(c, '\n' | '\t' | '\r');
    // The overrides of text direction can make a name read as another one.
    let hidden = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| (c.is_control() && !breaks(c)) || hidden(c)) {
        return Err(BadText::Control);
    }
    Ok(if lines { text.replace("\r\n", "\n") } else { text.to_owned() })
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($what:literal, max = $max:literal, lines = $lines:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters it takes.
            pub const MAX: usize = $max;
        }

        impl FromStr for $name {
            type Err = BadText;
            fn from_str(text: &str) -> Result<Self, BadText> {
                bounded(text, $what, $max, $lines).map(Self)
            }
        }

        plumbing!($name);
    )*};
}

macro_rules! plumbing {
    ($name:ident) => {
        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadText;
            fn try_from(text: String) -> Result<Self, BadText> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

texts! {
    /// The name of a person, a firm or an account.
    Name("a name", max = 200, lines = false);
    /// The name of a view of a table.
    ViewName("a name", max = 60, lines = false);
    /// The number of an invoice, as the firm writes it.
    InvoiceNumber("an invoice number", max = 64, lines = false);
    /// The firm's own key of a row it imports.
    ExternalId("an external ID", max = 128, lines = false);
    /// What a payment is for, in one line.
    Description("a description", max = 300, lines = false);
    /// A few lines to the payer.
    Message("a message", max = 2000, lines = true);
    /// The firm's own number of a client or a matter.
    RecordNumber("a number", max = 64, lines = false);
    /// A telephone number, as people write it.
    Phone("a phone number", max = 40, lines = false);
    /// A postal address, in lines.
    Address("an address", max = 500, lines = true);
    /// What someone does at a client.
    Position("what they do there", max = 100, lines = false);
    /// What an appointment is.
    EventTitle("a title", max = 200, lines = false);
    /// Where an appointment is: a room, or the address of a video call.
    Place("a place", max = 500, lines = false);
    /// Lines for colleagues.
    Note("a note", max = 4000, lines = true);
}

/// An email address, checked for shape; whether it exists only mail can tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = "email", max_length = 254))]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// For comparison and search: lower case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for Email {
    type Err = BadText;
    fn from_str(text: &str) -> Result<Self, BadText> {
        let text = bounded(text, "an email address", 254, false)?;
        let (local, domain) = text.rsplit_once('@').ok_or(BadText::NotAnEmail)?;
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let local_fine = (1..=64).contains(&local.len())
            && local.chars().all(atom)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label = |l: &str| {
            (1..=63).contains(&l.len())
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        };
        let domain_fine = domain.contains('.') && domain.split('.').all(label);
        if local_fine && domain_fine { Ok(Self(text)) } else { Err(BadText::NotAnEmail) }
    }
}

plumbing!(Email);

/// A password someone chooses: 10 to 200 characters. What it is made of is theirs to decide.
///
/// # Errors
/// A sentence to show next to the field.
pub fn check_password(text: &str) -> Result<(), BadPassword> {
    match text.chars().count() {
        0..10 => Err(BadPassword::TooShort),
        10..=200 => Ok(()),
        _ => Err(BadPassword::TooLong),
    }
}

/// Why a password was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Fewer than 10 characters.
    #[error("Use at least 10 characters: a few words are easy to remember")]
    TooShort,
    /// More than 200 characters.
    #[error("Use at most 200 characters")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses_have_their_shape() {
        for good in ["ann@example.org", "a.b+c@mail.example.co.uk", "O'Neill@example.com"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "ann",
            "ann@",
            "@example.org",
            "a b@example.org",
            "ann@example",
            "ann@-a.org",
            "a..b@example.org",
            "a@b.org\r\nBcc: x@y.org",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_are_trimmed_and_bounded() {
        assert_eq!(" Ann  ".parse::<Name>().map(String::from), Ok("Ann".to_owned()));
        assert_eq!(" ".parse::<Name>(), Err(BadText::Empty { what: "a name" }));
        assert_eq!("a\0b".parse::<Name>(), Err(BadText::Control));
        assert_eq!("a\nb".parse::<Name>(), Err(BadText::Control));
        assert!("a\nb".parse::<Message>().is_ok());
        assert!("x".repeat(65).parse::<InvoiceNumber>().is_err());
    }
}
