//! The command line: `tender serve`, `demo`, `sandbox`, `migrate`, `user add`, `backup`, `quarantine`, `verify`.

mod backup;
mod quarantine;
mod user;
mod verify;

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};

use crate::{
    bus::Bus,
    chance::Chance,
    config::Config,
    db::Db,
    demo::{self, Demo},
    sandbox_command::{self, Ports},
    serve,
};

/// What the environment may say, for `--help`.
const ENVIRONMENT: &str = "\
Environment:
  TENDER_ADDR           where to listen [127.0.0.1:8080]
  TENDER_BASE_URL       how the world reaches it, such as https://pay.example.org [http://TENDER_ADDR]
  TENDER_DATA           the data folder [data]
  DATABASE_URL          sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME [sqlite:TENDER_DATA/tender.db]
  TENDER_SECRET_KEY     64 hexadecimal digits; after a rotation the new key, a comma and the old ones
                        [kept in TENDER_DATA/secret.key]
  TENDER_SMTP_URL       the mail server: smtp://… or smtps://… [none: mail waits in the outbox]
  TENDER_MAIL_FROM      who mail comes from, such as 'Payments <pay@example.org>'
  TENDER_BULK_MAILS_PER_MINUTE
                        how many mails of an upload leave in a minute [600]
  TENDER_TRUSTED_PROXY  the proxy whose X-Forwarded-For is believed [none]
  TENDER_LOG            text or json [text]
  TENDER_SITE           where the built site lies [site beside the program]
  TENDER_STRIPE_URL     Stripe's API [https://api.stripe.com/]
  RUST_LOG              what is logged, such as info,server=debug";

/// Payment links for professional firms.
#[derive(Debug, Parser)]
#[command(name = "tender", version, after_help = ENVIRONMENT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What there is to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server until it is told to stop (SIGINT or SIGTERM)
    #[command(after_help = ENVIRONMENT)]
    Serve,
    /// Run the server with a demo firm and a stand-in for Stripe and the mail server; no real money moves
    Demo(DemoArgs),
    /// Run only the stand-in for Stripe and the mail server
    Sandbox(SandboxArgs),
    /// Bring the database up to date, and do nothing else; `serve` does it, too
    #[command(after_help = ENVIRONMENT)]
    Migrate,
    /// Manage staff from the machine that the server runs on
    #[command(subcommand)]
    User(UserCommand),
    /// Write a consistent copy of the SQLite database, also while the server runs
    #[command(after_help = ENVIRONMENT)]
    Backup(BackupArgs),
    /// Say that the database was restored from a copy that `tender backup` did not make; before `serve`
    #[command(after_help = ENVIRONMENT)]
    Quarantine(quarantine::Quarantine),
    /// Prove that the books are right, also while the server runs; exits with 1 and names what is wrong
    #[command(after_help = ENVIRONMENT)]
    Verify(verify::Verify),
}

/// `tender demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Start on free ports with a fresh firm in a temporary folder, and print one line of JSON when ready
    #[arg(long)]
    pub json: bool,
    /// Keep the data in this folder, for the next time [default: a temporary folder]
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
}

/// `tender sandbox`.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// Take free ports, and print one line of JSON when ready
    #[arg(long)]
    pub json: bool,
    /// The port of the gateway, its pages and the mailbox; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8081, default_value_if("json", "true", "0"))]
    pub port: u16,
    /// The port of the mail server; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8025, default_value_if("json", "true", "0"))]
    pub smtp_port: u16,
}

/// `tender user`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add someone who may sign in
    #[command(after_help = ENVIRONMENT)]
    Add(user::Add),
}

/// `tender backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write, which must not exist
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
}

impl Cli {
    /// Does it.
    ///
    /// # Errors
    /// What went wrong, in words for the operator.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve => serve::serve(config()?).await,
            Command::Demo(DemoArgs { json, data }) => demo::run(Demo { json, data }).await,
            Command::Sandbox(args) => {
                sandbox_command::run(args.json, Ports { http: args.port, smtp: args.smtp_port }).await
            }
            Command::Migrate => migrate().await,
            Command::User(UserCommand::Add(add)) => add.run().await,
            Command::Backup(args) => backup::run(&args.to).await,
            Command::Quarantine(args) => args.run().await,
            Command::Verify(args) => args.run().await,
        }
    }
}

async fn migrate() -> anyhow::Result<()> {
    let db = open(&config()?).await?;
    db.migrate().await?;
    db.close().await;
    say("The database is up to date.")
}

fn config() -> anyhow::Result<Config> {
    Ok(Config::read(|name| std::env::var(name).ok(), &Chance::system())?)
}

async fn open(config: &Config) -> anyhow::Result<Db> {
    std::fs::create_dir_all(&config.data)?;
    Db::open(&config.database_url, Bus::default(), &Chance::system()).await
}

/// A line for who typed the command.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn ports(line: &[&str]) -> (u16, u16) {
        match Cli::try_parse_from(line).unwrap().command {
            Command::Sandbox(args) => (args.port, args.smtp_port),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
        for line in [
            &["tender", "serve"][..],
            &["tender", "demo", "--json"],
            &["tender", "demo", "--data", "x"],
            &["tender", "migrate"],
            &["tender", "user", "add", "--email", "ann@example.org", "--name", "Ann"],
            &["tender", "backup", "--to", "x.db"],
            &["tender", "quarantine"],
            &["tender", "quarantine", "--end", "--withdraw-mail"],
            &["tender", "verify", "--json"],
        ] {
            assert!(Cli::try_parse_from(line).is_ok(), "{line:?}");
        }
        assert!(Cli::try_parse_from(["tender", "user", "add", "--email", "ann", "--name", "Ann"]).is_err());
    }

    #[test]
    fn programs_get_free_ports_unless_they_say() {
        assert_eq!(ports(&["tender", "sandbox"]), (8081, 8025));
        assert_eq!(ports(&["tender", "sandbox", "--json"]), (0, 0));
        assert_eq!(ports(&["tender", "sandbox", "--json", "--port", "9000"]), (9000, 0));
    }
}
