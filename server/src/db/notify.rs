//! What the processes that share a PostgreSQL database tell each other: changes, the moment they are committed.
//! SQLite has one process, which tells itself.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use domain::{api::stream::Change, id::FirmId};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, postgres::PgListener};
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;

const CHANNEL: &str = "tender_changes";
/// Changes in one notice: PostgreSQL takes 8,000 bytes, and one of these is below 300.
const MOST: usize = 25;
/// How long to wait before the database is asked again to tell.
const PAUSE: Duration = Duration::from_secs(2);

/// One notice.
#[derive(Debug, Serialize, Deserialize)]
struct Notice {
    /// The process that changed something; it has told its own browsers.
    from: Arc<str>,
    changes: Vec<(FirmId, Change)>,
}

/// Has the database tell the other processes, if the transaction is committed.
pub(super) async fn tell(
    conn: &mut AnyConnection,
    process: &Arc<str>,
    changes: &[(FirmId, Change)],
) -> Result<(), sqlx::Error> {
    for some in changes.chunks(MOST) {
        let notice = Notice { from: Arc::clone(process), changes: some.to_vec() };
        let notice = serde_json::to_string(&notice).map_err(|e| sqlx::Error::Encode(e.into()))?;
        // The function's own answer is of a type that this driver does not know.
        sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)").bind(CHANNEL).bind(notice).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Hears what other processes tell, and passes it on to this one's browsers, until the server stops.
pub(super) async fn listen(url: String, process: Arc<str>, bus: Bus, stopping: CancellationToken) {
    let hearing = async {
        loop {
            if let Err(error) = hear(&url, &process, &bus).await {
                tracing::warn!(error = format!("{error:#}"), "changes of other processes are not heard for a moment");
            }
            tokio::time::sleep(PAUSE).await;
            // Whatever was told meanwhile is lost.
            bus.publish_lost();
        }
    };
    stopping.run_until_cancelled(hearing).await;
}

/// Until the connection is lost.
async fn hear(url: &str, process: &Arc<str>, bus: &Bus) -> anyhow::Result<()> {
    let mut listener = PgListener::connect(url).await.context("connecting to PostgreSQL")?;
    listener.listen(CHANNEL).await?;
    while let Some(notification) = listener.try_recv().await? {
        match serde_json::from_str::<Notice>(notification.payload()) {
            Ok(notice) if notice.from == *process => {}
            Ok(notice) => notice.changes.into_iter().for_each(|(firm, change)| bus.publish(firm, change)),
            // A process of another version: what it means is not known, so everything may have changed.
            Err(_) => bus.publish_lost(),
        }
    }
    Ok(())
}
