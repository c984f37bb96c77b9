//! A resource with a list page: tabs, search, filters, columns, views, files, a table, and the details of one row
//! beside it. A resource says what is its own, and these files make the page of it.
//!
//! # How a new one is added
//!
//! 1. `domain`: an enum of columns that implements [`Columns`](domain::table::Columns), whose words are the fields
//!    of the resource, and an entry in [`TableName`](domain::table::TableName). On the server, the list, its counts
//!    and one row by its id are at `/api/v1/{table}`, `/api/v1/{table}/counts` and `/api/v1/{table}/{id}`.
//! 2. Here, a folder of `admin` with a `cells.rs`: [`Keyed`](crate::rows::Keyed) and [`TableRow`], what stands in
//!    each column and on a phone's card.
//! 3. Beside it, [`Resource`]: where the page is, its words, its tabs, what it says when it is empty, and the
//!    details of a row. `admin/payments/mod.rs` is a short one; `admin/links/mod.rs` also has buttons in its head
//!    and figures above its table.
//! 4. `admin/mod.rs`: a route for [`list_page`] and, inside it, one for [`row_details`]; `frame/nav.rs`: the way there.
//!    What has more to say than a panel holds has a page of its own at the same address (`admin/record_page`).

mod details;
mod nothing;
mod page;
mod sections;

use std::{fmt::Display, str::FromStr};

use domain::{api::selections::ActionKind, table::TableQuery};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

pub use self::{details::row_details, nothing::Nothing, page::list_page, sections::Section};
use super::{
    data::{Query, TablePage},
    live::Live,
};
use crate::ui::{TableModel, TableRow};

/// What a resource says of itself to have a page.
pub trait Resource: TableRow + DeserializeOwned {
    /// What tells one from the others, as it stands in an address.
    type Id: FromStr + Display + Clone + PartialEq + Send + Sync + 'static;
    /// Where its page is.
    const PATH: &'static str;
    /// What people call it.
    const WORDS: Words;
    /// What can be done to many at once, besides a file of them.
    const ACTS: &'static [ActionKind] = &[];

    /// Grows when one of them changed.
    fn version(live: Live) -> u32;

    /// The tabs, the first of which is for all.
    fn sections() -> Vec<Section<Self::Column>>;

    /// What is said of a tab without rows. Filters and words that find nothing have a sentence already.
    fn nothing(query: &TableQuery<Self::Column>) -> Nothing;

    /// Everything about one of them, beside the table: it is made once, and follows what changes. What has a page of
    /// its own has none.
    fn details(_row: Query<Self>) -> AnyView {
        ().into_any()
    }

    /// Buttons at the head of the page, beside its search.
    fn buttons() -> Option<AnyView> {
        None
    }

    /// What else can be done with the rows that are selected.
    fn selected(_model: TableModel<Self::Column>) -> Option<AnyView> {
        None
    }

    /// What stands above the tabs.
    fn above(_page: TablePage<Self::Column>) -> Option<AnyView> {
        None
    }
}

/// What people call a resource.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The page: `Sent pages`.
    pub page: &'static str,
    /// One of them, inside a sentence: `link`.
    pub one: &'static str,
    /// Several of them, inside a sentence: `links`.
    pub many: &'static str,
    /// The table, as it is read out: `Payment links`.
    pub table: &'static str,
    /// What the tabs choose between, as it is read out: `Status`.
    pub tabs: &'static str,
    /// What the search box says: `Search name, number, amount`.
    pub search: &'static str,
    /// What a search finds, as a sentence.
    pub found_by: &'static str,
}
