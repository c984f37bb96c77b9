//! How what tells debts from each other is compared: rows of files and links alike.

/// An external ID, or the number of an invoice: spaces around it and capitals make no other debt.
#[must_use]
pub fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What likely duplicates have in common: the address, as [`Email::folded`](crate::text::Email::folded), and the
/// amount in minor units.
#[must_use]
pub fn alike(email: &str, amount: i64) -> String {
    format!("{amount} {}", email.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Email;

    #[test]
    fn capitals_and_spaces_make_no_other_debt() {
        assert_eq!(key(" Inv-7 "), key("INV-7"));
        let email: Email = "Ann@Example.org".parse().unwrap();
        assert_eq!(alike(email.as_str(), 5), format!("5 {}", email.folded()));
    }
}
