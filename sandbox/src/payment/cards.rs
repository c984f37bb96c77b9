//! Card numbers, and what Stripe's test cards do.

/// A card as it was typed, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    /// Digits only.
    pub(crate) number: String,
    pub(crate) exp_month: i64,
    pub(crate) exp_year: i64,
}

/// A refusal by the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decline {
    /// `card_declined`, `expired_card`, …
    pub(crate) code: &'static str,
    pub(crate) decline_code: Option<&'static str>,
    pub(crate) message: &'static str,
}

/// The numbers that the hosted page offers, with what they do.
pub(crate) const TEST_CARDS: &[(&str, &str)] = &[
    ("4242 4242 4242 4242", "succeeds (Visa)"),
    ("5555 5555 5555 4444", "succeeds (Mastercard)"),
    ("3782 822463 10005", "succeeds (American Express)"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "lacks funds"),
    ("4000 0000 0000 0069", "has expired"),
    ("4000 0000 0000 0127", "has another security code"),
    ("4000 0000 0000 0119", "meets a processing error"),
    ("4000 0000 0000 3220", "asks for 3-D Secure"),
    ("4000 0000 0000 0259", "succeeds, is disputed later"),
];

/// A mistake in the form, before any attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardMistake {
    Number,
    Expiry,
    ExpiryPast,
}

impl Card {
    /// Reads a card as people type it: spaces or dashes in the number, `MM/YY` or `MM / YYYY`.
    /// `today` is (year, month).
    pub(crate) fn parse(number: &str, expiry: &str, today: (i64, i64)) -> Result<Self, CardMistake> {
        let number: String = number.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        let well_formed = (12..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        if !well_formed || !passes_luhn(&number) {
            return Err(CardMistake::Number);
        }
        let (exp_month, exp_year) = parse_expiry(expiry).ok_or(CardMistake::Expiry)?;
        if (exp_year, exp_month) < today {
            return Err(CardMistake::ExpiryPast);
        }
        if exp_year > today.0 + 50 {
            return Err(CardMistake::Expiry);
        }
        Ok(Self { number, exp_month, exp_year })
    }

    pub(crate) fn last4(&self) -> &str {
        self.number.get(self.number.len().saturating_sub(4)..).unwrap_or_default()
    }

    pub(crate) fn brand(&self) -> &'static str {
        match self.number.as_bytes() {
            [b'4', ..] => "visa",
            [b'5' | b'2', ..] => "mastercard",
            [b'3', b'4' | b'7', ..] => "amex",
            [b'3', b'5', ..] => "jcb",
            [b'3', ..] => "diners",
            [b'6', ..] => "discover",
            _ => "unknown",
        }
    }

    /// True if the bank asks for 3-D Secure.
    pub(crate) fn needs_authentication(&self) -> bool {
        matches!(
            self.number.as_str(),
            "4000000000003220" | "4000002760003184" | "4000002500003155" | "4000000000003063" | "4000008260003178"
        )
    }

    /// True if the cardholder disputes the payment as soon as it is made.
    pub(crate) fn is_disputed(&self) -> bool {
        self.number == "4000000000000259"
    }

    /// How the bank refuses this card, if it does.
    pub(crate) fn decline(&self) -> Option<Decline> {
        let declined =
            |decline_code, message| Some(Decline { code: "card_declined", decline_code: Some(decline_code), message });
        let refused = |code, message| Some(Decline { code, decline_code: None, message });
        match self.number.as_str() {
            "4000000000000002" => declined("generic_decline", "Your card was declined."),
            // Asks for 3-D Secure first.
            "4000000000009995" | "4000008260003178" => {
                declined("insufficient_funds", "Your card has insufficient funds.")
            }
            "4000000000009987" => declined("lost_card", "Your card was declined."),
            "4000000000009979" => declined("stolen_card", "Your card was declined."),
            "4000000000000069" => refused("expired_card", "Your card has expired."),
            "4000000000000127" => refused("incorrect_cvc", "Your card's security code is incorrect."),
            "4000000000000119" => {
                refused("processing_error", "An error occurred while processing your card. Try again in a little bit.")
            }
            _ => None,
        }
    }
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte - b'0');
            match (index % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn parse_expiry(text: &str) -> Option<(i64, i64)> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (month, year) = match digits.split_once(['/', '-']) {
        Some(parts) => parts,
        None if matches!(digits.len(), 4 | 6) && digits.is_ascii() => digits.split_at(2),
        None => return None,
    };
    let month: i64 = month.parse().ok()?;
    let year: i64 = match year.len() {
        2 => 2000 + year.parse::<i64>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    (1..=12).contains(&month).then_some((month, year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_as_people_type_it() {
        let card = Card::parse("4242 4242-4242 4242", "4 / 30", (2026, 5)).unwrap();
        assert_eq!((card.last4(), card.brand(), card.exp_month, card.exp_year), ("4242", "visa", 4, 2030));
        assert_eq!(Card::parse("378282246310005", "1230", (2026, 5)).unwrap().brand(), "amex");
    }

    #[test]
    fn mistakes_are_told_apart() {
        let today = (2026, 5);
        assert_eq!(Card::parse("4242424242424241", "12/30", today), Err(CardMistake::Number));
        assert_eq!(Card::parse("4242424242424242", "13/30", today), Err(CardMistake::Expiry));
        assert_eq!(Card::parse("4242424242424242", "04/26", today), Err(CardMistake::ExpiryPast));
        assert!(Card::parse("4242424242424242", "05/26", today).is_ok());
    }
}
