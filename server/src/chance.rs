//! Chance as an argument: ids and secrets come from here.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Instant;
use rand::{RngCore, SeedableRng, rngs::StdRng};

/// A cryptographic random generator, and the order of the ids that it made. Clones share their state.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<State>>);

struct State {
    rng: StdRng,
    /// The millisecond of the newest id, and how many there were in it.
    last: (u64, u16),
}

/// Ids of one millisecond that keep their order: the 12 bits that RFC 9562 leaves for a counter.
const IDS_A_MS: u16 = 0x0fff;

impl Chance {
    /// Seeded by the operating system.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(State { rng: StdRng::from_os_rng(), last: (0, 0) })))
    }

    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A UUID of version 7 for this moment: sorts by age, also among those of one millisecond.
    #[must_use]
    pub fn uuid(&self, now: Instant) -> u128 {
        let mut bytes = self.bytes::<10>();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = u64::try_from(now.ms()).unwrap_or(0);
        state.last = match state.last {
            (ms, count) if now <= ms && count < IDS_A_MS => (ms, count + 1),
            (ms, _) => (now.max(ms + 1), 0),
        };
        let (ms, count) = state.last;
        bytes[..2].copy_from_slice(&count.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid().as_u128()
    }

    /// A secret of 256 bits as text without special characters.
    #[must_use]
    pub fn secret(&self) -> String {
        hex::encode(self.bytes::<32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let (chance, now) = (Chance::system(), Instant::from_ms(1_700_000_000_000));
        let ids: Vec<u128> = (0..10_000).map(|_| chance.uuid(now)).collect();
        assert!(ids.is_sorted());
        assert!(chance.uuid(now.plus_ms(60_000)) > ids[9_999]);
    }
}
