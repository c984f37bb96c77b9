//! `tender sandbox`: the outside world alone, so that a server can be killed without it.

use std::{
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
};

use sandbox::{Options, Sandbox, StartError};
use serde_json::json;

use crate::serve;

/// Ports on this machine; 0 takes a free one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ports {
    /// Of the gateway, its pages and the mailbox.
    pub http: u16,
    /// Of the mail server.
    pub smtp: u16,
}

/// Starts it; where a port is taken, on a free one.
///
/// # Errors
/// When no port can be had.
pub async fn start(ports: Ports) -> Result<Sandbox, StartError> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let options = Options { addr: at(ports.http), smtp_addr: at(ports.smtp), ..Options::default() };
    match sandbox::start(options.clone()).await {
        Err(StartError::Listen(..)) if ports.http != 0 || ports.smtp != 0 => {
            sandbox::start(Options { addr: at(0), smtp_addr: at(0), ..options }).await
        }
        other => other,
    }
}

/// Runs it until it is told to stop.
///
/// # Errors
/// What keeps it from starting.
pub async fn run(json: bool, ports: Ports) -> anyhow::Result<()> {
    let outside = start(ports).await?;
    let (url, smtp, mailbox) = (outside.url(), outside.smtp_addr(), outside.mailbox_url());
    let (secret, publishable) = (outside.secret_key(), outside.publishable_key());
    let mut out = std::io::stdout();
    if json {
        let line = json!({
            "url": url, "smtp": smtp, "mailbox": mailbox, "secret_key": secret, "publishable_key": publishable,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "\n  Stripe      {url}\n  Mailbox     {mailbox}\n  SMTP        {smtp}\n  Secret key  {secret}\n  Publishable {publishable}\n"
        )?;
    }
    out.flush()?;
    serve::told_to_stop().await?;
    outside.shutdown().await;
    Ok(())
}
