//! Tender's server: REST, persistence, gateways, jobs. One module a feature, each with its routes,
//! its SQL and its jobs.

#![recursion_limit = "256"]

pub mod accounts;
pub mod actions;
pub mod allocations;
pub mod audit;
pub mod audit_log;
pub mod bus;
pub mod chance;
pub mod checkouts;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod connections;
pub mod crypto;
pub mod db;
pub mod demo;
pub mod differences;
pub mod digest;
pub mod disputes;
pub mod events;
pub mod exports;
pub mod firm;
mod forgetting;
pub mod gateways;
pub mod health;
pub mod http;
pub mod imports;
pub mod invoices;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod links;
pub mod mail;
pub mod matters;
pub mod pages;
pub mod paper;
pub mod payments;
pub mod payouts;
pub mod postings;
pub mod quarantine;
pub mod recipients;
pub mod reconciliation;
pub mod refunds;
pub mod sandbox_command;
pub mod search;
pub mod selection;
pub mod serve;
pub mod sessions;
pub mod state;
pub mod stream;
pub mod table;
pub mod users;
pub mod views;
