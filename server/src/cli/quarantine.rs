//! `tender quarantine`: for copies that `tender backup` did not make, and the way out without a gateway.

use anyhow::bail;
use clap::Args;
use domain::{api::quarantine::RestingMail, id::FirmId};

use super::{config, say};
use crate::{audit::Actor, clock::Clock, db::Col, quarantine, serve};

/// `tender quarantine`.
#[derive(Debug, Args)]
pub struct Quarantine {
    /// End it instead, without asking the gateways: where one of them is gone for good
    #[arg(long)]
    pub end: bool,
    /// With --end: do not send the mail that waits
    #[arg(long, requires = "end")]
    pub withdraw_mail: bool,
}

impl Quarantine {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let app = serve::build(config()?, Clock::system()).await?;
        let mut tx = app.db.begin().await?;
        let line = if self.end {
            let firms: Vec<Col<FirmId>> =
                sqlx::query_scalar("SELECT id FROM firms WHERE quarantined_at IS NOT NULL ORDER BY id")
                    .fetch_all(tx.conn())
                    .await?;
            let mail = if self.withdraw_mail { RestingMail::Withdraw } else { RestingMail::Send };
            for firm in &firms {
                quarantine::release(&app, &mut tx, firm, mail, Actor::tender()).await?;
            }
            "Nothing rests any more.".to_owned()
        } else {
            match quarantine::begin(tx.conn(), app.now()).await? {
                0 => bail!("there is no firm in this database"),
                _ => "Mail and automatic work rest, and nobody can begin to pay, until an owner lets go in the \
                      dashboard."
                    .to_owned(),
            }
        };
        tx.commit().await?;
        app.db.close().await;
        say(&line)
    }
}
