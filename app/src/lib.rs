//! Tender's pages: what staff work with and what payers see, in the browser and on the server.
//!
//! Feature `ssr` is the server's side; `csr` (the dashboard, drawn by the browser) and `hydrate` (the payer's pages,
//! drawn by the server and taken over) are the browser's. The pages know no database: their one door to data is
//! [`api::Transport`].

// A view is one type, as deep as its markup.
#![recursion_limit = "256"]
#![warn(missing_docs)]

#[cfg(not(any(feature = "browser", feature = "ssr")))]
compile_error!("the app needs a side: feature `csr` or `hydrate` (browser), or `ssr` (server)");

#[cfg(all(feature = "csr", not(feature = "ssr")))]
pub mod admin;
pub mod api;
pub mod params;
pub mod public;
#[cfg(any(test, all(feature = "csr", not(feature = "ssr"))))]
pub mod rows;
#[cfg(any(test, all(feature = "csr", not(feature = "ssr"))))]
pub mod sharing;
#[cfg(any(test, all(feature = "csr", not(feature = "ssr"))))]
pub mod sheet;
pub mod shell;
#[cfg(all(feature = "csr", not(feature = "ssr")))]
pub mod ui;
