//! The money of a row.

use super::{
    super::{evidence, money},
    Cell, CellKind, Check, Column, ProblemCode, RowValues, shown,
    texts::looks_like_formula,
};
use crate::{
    Currency, Money,
    amount::{BadAmount, DecimalMark, parse_amount_with},
};

impl Check<'_> {
    pub(super) fn money(&mut self, values: &mut RowValues) {
        let currency = self.currency();
        values.currency = Some(currency);
        let Some(cell) = self.cell(Column::Amount) else {
            if !self.problems.iter().any(|problem| problem.column == Some(Column::Amount)) {
                self.refuse(Column::Amount, ProblemCode::Missing, "Enter the amount, such as 1250.00");
            }
            return;
        };
        let amount = self.amount(Column::Amount, cell, currency);
        let amount = amount.filter(|money| self.can_be_charged(Column::Amount, *money));
        values.amount = amount.map(|money| money.amount);
        values.min_amount = self.minimum(currency, amount);
    }

    /// The row's currency: its own, or that of the amounts' header, or the account's.
    fn currency(&mut self) -> Currency {
        let account = self.context.currency;
        let (column, stated) = match self.cell(Column::Currency) {
            Some(cell) => match cell.text.parse::<Currency>() {
                Ok(currency) => (Column::Currency, currency),
                Err(why) => {
                    self.refuse(Column::Currency, ProblemCode::UnknownCurrency, why);
                    return account;
                }
            },
            None => (Column::Amount, self.context.header_currency.unwrap_or(account)),
        };
        if stated != account {
            self.other_currency(column, stated.code());
        }
        stated
    }

    fn other_currency(&mut self, column: Column, stated: &str) {
        let account = self.context.currency;
        let what = format!("The receiving account takes {account}: upload the rows in {stated} for another account");
        self.refuse(column, ProblemCode::OtherCurrency, what);
    }

    fn minimum(&mut self, currency: Currency, amount: Option<Money>) -> Option<i64> {
        let cell = self.cell(Column::MinAmount)?;
        let least = self.amount(Column::MinAmount, cell, currency)?;
        if let Some(amount) = amount.filter(|amount| least.amount > amount.amount) {
            let what = format!("Choose at most {amount}, the amount itself");
            self.refuse(Column::MinAmount, ProblemCode::AboveAmount, what);
            return None;
        }
        self.can_be_charged(Column::MinAmount, least).then_some(least.amount)
    }

    /// Reads an amount: a number of a workbook as it is, a text by the column's decimal mark where
    /// it could mean two things.
    fn amount(&mut self, column: Column, cell: &Cell, currency: Currency) -> Option<Money> {
        if cell.kind == CellKind::Date {
            self.refuse(column, ProblemCode::NotAnAmount, "This is a date: enter the amount, such as 1250.00");
            return None;
        }
        if looks_like_formula(cell) {
            self.refuse(column, ProblemCode::NotAnAmount, "This is a formula: enter the amount, such as 1250.00");
            return None;
        }
        let (stated, digits) = money::split(&cell.text);
        if let Some(stated) = stated.filter(|stated| !stated.fits(currency)) {
            self.other_currency(column, stated.name());
            return None;
        }
        let mark = self.mark(column, cell, &digits, currency)?;
        self.parsed(column, &digits, currency, mark)
    }

    fn mark(&mut self, column: Column, cell: &Cell, digits: &str, currency: Currency) -> Option<DecimalMark> {
        match money::marks(digits, currency) {
            _ if cell.kind == CellKind::Number => Some(DecimalMark::Point),
            money::Marks::Only(mark) => Some(mark),
            // Whole numbers, with whatever groups their digits.
            money::Marks::Either if digits.contains('.') => Some(DecimalMark::Comma),
            money::Marks::Either => Some(DecimalMark::Point),
            money::Marks::Both => self.context.readings.amount(column).or_else(|| {
                let [point, comma] =
                    [DecimalMark::Point, DecimalMark::Comma].map(|mark| evidence::meaning(&cell.text, currency, mark));
                let what = format!("Is this {point} or {comma}? Write it without the separator");
                self.refuse(column, ProblemCode::AmbiguousAmount, what);
                None
            }),
        }
    }

    fn parsed(&mut self, column: Column, digits: &str, currency: Currency, mark: DecimalMark) -> Option<Money> {
        let digits = digits.trim();
        // Accountants write what is below zero in brackets.
        let bracketed = digits.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let result = match bracketed {
            Some(inner) if parse_amount_with(inner, currency, mark).is_ok() => Err(BadAmount::NotPositive),
            _ => parse_amount_with(digits, currency, mark),
        };
        let why = match result {
            Ok(money) => return Some(money),
            Err(why) => why,
        };
        let code = match why {
            BadAmount::NotPositive => ProblemCode::NotPositive,
            BadAmount::TooLarge => ProblemCode::TooLarge,
            _ => ProblemCode::NotAnAmount,
        };
        match why {
            BadAmount::NotANumber => {
                let what = format!("{} is no amount: write it in digits, such as 1250.00", shown(digits));
                self.refuse(column, code, what);
            }
            why => self.refuse(column, code, why),
        }
        None
    }

    fn can_be_charged(&mut self, column: Column, money: Money) -> bool {
        let charge = self.context.charge;
        let shown = |amount| Money::new(amount, money.currency);
        // The limits are those of the account's currency.
        if money.currency != self.context.currency {
            return true;
        }
        if money.amount < charge.least {
            let what = format!("Enter at least {}: less can't be charged", shown(charge.least));
            self.refuse(column, ProblemCode::TooSmall, what);
        } else if money.amount > charge.most {
            let what = format!("Enter at most {}: more can't be charged at once", shown(charge.most));
            self.refuse(column, ProblemCode::TooLarge, what);
        } else if charge.step > 1 && money.amount % charge.step != 0 {
            let what = format!("Enter a multiple of {}: the gateway takes no other amounts", shown(charge.step));
            self.refuse(column, ProblemCode::Step, what);
        } else {
            return true;
        }
        false
    }
}
