//! Mail: written in the transaction that causes it, sent from the outbox, each once.

mod letter;
mod money;
mod outbox;
mod withdraw;
mod write;

use anyhow::Context as _;
use lettre::{AsyncSmtpTransport, Tokio1Executor};

pub use self::{
    letter::{Letter, Preview},
    money::{
        DisputeNews, queue_alarm, queue_digest, queue_dispute, queue_payout_failed, queue_refund, queue_refund_failed,
    },
    outbox::send,
    withdraw::note_withdrawn,
    write::{LinkMail, count_link_mails, queue_first, queue_link, queue_notices, queue_receipt},
};
use crate::config::Config;

/// The way to the mail server.
#[derive(Clone)]
pub struct Mailer {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: String,
}

impl Mailer {
    /// By the configuration. Without a mail server, mail waits in the outbox.
    ///
    /// # Errors
    /// When the mail server's URL is of no use.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let connect = |url: &String| {
            let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context("TENDER_SMTP_URL")?;
            anyhow::Ok(builder.timeout(Some(std::time::Duration::from_secs(20))).build())
        };
        Ok(Self { transport: config.smtp_url.as_ref().map(connect).transpose()?, from: config.mail_from.clone() })
    }
}
