//! Money: an integer of minor units with its currency. No float, ever.

use std::fmt;

use crate::Currency;

/// The largest amount anything here takes, in minor units: far above any gateway's limit and far
/// below where a sum of a million of them would overflow.
pub const MAX_AMOUNT: i64 = 99_999_999_999;

/// An amount in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units (cents); negative only in differences.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Minor units of a currency.
    #[must_use]
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The number alone, as a person would type it into a field: `1250.00`.
    #[must_use]
    pub fn plain(self) -> String {
        let (major, minor) = self.parts();
        let sign = if self.amount < 0 { "-" } else { "" };
        format!("{sign}{major}{minor}")
    }

    /// The digits before the point, and the point with the digits behind it (nothing at all for a
    /// currency without decimals).
    fn parts(self) -> (u64, String) {
        let scale = self.currency.scale().unsigned_abs();
        let amount = self.amount.unsigned_abs();
        let minor = match usize::from(self.currency.decimals()) {
            0 => String::new(),
            width => format!(".{:0width$}", amount % scale),
        };
        (amount / scale, minor)
    }
}

/// With sign and thousands: `$1,250.00`, `¥1,250`, `KWD 1,250.000`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = self.parts();
        let sign = self.currency.sign();
        let gap = if sign.len() == 3 && sign.is_ascii() && !sign.contains('$') { "\u{a0}" } else { "" };
        let minus = if self.amount < 0 { "−" } else { "" };
        write!(f, "{minus}{sign}{gap}{}{minor}", grouped(major))
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        let show = |amount, currency| Money::new(amount, currency).to_string();
        assert_eq!(show(125_000, Currency::USD), "$1,250.00");
        assert_eq!(show(5, Currency::USD), "$0.05");
        assert_eq!(show(-123_456_789, Currency::USD), "−$1,234,567.89");
        assert_eq!(show(1250, Currency::JPY), "¥1,250");
        assert_eq!(show(1_250_001, Currency::KWD), "KWD\u{a0}1,250.001");
        assert_eq!(Money::new(125_050, Currency::USD).plain(), "1250.50");
    }
}
