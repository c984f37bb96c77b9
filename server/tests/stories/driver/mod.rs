//! Whatever happens, in whatever order: staff, payers, the gateway, its bank, lost and repeated webhooks, the clock and
//! the sweep, one at a time by chance, against a model that knows only DESIGN's rules ([`model`]).
//!
//! `TENDER_SEED=n` runs one sequence, the one that a failure names; `TENDER_SEEDS=n` runs so many in each of the eight
//! parts. A million steps: `TENDER_SEEDS=10500 cargo nextest run --profile long -E 'test(/^driver::/)'` with the selection
//! of packages that `scripts/lib.sh` names.

mod dice;
mod file;
mod model;
mod steps;

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use self::{dice::Dice, file::File};
use crate::world::World;

/// Sequences in each of the eight parts: a thousand on SQLite, fewer where a database costs more.
const SEEDS: u64 = 125;
const SEEDS_ON_POSTGRES: u64 = 10;
/// Sequences that share a server: what they have in common is the clock, the faults and the sweep.
const TOGETHER: u64 = 25;
/// Steps of a sequence.
const STEPS: usize = 12;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

async fn part(part: u64) {
    if let Some(seed) = number("TENDER_SEED") {
        if part == 0 {
            together(vec![seed]).await;
        }
        return;
    }
    let on_postgres = std::env::var("TENDER_TEST_DATABASE_URL").is_ok();
    let seeds = number("TENDER_SEEDS").unwrap_or(if on_postgres { SEEDS_ON_POSTGRES } else { SEEDS });
    let all: Vec<u64> = (part * seeds..(part + 1) * seeds).collect();
    for some in all.chunks(usize::try_from(TOGETHER).unwrap()) {
        together(some.to_vec()).await;
    }
}

/// Runs sequences in a world, lets it come to rest, and compares.
async fn together(seeds: Vec<u64>) {
    let world = World::new().await;
    // A debit ends when the bank of the sequence says so.
    world.control(Method::POST, "settings", json!({ "bank_debit_ms": null })).await;
    let mut files = Vec::new();
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let mut file = File::open(&world, seed).await;
        for _ in 0..STEPS {
            steps::one(&world, &mut file, &mut dice).await;
            // No two things happen in one second of the gateway's clock.
            world.advance(Duration::from_secs(2)).await;
        }
        files.push(file);
    }
    rest(&world).await;
    for file in &files {
        model::compare(&world, file).await;
    }
    world.end().await;
}

/// What was lost is lost; the sweep finds the rest, and nothing is left to do.
async fn rest(world: &World) {
    world.control(Method::POST, "webhooks", json!({ "paused": false, "discard": true })).await;
    world.control(Method::DELETE, "faults", json!({})).await;
    world.settle().await;
    // Far enough that everything that is not final is looked at again.
    for _ in 0..2 {
        world.advance(Duration::from_secs(7 * 3_600)).await;
        server::connections::sweep::all(&world.running.app).await.unwrap();
        world.settle().await;
    }
}

macro_rules! parts {
    ($($name:ident = $part:literal),*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                part($part).await;
            }
        )*
    };
}
parts!(
    part_1_of_8 = 0,
    part_2_of_8 = 1,
    part_3_of_8 = 2,
    part_4_of_8 = 3,
    part_5_of_8 = 4,
    part_6_of_8 = 5,
    part_7_of_8 = 6,
    part_8_of_8 = 7
);
