//! ISO 4217 currencies. How many decimals a *gateway* uses is the gateway adapter's business.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A currency of ISO 4217 with 0, 2 or 3 decimals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "USD"))]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

/// A text that names no currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Use a three-letter currency code such as USD, EUR or JPY")]
pub struct BadCurrency;

impl Currency {
    /// US dollar.
    pub const USD: Self = Self(iso_currency::Currency::USD);
    /// Euro.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    /// Japanese yen, which has no decimals.
    pub const JPY: Self = Self(iso_currency::Currency::JPY);
    /// Kuwaiti dinar, which has three decimals.
    pub const KWD: Self = Self(iso_currency::Currency::KWD);

    /// The currencies that forms offer first.
    pub const USUAL: [&'static str; 14] =
        ["USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "SEK", "NOK", "DKK", "JPY", "SGD", "INR", "KWD"];

    /// The three letters, in capitals.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimals of the minor unit: 0, 2 or 3.
    #[must_use]
    pub fn decimals(self) -> u8 {
        // `FromStr` let in only currencies with a known exponent.
        self.0.exponent().and_then(|e| u8::try_from(e).ok()).unwrap_or(2)
    }

    /// Minor units in one major unit: 1, 100 or 1000.
    #[must_use]
    pub fn scale(self) -> i64 {
        10_i64.pow(u32::from(self.decimals()))
    }

    /// What is written before an amount: a sign nobody can take for another currency's, or the code.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self.code() {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "CAD" => "CA$",
            "AUD" => "A$",
            "NZD" => "NZ$",
            code => code,
        }
    }
}

impl FromStr for Currency {
    type Err = BadCurrency;
    fn from_str(text: &str) -> Result<Self, BadCurrency> {
        let currency = iso_currency::Currency::from_code(&text.trim().to_ascii_uppercase()).ok_or(BadCurrency)?;
        match currency.exponent() {
            Some(0 | 2 | 3) => Ok(Self(currency)),
            _ => Err(BadCurrency),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = BadCurrency;
    fn try_from(text: String) -> Result<Self, BadCurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_follow_the_standard() {
        for (code, decimals) in [("usd", 2), ("JPY", 0), ("kwd", 3), ("MGA", 2), ("ISK", 0), ("UGX", 0)] {
            assert_eq!(code.parse::<Currency>().map(Currency::decimals), Ok(decimals), "{code}");
        }
        assert!("XAU".parse::<Currency>().is_err(), "gold has no minor unit");
        assert!("DOLLAR".parse::<Currency>().is_err());
    }
}
