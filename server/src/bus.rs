//! What one part of the process tells the others: changes to open browsers, work to the workers.

use std::sync::Arc;

use domain::{api::stream::Change, id::FirmId};
use tokio::sync::{Notify, broadcast};

/// Clones share the channels.
#[derive(Debug, Clone)]
pub struct Bus {
    changes: broadcast::Sender<(FirmId, Change)>,
    work: Arc<Notify>,
}

/// Changes a slow browser may lag behind before it is told to load everything again.
const BACKLOG: usize = 1024;

impl Default for Bus {
    fn default() -> Self {
        Self { changes: broadcast::Sender::new(BACKLOG), work: Arc::default() }
    }
}

impl Bus {
    /// Tells a firm's open browsers.
    pub fn publish(&self, firm: FirmId, change: Change) {
        // Nobody listening is no error.
        let _ = self.changes.send((firm, change));
    }

    /// Hears of changes from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<(FirmId, Change)> {
        self.changes.subscribe()
    }

    /// There is work in the queue.
    pub fn wake_workers(&self) {
        self.work.notify_waiters();
    }

    /// Waits until there may be work.
    pub async fn work(&self) {
        self.work.notified().await;
    }
}
