//! `tender verify`: proves that the books are right, or names what is wrong.

use std::path::Path;

use anyhow::bail;
use clap::Args;

use super::{config, open, say};
use crate::ledger::verify;

/// `tender verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Print one line of JSON instead of sentences
    #[arg(long)]
    pub json: bool,
}

impl Verify {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = config()?;
        must_be_there(&config.database_url)?;
        let db = open(&config).await?;
        let report = verify::run(&db).await?;
        db.close().await;
        if self.json {
            say(&serde_json::to_string(&report)?)?;
        } else {
            for finding in &report.findings {
                say(&format!("{}: {} ({})", finding.rule.as_str(), finding.what, finding.firm_id))?;
            }
        }
        match report.findings.len() + report.more {
            0 if self.json => Ok(()),
            0 => say(&format!("The books are right: {} things were looked at.", report.looked_at)),
            1 => bail!("the books are wrong in one place"),
            wrong => bail!("the books are wrong in {wrong} places"),
        }
    }
}

/// What would be made by opening it has no books.
fn must_be_there(database_url: &str) -> anyhow::Result<()> {
    let Some(file) = database_url.strip_prefix("sqlite:").and_then(|rest| rest.split('?').next()) else {
        return Ok(());
    };
    if !Path::new(file).is_file() {
        bail!("there is no database at {file}: say where it is by TENDER_DATA or DATABASE_URL");
    }
    Ok(())
}
