//! Where a table's columns are in the database.

use domain::table::{Columns, Condition};
use sqlx::{FromRow, any::AnyRow};

/// What a key is compared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// TEXT.
    Text,
    /// BIGINT.
    Number,
}

/// What a column is sorted by.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// An expression over the table, its alias written out.
    pub sql: &'static str,
    /// Its type.
    pub value: Value,
    /// Whether it can be NULL.
    pub nullable: bool,
}

impl Key {
    /// A text that is always there.
    pub const fn text(sql: &'static str) -> Self {
        Self { sql, value: Value::Text, nullable: false }
    }

    /// A number that is always there.
    pub const fn number(sql: &'static str) -> Self {
        Self { sql, value: Value::Number, nullable: false }
    }

    /// The same, but it may be missing.
    pub const fn or_null(self) -> Self {
        Self { nullable: true, ..self }
    }
}

/// A table of the database behind a table of the screen. It has the columns `id`, `firm_id`, `mode` and `status`, and
/// for each column with [`domain::table::Reach::All`] as its order an index `(firm_id, mode, key, id)`.
pub trait Source: Columns {
    /// What a page is made of.
    type Row: for<'r> FromRow<'r, AnyRow> + Send + Unpin;
    /// The table.
    const TABLE: &'static str;
    /// How statements call it.
    const ALIAS: &'static str;
    /// What is selected of it and of what is joined.
    const FIELDS: &'static str;
    /// What is joined: at most one row each.
    const JOINS: &'static str;
    /// The terms of its rows: `firm_id`, `row_id`, `term`.
    const TERMS: &'static str;
    /// The column of a row's status; with it alone the usual order has an index of its own.
    const STATUS: Self;
    /// The column of live and test money.
    const MODE: Self;
    /// What keeps a row out of every list, though it is there; nothing does, usually.
    const LISTED: Option<&'static str> = None;

    /// What the column is sorted by; `None` if it is not.
    fn key(self) -> Option<Key>;

    /// What a filter compares.
    fn compared(self) -> &'static str;

    /// Another condition than the comparison with [`Source::compared`], where an index or a join asks for it.
    fn special(self, condition: &Condition) -> Option<String> {
        let _ = condition;
        None
    }
}
