//! Numbers as people read them.

use domain::api::tables::Count;

/// `1,284`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `312`, or `10,000+` where counting ended.
#[must_use]
pub fn counted(count: Count) -> String {
    let plus = if count.more { "+" } else { "" };
    format!("{}{plus}", grouped(count.count))
}
