//! The typed REST client, one module a resource.
//!
//! Every call goes through one [`Transport`] from Leptos context: in the browser it is `fetch`, on
//! the server a call of the API's own router in the same process.

pub mod accounts;
pub mod actions;
pub mod allocations;
pub mod audit;
pub mod clients;
pub mod connections;
pub mod differences;
pub mod events;
pub mod exports;
pub mod firm;
pub mod imports;
pub mod invoices;
pub mod keys;
pub mod ledger;
pub mod links;
pub mod matters;
pub mod pages;
pub mod payments;
pub mod payouts;
pub mod postings;
pub mod public;
pub mod quarantine;
pub mod reconciliation;
pub mod refunds;
pub mod search;
pub mod session;
pub mod tables;
mod transport;
#[cfg(all(feature = "browser", not(feature = "ssr")))]
mod transport_browser;
#[cfg(feature = "ssr")]
mod transport_server;
pub mod users;

use domain::Problem;
use serde::{Deserialize, Serialize};

pub use transport::Transport;

/// Why a call did not give what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// The server refused, and says why. Who is not signed in gets one with status 401.
    #[error("{0}")]
    Problem(Problem),
    /// The server could not be reached.
    #[error("The server can't be reached. Check the connection and try again.")]
    Offline,
    /// An answer that is none of ours, for example from a proxy on the way.
    #[error("Something went wrong on the way (status {status}). Try again in a moment.")]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
}

impl ApiError {
    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Offline => None,
            Self::Unexpected { status } => Some(*status),
        }
    }

    /// The refusal, if it is one.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether nobody is signed in.
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        self.status() == Some(401)
    }

    /// Whether there is no such thing, or not for us.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// What is wrong with one field of the request, if the server said so.
    #[must_use]
    pub fn field(&self, pointer: &str) -> Option<&str> {
        self.problem().and_then(|problem| problem.field(pointer))
    }
}
