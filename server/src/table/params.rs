//! What the address of a list asks for.

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{
    FieldError, Problem,
    table::{Columns, Style, TableQuery},
};

use crate::http::{
    Error, Result,
    page::{self, Paging},
};

/// Filters, order and page of a list's address.
#[derive(Debug)]
pub struct TableParams<C> {
    /// Filters and order.
    pub query: TableQuery<C>,
    /// The page.
    pub paging: Paging,
}

/// The longest address that is read: a page of ids fits.
const MAX_ADDRESS: usize = 16 * 1024;

impl<C: Columns, S: Send + Sync> FromRequestParts<S> for TableParams<C> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let text = parts.uri.query().unwrap_or_default();
        if text.len() > MAX_ADDRESS {
            return Err(page::bad_query("the address is too long"));
        }
        let params: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        if params.iter().any(|(_, value)| value.contains('\0')) {
            return Err(page::bad_query("it holds a NUL"));
        }
        let query = TableQuery::read(Style::Api, params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .map_err(page::bad_query)?;
        let value = |name: &str| params.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let limit = match value("limit") {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| page::bad_query("limit must be a number"))?),
        };
        Ok(Self { query, paging: Paging { limit, cursor: value("cursor") } })
    }
}

/// Reads the query of a selection, which is written as in the address bar.
///
/// # Errors
/// 422 at `/selection/query`.
pub fn selection<C: Columns>(query: &str) -> Result<TableQuery<C>> {
    let refuse = |why: String| {
        Error::from(Problem::invalid(vec![FieldError { pointer: "/selection/query".into(), detail: why }]))
    };
    if query.len() > MAX_ADDRESS || query.contains('\0') {
        return Err(refuse("The filters are too long".into()));
    }
    let params: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    TableQuery::read(Style::Address, params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        .map_err(|why| refuse(why.to_string()))
}
