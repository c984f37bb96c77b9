//! The database: pools, transactions, and the only place that knows the dialect.

mod blame;
mod col;
mod notify;
mod tx;

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use sqlx::{
    AnyConnection, AnyPool, Connection as _,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use tokio_util::sync::CancellationToken;

pub use self::{
    blame::is_to_blame,
    col::{Col, Flag, Flags},
    tx::Tx,
};
use crate::{bus::Bus, chance::Chance};

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// An embedded file.
    Sqlite,
    /// A server, which several Tender processes may share.
    Postgres,
}

/// A database, ready to use. Clones share the pools.
#[derive(Debug, Clone)]
pub struct Db {
    read: AnyPool,
    write: AnyPool,
    dialect: Dialect,
    bus: Bus,
    /// The name of this process among those that share the database: SQLite's is alone.
    process: Option<Arc<str>>,
}

/// SQLite before this version can corrupt a database when its write-ahead log is reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// Readers beside the one writer of SQLite, and connections to PostgreSQL.
const CONNECTIONS: u32 = 8;

impl Db {
    /// Opens a database by its URL: `sqlite:<path>` or `postgres://…`.
    ///
    /// # Errors
    /// When it cannot be opened, or the linked SQLite is too old.
    pub async fn open(url: &str, bus: Bus, chance: &Chance) -> anyhow::Result<Self> {
        sqlx::any::install_default_drivers();
        let dialect = if url.starts_with("sqlite:") { Dialect::Sqlite } else { Dialect::Postgres };
        let db = match dialect {
            Dialect::Sqlite => {
                let write = sqlite_pool(url, 1, false).await?;
                let read = sqlite_pool(url, CONNECTIONS, true).await?;
                Self { read, write, dialect, bus, process: None }
            }
            Dialect::Postgres => {
                let options = AnyConnectOptions::from_str(url).context("DATABASE_URL")?;
                let pool = pool_options(CONNECTIONS).connect_with(options).await.context("connecting to PostgreSQL")?;
                Self { read: pool.clone(), write: pool, dialect, bus, process: Some(chance.secret().into()) }
            }
        };
        db.check_version().await?;
        Ok(db)
    }

    async fn check_version(&self) -> anyhow::Result<()> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&self.read).await?;
        let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        if (next(), next(), next()) < OLDEST_SQLITE {
            bail!("SQLite {version} can corrupt its log; 3.51.3 or newer is needed");
        }
        Ok(())
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails or the database is newer than this program.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        sqlx::migrate!("./migrations").run(&self.write).await.context("bringing the database up to date")
    }

    /// For queries that change nothing.
    #[must_use]
    pub fn read(&self) -> &AnyPool {
        &self.read
    }

    /// Begins a transaction that will write. On SQLite it is the only one.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        let inner = match self.dialect {
            Dialect::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await?,
            Dialect::Postgres => self.write.begin().await?,
        };
        Ok(Tx::new(inner, self.bus.clone(), self.process.clone()))
    }

    /// Hears what other processes change in the database at `url`, and tells this one's browsers, until the server
    /// stops. Returns at once where there are no others.
    pub async fn listen(&self, url: &str, stopping: CancellationToken) {
        if let Some(process) = &self.process {
            notify::listen(url.to_owned(), Arc::clone(process), self.bus.clone(), stopping).await;
        }
    }

    /// The database as it is now, however long one reads it and whatever others write.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn snapshot(&self) -> Result<sqlx::Transaction<'static, sqlx::Any>, sqlx::Error> {
        let begin = match self.dialect {
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        };
        self.read.begin_with(begin).await
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether it answers.
    pub async fn is_ready(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.read).await.is_ok()
    }

    /// Writes a consistent copy of a running SQLite database to a new file. The connection to the copy
    /// is the only one, and keeps no log beside it: it is there to be marked and closed.
    ///
    /// # Errors
    /// On PostgreSQL, which has its own tools, and when the file exists or cannot be written.
    pub async fn backup(&self, to: &Path) -> anyhow::Result<AnyConnection> {
        if self.dialect == Dialect::Postgres {
            bail!("use pg_dump for a PostgreSQL database, and `tender quarantine` on what is restored from it");
        }
        let path = to.to_str().context("the path must be UTF-8")?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&self.write).await.context("writing the copy")?;
        let options = AnyConnectOptions::from_str(&format!("sqlite:{path}?mode=rw")).context("opening the copy")?;
        AnyConnection::connect_with(&options).await.context("opening the copy")
    }

    /// Closes the pools once everyone has given back their connection.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

fn pool_options(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(30))
}

async fn sqlite_pool(url: &str, connections: u32, read_only: bool) -> anyhow::Result<AnyPool> {
    let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
    let options = AnyConnectOptions::from_str(&url).context("DATABASE_URL")?;
    let pragmas = if read_only {
        "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA query_only = ON;"
    } else {
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    };
    pool_options(connections)
        .after_connect(move |connection, _| {
            Box::pin(async move { sqlx::raw_sql(pragmas).execute(connection).await.map(drop) })
        })
        .connect_with(options)
        .await
        .context("opening the SQLite database")
}
