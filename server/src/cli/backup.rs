//! `tender backup`: a copy of the database, and of the key without which it is not worth much.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use sqlx::Connection as _;

use super::{config, open, say};
use crate::{clock::Clock, db::Db, quarantine};

pub(super) async fn run(to: &Path) -> anyhow::Result<()> {
    let config = config()?;
    // SQLite would make an empty database and copy that.
    if let Some(file) = sqlite_file(&config.database_url).filter(|file| !file.exists()) {
        bail!("there is no database at {}: check TENDER_DATA and DATABASE_URL", file.display());
    }
    let db = open(&config).await?;
    // SQLite fills an empty file: so it is its owner's only from the beginning.
    create_private(to)?;
    // Under another name until it is marked: one that is not would send mail twice.
    let part = beside(to, ".part");
    create_private(&part)?;
    if let Err(error) = write(&db, &part, to).await {
        for file in [part.as_path(), to] {
            // One of them may not be there; the error says what matters.
            let _ = fs::remove_file(file);
        }
        return Err(error);
    }
    db.close().await;
    say(&format!("Wrote {}.", to.display()))?;
    match copy_key(&config.data.join("secret.key"), to)? {
        Some(key) => say(&format!("Wrote {}: whoever has both can read your gateway's keys.", key.display())),
        None => say("Keep TENDER_SECRET_KEY with it: without it, links and the gateway's keys are lost."),
    }
}

/// The copy knows that it is one, so that what was done after it was made is not done again.
async fn write(db: &Db, part: &Path, to: &Path) -> anyhow::Result<()> {
    let mut copy = db.backup(part).await?;
    quarantine::begin(&mut copy, Clock::system().now()).await.context("marking the copy")?;
    copy.close().await.context("closing the copy")?;
    fs::rename(part, to).with_context(|| format!("cannot rename {}", part.display()))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split('?').next().map(PathBuf::from)
}

/// A new file that only its owner may read.
fn create_private(path: &Path) -> anyhow::Result<File> {
    let file = File::options().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("cannot make {}", path.display()))
}

/// Copies the key that lies in the data folder beside the database's copy, for its owner only.
fn copy_key(from: &Path, to: &Path) -> anyhow::Result<Option<PathBuf>> {
    let from_environment = std::env::var("TENDER_SECRET_KEY").is_ok_and(|key| !key.trim().is_empty());
    if from_environment || !from.exists() {
        return Ok(None);
    }
    let key = fs::read(from).with_context(|| from.display().to_string())?;
    let path = beside(to, ".key");
    let mut file = create_private(&path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(Some(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_url() {
        for url in ["sqlite:data/tender.db", "sqlite://data/tender.db?mode=rwc"] {
            assert_eq!(sqlite_file(url), Some(PathBuf::from("data/tender.db")), "{url}");
        }
        assert_eq!(sqlite_file("postgres://x/y"), None);
    }
}
