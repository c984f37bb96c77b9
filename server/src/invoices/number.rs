//! The number that the next invoice has by itself.

use domain::{Mode, id::FirmId, text::InvoiceNumber};

use crate::{db::Tx, http::Result, table::number_key};

/// What a firm's first invoice is called.
const FIRST: &str = "INV-0001";
/// How far one looks back for a number that ends in digits.
const LOOK_BACK: i64 = 50;

/// A number that ends in digits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbered<'a> {
    prefix: &'a str,
    number: u64,
    width: usize,
}

impl<'a> Numbered<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let prefix = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = text.get(prefix.len()..)?;
        // More digits than an account has are no counter.
        let number = digits.parse().ok().filter(|_| digits.len() <= 12)?;
        Some(Self { prefix, number, width: digits.len() })
    }

    fn next(&self) -> String {
        format!("{}{:0width$}", self.prefix, self.number + 1, width = self.width)
    }
}

/// The next number: as the newest invoice is called that ends in digits, one more than the highest that begins alike. The
/// caller holds the firm, as everyone does who gives an invoice a number.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx, firm: &FirmId, mode: Mode) -> Result<Option<InvoiceNumber>> {
    let newest: Vec<String> = sqlx::query_scalar(
        "SELECT number FROM invoices WHERE firm_id = $1 AND mode = $2 ORDER BY created_at DESC, id DESC LIMIT $3",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .bind(LOOK_BACK)
    .fetch_all(tx.conn())
    .await?;
    if newest.is_empty() {
        return Ok(FIRST.parse().ok());
    }
    let Some(model) = newest.iter().find_map(|number| Numbered::read(number)) else { return Ok(None) };
    let alike = alike(tx, firm, mode, &model).await?;
    let highest = alike.iter().filter_map(|number| Numbered::read(number)).filter(|other| {
        // Capitals make no other number.
        other.prefix.to_lowercase() == model.prefix.to_lowercase()
    });
    let highest = highest.max_by_key(|other| other.number).filter(|other| other.number > model.number);
    let next = Numbered {
        number: highest.as_ref().map_or(model.number, |other| other.number),
        width: model.width.max(highest.map_or(0, |other| other.width)),
        prefix: model.prefix,
    };
    Ok(next.next().parse().ok())
}

/// The last numbers in the order of the index among those that begin as the model does and go on with a digit.
async fn alike(tx: &mut Tx, firm: &FirmId, mode: Mode, model: &Numbered<'_>) -> Result<Vec<String>> {
    let prefix = number_key(model.prefix);
    Ok(sqlx::query_scalar(
        "SELECT number FROM invoices WHERE firm_id = $1 AND mode = $2 AND number_key >= $3 AND number_key < $4
         ORDER BY number_key DESC, id DESC LIMIT $5",
    )
    .bind(firm.as_str())
    .bind(mode.as_str())
    .bind(format!("{prefix}0"))
    // What follows the digit nine.
    .bind(format!("{prefix}:"))
    .bind(LOOK_BACK)
    .fetch_all(tx.conn())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_of(text: &str) -> Option<String> {
        Numbered::read(text).map(|numbered| numbered.next())
    }

    #[test]
    fn the_next_number_keeps_prefix_and_width() {
        for (number, next) in [("INV-0009", "INV-0010"), ("2026/99", "2026/100"), ("7", "8"), ("R00", "R01")] {
            assert_eq!(next_of(number).as_deref(), Some(next));
        }
        for none in ["", "INV", "INV-1a", "1234567890123", "INV-\u{0661}"] {
            assert_eq!(next_of(none), None, "{none}");
        }
    }
}
