//! One search over everything.

use domain::api::search::{Hit, Hits};

use super::{ApiError, Transport};
use crate::params::Params;

/// Clients, matters, invoices, links and payments that a search finds; at most five of a kind.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn find(transport: &Transport, words: &str) -> Result<Vec<Hit>, ApiError> {
    transport.get::<Hits>(&Params::new().with("q", words).at("/api/v1/search")).await.map(|hits| hits.data)
}
