//! The sandbox's time: the real time plus an offset that the control API moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::UNIX_EPOCH;

/// A clock that can be set; clones share one offset.
#[derive(Clone, Default)]
pub(crate) struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Milliseconds since the epoch, as this sandbox sees it.
    pub(crate) fn now_ms(&self) -> i64 {
        real_ms().saturating_add(self.offset_ms())
    }

    /// Seconds since the epoch, as Stripe writes times.
    pub(crate) fn now(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }

    /// How far this clock is ahead of the real time, in milliseconds.
    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::SeqCst)
    }

    /// Moves the clock by that many milliseconds; a negative number moves it back.
    pub(crate) fn advance(&self, ms: i64) {
        self.offset_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the clock to an instant; it runs on from there.
    pub(crate) fn set(&self, now_ms: i64) {
        self.offset_ms.store(now_ms.saturating_sub(real_ms()), Ordering::SeqCst);
    }

    /// Back to the real time.
    pub(crate) fn reset(&self) {
        self.offset_ms.store(0, Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the sandbox reads real time")]
fn real_ms() -> i64 {
    std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// An instant as people read it: `2026-03-01 14:05:09 UTC`.
pub(crate) fn readable(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map_or_else(|_| ms.to_string(), |t| t.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}
