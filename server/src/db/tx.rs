//! A transaction that tells the rest of the program what it changed, once it is committed.

use std::sync::Arc;

use domain::{api::stream::Change, id::FirmId};
use sqlx::{Any, AnyConnection, Transaction};

use super::notify;
use crate::bus::Bus;

/// An open transaction. Dropped without [`Tx::commit`], it rolls back and nobody hears of it.
pub struct Tx {
    inner: Transaction<'static, Any>,
    bus: Bus,
    /// The name of this process, where others share the database.
    process: Option<Arc<str>>,
    changes: Vec<(FirmId, Change)>,
    wake: bool,
}

impl Tx {
    pub(super) fn new(inner: Transaction<'static, Any>, bus: Bus, process: Option<Arc<str>>) -> Self {
        Self { inner, bus, process, changes: Vec::new(), wake: false }
    }

    /// For `execute` and `fetch`.
    pub fn conn(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// What to tell a firm's open browsers after the commit.
    pub fn announce(&mut self, firm: &FirmId, change: Change) {
        if !self.changes.iter().any(|(f, c)| f == firm && *c == change) {
            self.changes.push((firm.clone(), change));
        }
    }

    /// There is work in the queue: the workers need not wait for their next look.
    pub fn wake_workers(&mut self) {
        self.wake = true;
    }

    /// Makes it last, then tells.
    ///
    /// # Errors
    /// When the database refuses; then nothing happened.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        if let Some(process) = &self.process {
            notify::tell(&mut self.inner, process, &self.changes).await?;
        }
        self.inner.commit().await?;
        for (firm, change) in self.changes {
            self.bus.publish(firm, change);
        }
        if self.wake {
            self.bus.wake_workers();
        }
        Ok(())
    }
}
