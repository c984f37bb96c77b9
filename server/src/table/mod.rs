//! Tables over any number of rows: filters, search, order, keyset pages and counts, for every resource that
//! says by [`Source`] where its columns are.
//!
//! Two ways lead to a page ([`plan`]). *Walk*: the order's index is walked from the cursor on, and costs the same on
//! each page. *Within*: the most telling filter leaves few rows, which are sorted as one likes. What would need to sort
//! more than [`domain::table::FREE_ROWS`] rows is refused.
//!
//! Every statement is made of words of ours; what people type is bound.

mod counts;
mod filter;
mod number;
mod page;
mod params;
mod plan;
mod scope;
mod source;
mod sql;
pub mod terms;

pub use self::{
    counts::counts,
    number::number_key,
    page::{Cursor, Slice, page, read, slice, statements},
    params::{TableParams, selection},
    plan::{Matching, matching},
    scope::{Scope, usual_mode},
    source::{Key, Source, Value},
    sql::{Arg, Args},
};
