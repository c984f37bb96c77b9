//! Stories about the sandbox, told over real HTTP and SMTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod checkout_page;
mod debits;
mod faults;
mod idempotency;
mod listener;
mod lists;
mod mail;
mod money;
mod rig;
mod sessions;
mod shapes;
mod strictness;
mod webhooks;
