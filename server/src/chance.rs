//! Chance as an argument: ids and secrets come from here.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Instant;
use rand::{RngCore, SeedableRng, rngs::StdRng};

/// A cryptographic random generator. Clones share their state.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Seeded by the operating system.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A UUID of version 7 for this moment: sorts by age.
    #[must_use]
    pub fn uuid(&self, now: Instant) -> u128 {
        let ms = u64::try_from(now.ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &self.bytes::<10>()).into_uuid().as_u128()
    }

    /// A secret of 256 bits as text without special characters.
    #[must_use]
    pub fn secret(&self) -> String {
        hex::encode(self.bytes::<32>())
    }
}
