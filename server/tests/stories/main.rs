//! Stories told through the public doors: HTTP, real SQL, and the outside world as a process of its
//! own. Every story has its own database; with `TENDER_TEST_DATABASE_URL` it is a PostgreSQL one.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on has failed")]

mod world;

mod actions;
mod api;
mod asking;
mod books;
mod clients;
mod crash;
mod differences;
mod digest;
mod dispatch;
mod disputes;
mod driver;
mod events;
mod exclusive;
mod exports;
mod faults;
mod firms;
mod imports;
mod invoices;
mod links;
mod matters;
mod paper;
mod parts;
mod payouts;
mod postings;
mod processes;
mod quarantine;
mod races;
mod reconciliation;
mod record_links;
mod refunds;
mod search;
mod slow;
mod sweep;
mod tables;
mod trust;
mod views;
mod webhooks;
