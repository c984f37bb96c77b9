//! What a file's columns read of a table: nothing else is selected, and a row becomes cells without anything between.

use std::str::FromStr;

use domain::{Currency, Instant, Money, table::Kind};
use sqlx::{Any, Decode, Row as _, Type, any::AnyRow};

use super::Cell;
use crate::{db::Col, table::Source};

/// A table of which files are made.
pub trait Exported: Source {
    /// What the sheet is called.
    const TITLE: &'static str;
    /// Where the currency of a row's amounts is.
    const CURRENCY: &'static str;

    /// What the column reads, and what becomes of it. [`Field::usual`] does what its kind asks for.
    fn field(self) -> Field {
        Field::usual(self)
    }

    /// Whether a total of this column means something.
    fn has_total(self) -> bool;
}

type MakeCell = dyn Fn(&Values<'_>) -> Result<Cell, sqlx::Error> + Send + Sync;

/// The expressions that a column reads, and its cell.
pub struct Field {
    expressions: Vec<&'static str>,
    cell: Box<MakeCell>,
}

impl Field {
    /// A cell of any expressions, the table's aliases written out. They are read by their numbers.
    pub fn of(
        expressions: &[&'static str],
        cell: impl Fn(&Values<'_>) -> Result<Cell, sqlx::Error> + Send + Sync + 'static,
    ) -> Self {
        Self { expressions: expressions.to_vec(), cell: Box::new(cell) }
    }

    /// What filters compare, as the column's kind shows it.
    pub fn usual<C: Exported>(column: C) -> Self {
        let sql = column.compared();
        match column.facts().kind {
            Kind::Text => Self::text(sql),
            Kind::Money => Self::money(sql, C::CURRENCY),
            Kind::Number => Self::of(&[sql], |row| Ok(row.number(0)?.map_or(Cell::Empty, Cell::Number))),
            Kind::Date => Self::of(&[sql], |row| Ok(row.word(0)?.map_or(Cell::Empty, Cell::Date))),
            Kind::Moment => Self::of(&[sql], |row| Ok(Cell::moment(row.number(0)?.map(Instant::from_ms)))),
            Kind::Choice => {
                Self::of(&[sql], move |row| Ok(row.text(0)?.map_or(Cell::Empty, |word| Cell::choice(column, word))))
            }
        }
    }

    /// A text, if there is one.
    #[must_use]
    pub fn text(sql: &'static str) -> Self {
        Self::of(&[sql], |row| Ok(Cell::text(row.text(0)?)))
    }

    /// Minor units, if there are any, and their currency.
    #[must_use]
    pub fn money(amount: &'static str, currency: &'static str) -> Self {
        Self::of(&[amount, currency], |row| {
            let Some(amount) = row.number(0)? else { return Ok(Cell::Empty) };
            Ok(row.word(1)?.map_or(Cell::Empty, |currency| Cell::Money(Money::new(amount, currency))))
        })
    }

    /// Sums by currency: currency and sum of the first one there is, and of the last. One sum is an amount, two are words;
    /// of three, the first and the last are said.
    #[must_use]
    pub fn sums(expressions: &[&'static str; 4]) -> Self {
        Self::of(expressions, |row| {
            let money = |at: usize| -> Result<Option<Money>, sqlx::Error> {
                Ok(row.word::<Currency>(at)?.zip(row.number(at + 1)?).map(|(currency, sum)| Money::new(sum, currency)))
            };
            Ok(match (money(0)?, money(2)?) {
                (Some(first), Some(last)) if first.currency != last.currency => Cell::Text(format!("{first}; {last}")),
                (Some(first), _) if first.amount != 0 => Cell::Money(first),
                _ => Cell::Empty,
            })
        })
    }
}

/// What a [`Field`] has read of a row; the numbers are those of its expressions.
pub struct Values<'r> {
    row: &'r AnyRow,
    places: &'r [usize],
}

impl<'r> Values<'r> {
    /// A text.
    ///
    /// # Errors
    /// When there is something else.
    pub fn text(&self, number: usize) -> Result<Option<&'r str>, sqlx::Error> {
        self.value(number)
    }

    /// A BIGINT.
    ///
    /// # Errors
    /// When there is something else.
    pub fn number(&self, number: usize) -> Result<Option<i64>, sqlx::Error> {
        self.value(number)
    }

    /// A text that is a word of ours.
    ///
    /// # Errors
    /// When it is not.
    pub fn word<T: FromStr<Err: std::fmt::Display>>(&self, number: usize) -> Result<Option<T>, sqlx::Error> {
        Ok(self.value::<Col<T>>(number)?.map(|word| word.0))
    }

    fn value<T: Type<Any> + Decode<'r, Any>>(&self, number: usize) -> Result<Option<T>, sqlx::Error> {
        let place = self.places.get(number).ok_or_else(|| sqlx::Error::ColumnNotFound(number.to_string()))?;
        self.row.try_get(*place)
    }
}

/// What some columns read together: each expression once, and the id of the row before them.
pub struct Projection {
    sql: String,
    fields: Vec<(Field, Vec<usize>)>,
}

impl Projection {
    /// What these columns need.
    #[must_use]
    pub fn of<C: Exported>(columns: &[C]) -> Self {
        let id = format!("{}.id", C::ALIAS);
        let mut selected: Vec<&str> = vec![&id];
        let mut fields = Vec::with_capacity(columns.len());
        for field in columns.iter().map(|column| column.field()) {
            let mut places = Vec::with_capacity(field.expressions.len());
            for expression in &field.expressions {
                let known = selected.iter().position(|other| other == expression);
                places.push(known.unwrap_or(selected.len()));
                if known.is_none() {
                    selected.push(expression);
                }
            }
            fields.push((field, places));
        }
        let sql = selected.join(", ");
        Self { sql, fields }
    }

    /// What is selected.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The row's id.
    ///
    /// # Errors
    /// When the row is of another projection.
    pub fn id<'r>(&self, row: &'r AnyRow) -> Result<&'r str, sqlx::Error> {
        row.try_get(0)
    }

    /// A row's cells, in the order of the columns.
    ///
    /// # Errors
    /// When something in it cannot be read.
    pub fn cells(&self, row: &AnyRow) -> Result<Vec<Cell>, sqlx::Error> {
        self.fields.iter().map(|(field, places)| (field.cell)(&Values { row, places })).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::table::links::LinkColumn;

    use super::*;

    #[test]
    fn a_file_reads_each_expression_once_and_nothing_that_no_column_shows() {
        let columns = [LinkColumn::Amount, LinkColumn::Currency, LinkColumn::AmountPaid, LinkColumn::Id];
        assert_eq!(Projection::of(&columns).sql(), "l.id, l.amount, l.currency, l.paid");
        assert_eq!(Projection::of(&[LinkColumn::Account]).sql(), "l.id, a.name");
    }
}
