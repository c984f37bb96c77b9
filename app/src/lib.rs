//! Tender's pages: what staff work with and what payers see, in the browser and on the server.
//!
//! Feature `hydrate` is the browser's side, feature `ssr` the server's. The pages know no database:
//! their one door to data is [`api::Transport`].

// A view is one type, as deep as its markup.
#![recursion_limit = "256"]
#![warn(missing_docs)]

#[cfg(not(any(feature = "hydrate", feature = "ssr")))]
compile_error!("the app needs a side: feature `hydrate` (browser) or `ssr` (server)");

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub mod admin;
pub mod api;
pub mod params;
pub mod public;
#[cfg(any(test, all(feature = "hydrate", not(feature = "ssr"))))]
pub mod rows;
pub mod shell;
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub mod ui;
