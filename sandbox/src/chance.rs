//! Random ids and dice. The only source of chance in the sandbox.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A random number generator with the words the sandbox needs.
pub(crate) struct Chance {
    rng: StdRng,
}

impl Chance {
    /// Seeded by the operating system.
    pub(crate) fn from_system() -> Self {
        Self { rng: StdRng::from_os_rng() }
    }

    /// The same seed gives the same sequence.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self { rng: StdRng::seed_from_u64(seed) }
    }

    /// Letters and digits.
    pub(crate) fn token(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(ALPHABET[self.rng.random_range(0..ALPHABET.len())])).collect()
    }

    /// Decimal digits.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'0' + self.rng.random_range(0..10u8))).collect()
    }

    /// True with that probability (0 to 1).
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.rng.random_bool(probability.clamp(0.0, 1.0))
    }

    /// A whole number of milliseconds from 0 up to and including `max`.
    pub(crate) fn up_to(&mut self, max: u64) -> u64 {
        self.rng.random_range(0..=max)
    }
}
