//! Tables that staff live in: their columns, what they are filtered and sorted by, and how each person
//! has set them up. The browser and the server read the same address with the same functions.

pub mod clients;
mod column;
mod condition;
mod days;
pub mod events;
pub mod invoices;
mod layout;
pub mod links;
pub mod matters;
mod name;
pub mod payments;
pub mod postings;
mod query;
mod typed;
mod words;

pub use self::{
    column::{Columns, Facts, Kind, Reach},
    condition::{BadCondition, Condition},
    days::{DayPreset, Days},
    layout::{Column, Density, Layout, MAX_WIDTH, MIN_WIDTH},
    name::TableName,
    query::{BadQuery, Direction, MAX_SORT_KEYS, SortKey, Style, TableQuery},
    typed::{FROM, TO, typed_amounts, typed_counts, typed_days},
    words::{MAX_TERM, MAX_TERMS, terms, wanted},
};

/// Free combinations of filters and sorts are answered for at most this many rows; counts end here, too.
pub const FREE_ROWS: i64 = 10_000;
