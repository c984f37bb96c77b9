//! How numbers of invoices, clients and matters are sorted.

/// What a number of the firm's is sorted by: digits within it count as numbers.
#[must_use]
pub fn number_key(number: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in number.to_lowercase().chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let plain = digits.trim_start_matches('0');
            key.push_str(&format!("{plain:0>12}"));
            digits.clear();
        }
        if c != '\0' {
            key.push(c);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invoice_nine_comes_before_invoice_ten() {
        let mut numbers = ["INV-10", "inv-9", "INV-010b", "2041", "INV-9/2"];
        numbers.sort_by_key(|number| number_key(number));
        assert_eq!(numbers, ["2041", "inv-9", "INV-9/2", "INV-10", "INV-010b"]);
        assert_eq!(number_key(&"9".repeat(64)).len(), 64, "longer runs stay as they are");
    }
}
