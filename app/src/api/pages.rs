//! The rows of any table, and which of them a call asks for.

use std::fmt::Display;

use domain::{
    api::{Page, tables::Counts},
    table::{Columns, Style, TableQuery},
};
use serde::de::DeserializeOwned;

use super::{ApiError, Transport};
use crate::params::Params;

/// Some rows of a table.
///
/// # Errors
/// 422 for an order or a filter that is not answered over so many rows.
pub async fn list<C: Columns, T: DeserializeOwned>(
    transport: &Transport,
    part: &Part<TableQuery<C>>,
) -> Result<Page<T>, ApiError> {
    transport.get(&part.at(&path::<C>())).await
}

/// How many rows of a table a query finds, in all and by status.
///
/// # Errors
/// As for the list.
pub async fn counts<C: Columns>(transport: &Transport, query: &TableQuery<C>) -> Result<Counts, ApiError> {
    transport.get(&params(query).at(&format!("{}/counts", path::<C>()))).await
}

/// One row of a table.
///
/// # Errors
/// 404 for one that is unknown or another firm's.
pub async fn one<C: Columns, T: DeserializeOwned>(
    transport: &Transport,
    id: &(impl Display + Sync),
) -> Result<T, ApiError> {
    transport.get(&format!("{}/{id}", path::<C>())).await
}

/// Where the rows of a table are.
fn path<C: Columns>() -> String {
    format!("/api/v1/{}", C::TABLE)
}

/// Some rows of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<Q> {
    /// One page of those that a query finds.
    Page {
        /// The query.
        query: Q,
        /// How many rows at most.
        limit: u32,
        /// Where the page begins; at the first row without it.
        cursor: Option<String>,
    },
    /// These, by their ids; at most [`MAX_IDS`].
    These(Vec<String>),
}

/// The most rows that one call asks for by their ids.
pub const MAX_IDS: usize = 100;

impl<C: Columns> Part<TableQuery<C>> {
    /// The address of a list with this part of it.
    fn at(&self, path: &str) -> String {
        match self {
            Self::Page { query, limit, cursor } => params(query)
                .with("limit", &limit.to_string())
                .with("cursor", cursor.as_deref().unwrap_or_default())
                .at(path),
            Self::These(ids) => {
                Params::new().with("filter[id]", &ids.join(",")).with("limit", &MAX_IDS.to_string()).at(path)
            }
        }
    }
}

/// A query, as the REST API takes it.
fn params<C: Columns>(query: &TableQuery<C>) -> Params {
    query.params(Style::Api).iter().fold(Params::new(), |params, (name, value)| params.with(name, value))
}

#[cfg(test)]
mod tests {
    use domain::table::links::LinkColumn;

    use super::*;

    #[test]
    fn a_part_is_asked_for_as_the_api_reads_it() {
        let query =
            TableQuery::<LinkColumn>::read(Style::Address, [("status", "paid"), ("q", "a&b"), ("sort", "amount")])
                .unwrap();
        let page = Part::Page { query: query.clone(), limit: 100, cursor: Some("x=y".into()) };
        let address = page.at("/api/v1/links");
        let (path, search) = address.split_once('?').unwrap();
        assert_eq!(path, "/api/v1/links");
        let sent = Params::read(search);
        assert_eq!((sent.get("limit"), sent.get("cursor")), ("100", "x=y"));
        assert_eq!(TableQuery::read(Style::Api, sent.pairs()), Ok(query));

        let these = Part::<TableQuery<LinkColumn>>::These(vec!["lnk_1".into(), "lnk_2".into()]).at("/api/v1/links");
        assert_eq!(Params::read(these.split_once('?').unwrap().1).get("filter[id]"), "lnk_1,lnk_2");
    }
}
