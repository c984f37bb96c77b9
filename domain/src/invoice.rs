//! What an invoice comes to, and where it stands.
//!
//! Quantities are thousandths (1500 is 1.5 hours), prices minor units, tax rates thousandths of a percent (8875 is
//! 8.875 %). Each line is rounded half up, away from zero, once for its amount and once for its tax, so that an
//! invoice always equals the sum of its lines.

use crate::{CivilDate, money::MAX_AMOUNT, word::words};

/// Thousandths in one of a quantity.
pub const QUANTITY_SCALE: i64 = 1_000;
/// The largest quantity of a line: a million.
pub const MAX_QUANTITY: i64 = 1_000_000 * QUANTITY_SCALE;
/// Thousandths of a percent in the whole.
pub const RATE_SCALE: i64 = 100_000;
/// The most lines of an invoice.
pub const MAX_LINES: usize = 200;

words! {
    /// Where an invoice stands. Whether it is overdue follows from its due date, and is no state.
    InvoiceStatus {
        /// Nothing has been paid.
        Unpaid = "unpaid",
        /// A part has been paid.
        PartlyPaid = "partly_paid",
        /// All has been paid.
        Paid = "paid",
        /// It was paid, and the money went back.
        Refunded = "refunded",
        /// Withdrawn: nobody owes it.
        Void = "void",
    }
}

impl InvoiceStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Unpaid => "Unpaid",
            Self::PartlyPaid => "Partially paid",
            Self::Paid => "Paid",
            Self::Refunded => "Refunded",
            Self::Void => "Void",
        }
    }

    /// Whether something of it can still be asked for.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Unpaid | Self::PartlyPaid | Self::Refunded)
    }

    /// What follows from the sums: the whole, what pays it now, and what went back of what once paid it; in minor units.
    #[must_use]
    pub fn of(total: i64, paid: i64, returned: i64) -> Self {
        match paid {
            paid if paid >= total => Self::Paid,
            paid if paid > 0 => Self::PartlyPaid,
            _ if returned > 0 => Self::Refunded,
            _ => Self::Unpaid,
        }
    }

    /// Whether it is owed, and its day has passed.
    #[must_use]
    pub fn is_overdue(self, due_on: Option<CivilDate>, today: CivilDate) -> bool {
        self.is_open() && due_on.is_some_and(|due| due < today)
    }
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Thousandths.
    pub quantity: i64,
    /// Minor units for one; negative in a discount.
    pub unit_price: i64,
    /// Thousandths of a percent.
    pub tax_rate: i64,
}

/// What a line comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSum {
    /// Without tax.
    pub amount: i64,
    /// The tax on it.
    pub tax: i64,
}

/// What an invoice comes to, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InvoiceSum {
    /// Of all lines, without tax.
    pub subtotal: i64,
    /// Of all lines.
    pub tax: i64,
    /// What is owed.
    pub total: i64,
}

/// Why lines make no invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSum {
    /// Nothing is owed.
    #[error("An invoice must come to more than nothing")]
    Nothing,
    /// More than anything here takes.
    #[error("That is more than an invoice can come to")]
    TooMuch,
}

impl Line {
    /// What it comes to.
    ///
    /// # Errors
    /// When it is more than anything here takes.
    pub fn sum(self) -> Result<LineSum, BadSum> {
        let amount = rounded(self.quantity, self.unit_price, QUANTITY_SCALE)?;
        Ok(LineSum { amount, tax: rounded(amount, self.tax_rate, RATE_SCALE)? })
    }
}

/// The product of two numbers in units of a scale, rounded half away from zero.
fn rounded(a: i64, b: i64, scale: i64) -> Result<i64, BadSum> {
    let (product, scale) = (i128::from(a) * i128::from(b), i128::from(scale));
    let half = if product < 0 { -scale / 2 } else { scale / 2 };
    let sum = i64::try_from((product + half) / scale).map_err(|_| BadSum::TooMuch)?;
    if sum.abs() > MAX_AMOUNT { Err(BadSum::TooMuch) } else { Ok(sum) }
}

/// What lines come to together.
///
/// # Errors
/// When nothing is owed, or more than anything here takes.
pub fn sum(lines: impl IntoIterator<Item = Line>) -> Result<InvoiceSum, BadSum> {
    let mut sum = InvoiceSum::default();
    for line in lines {
        let line = line.sum()?;
        sum.subtotal += line.amount;
        sum.tax += line.tax;
    }
    sum.total = sum.subtotal + sum.tax;
    match sum.total {
        total if total <= 0 => Err(BadSum::Nothing),
        total if total > MAX_AMOUNT => Err(BadSum::TooMuch),
        _ => Ok(sum),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_rounded_half_up_once_for_its_amount_and_once_for_its_tax() {
        let line = Line { quantity: 1_500, unit_price: 33_333, tax_rate: 8_875 };
        assert_eq!(line.sum(), Ok(LineSum { amount: 50_000, tax: 4_438 }));
        let discount = Line { quantity: 1_000, unit_price: -5, tax_rate: 10_000 };
        assert_eq!(discount.sum(), Ok(LineSum { amount: -5, tax: -1 }));
    }

    #[test]
    fn nothing_and_too_much_are_no_invoice() {
        let line = |unit_price| Line { quantity: 1_000, unit_price, tax_rate: 0 };
        assert_eq!(sum([]), Err(BadSum::Nothing));
        assert_eq!(sum([line(500), line(-500)]), Err(BadSum::Nothing));
        assert_eq!(sum([line(MAX_AMOUNT), line(1)]), Err(BadSum::TooMuch));
        assert_eq!(Line { quantity: MAX_QUANTITY, ..line(MAX_AMOUNT) }.sum(), Err(BadSum::TooMuch));
    }

    #[test]
    fn what_was_paid_says_where_it_stands() {
        assert_eq!(InvoiceStatus::of(100, 0, 0), InvoiceStatus::Unpaid);
        assert_eq!(InvoiceStatus::of(100, 40, 60), InvoiceStatus::PartlyPaid);
        assert_eq!(InvoiceStatus::of(100, 100, 0), InvoiceStatus::Paid);
        assert_eq!(InvoiceStatus::of(100, 0, 100), InvoiceStatus::Refunded);
    }

    proptest! {
        #[test]
        fn an_invoice_equals_the_sum_of_its_lines(
            lines in prop::collection::vec((1..100_000_i64, 1..1_000_000_i64, 0..30_000_i64), 1..20),
        ) {
            let lines: Vec<Line> = lines.into_iter()
                .map(|(quantity, unit_price, tax_rate)| Line { quantity, unit_price, tax_rate }).collect();
            if let Ok(whole) = sum(lines.iter().copied()) {
                let parts: i64 = lines.iter().map(|line| line.sum().map_or(0, |sum| sum.amount + sum.tax)).sum();
                prop_assert_eq!(whole.total, parts);
                prop_assert_eq!(whole.subtotal + whole.tax, whole.total);
            }
        }
    }
}
