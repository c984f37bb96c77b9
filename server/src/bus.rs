//! What one part of the process tells the others: changes to open browsers, work to the workers.

use std::sync::Arc;

use domain::{
    api::stream::{Change, ChangeKind},
    id::FirmId,
};
use tokio::sync::{
    Notify,
    broadcast::{self, error::RecvError},
};

/// Clones share the channels.
#[derive(Debug, Clone)]
pub struct Bus {
    changes: broadcast::Sender<(Concerns, Change)>,
    work: Arc<Notify>,
}

/// Whom a change concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Concerns {
    Firm(FirmId),
    Everyone,
}

/// What a firm's browsers hear.
#[derive(Debug)]
pub struct Changes {
    firm: FirmId,
    heard: broadcast::Receiver<(Concerns, Change)>,
}

const LOST: Change = Change::of(ChangeKind::Resync);

impl Changes {
    /// The next change of the firm, or that some were missed. `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Change> {
        loop {
            match self.heard.recv().await {
                Ok((Concerns::Firm(firm), _)) if firm != self.firm => {}
                Ok((_, change)) => return Some(change),
                Err(RecvError::Lagged(_)) => return Some(LOST),
                Err(RecvError::Closed) => return None,
            }
        }
    }
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
        let _ = self.changes.send((Concerns::Firm(firm), change));
    }

    /// Tells all open browsers that changes were missed, and which ones is not known.
    pub fn publish_lost(&self) {
        let _ = self.changes.send((Concerns::Everyone, LOST));
    }

    /// Hears of a firm's changes from now on.
    #[must_use]
    pub fn subscribe(&self, firm: FirmId) -> Changes {
        Changes { firm, heard: self.changes.subscribe() }
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
