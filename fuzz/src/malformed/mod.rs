//! Bad files, made from a number: the same number makes the same file.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

mod text;
mod workbook;

/// A bad file, or one that is not bad enough.
#[must_use]
pub fn file(seed: u64) -> Vec<u8> {
    let mut rng = StdRng::seed_from_u64(seed);
    match rng.random_range(0..10) {
        0 => noise(&mut rng),
        1..=3 => text::file(&mut rng),
        4 => damaged(&mut rng, text::fine),
        5..=7 => workbook::file(&mut rng),
        8 => workbook::patched(&mut rng),
        _ => damaged(&mut rng, workbook::fine),
    }
}

/// Bytes without sense, behind a beginning that has some.
fn noise(rng: &mut StdRng) -> Vec<u8> {
    const BEGINNINGS: &[&[u8]] = &[
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"%PDF-",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"\xFF\xFE",
        b"\xFE\xFF",
        b"\xEF\xBB\xBF",
        b"\x89PNG",
        b"sep=",
        b"<?xml",
        b"Name,Amount\n",
    ];
    let mut bytes = BEGINNINGS.choose(rng).map_or_else(Vec::new, |beginning| beginning.to_vec());
    let length = rng.random_range(0..600);
    bytes.extend((0..length).map(|_| rng.random::<u8>()));
    bytes
}

/// A fine file with some bytes changed.
fn damaged(rng: &mut StdRng, fine: fn(&mut StdRng) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = fine(rng);
    for _ in 0..rng.random_range(1..8) {
        damage(rng, &mut bytes);
    }
    bytes
}

/// Changes some bytes.
fn damage(rng: &mut StdRng, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let at = rng.random_range(0..bytes.len());
    let end = (at + rng.random_range(1..40)).min(bytes.len());
    match rng.random_range(0..7) {
        0 => bytes[at] ^= 1 << rng.random_range(0..8),
        1 => bytes[at] = *[0, b'"', b'\n', b'\r', b',', b'<', b'>', 0xFF].choose(rng).unwrap_or(&0),
        2 => drop(bytes.drain(at..end)),
        3 => bytes.truncate(at),
        4 => {
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        5 => bytes.splice(at..at, std::iter::repeat_n(rng.random::<u8>(), rng.random_range(1..300))).for_each(drop),
        _ => bytes[at..end].fill(0xFF),
    }
}

/// Some of the words, one after the other.
fn words(rng: &mut StdRng, words: &[&str], count: usize) -> String {
    (0..count).filter_map(|_| words.choose(rng).copied()).collect()
}
