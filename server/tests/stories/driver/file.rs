//! What a sequence works on: a client with a matter, and what came of it so far.

use std::collections::HashSet;

use crate::{
    asking::{client, id, matter},
    world::World,
};

/// A link as the sequence made it.
pub struct Link {
    pub id: String,
    pub token: String,
    pub amount: i64,
    pub policy: &'static str,
    /// At which step staff withdrew it.
    pub closed_at: Option<usize>,
    /// The pages of the gateway that its payers were sent to.
    pub pages: Vec<String>,
    /// What was paid on it, or tried.
    pub attempts: Vec<Attempt>,
}

/// A payment at the gateway.
pub struct Attempt {
    /// The payment intent.
    pub intent: String,
    /// The charge, if there is one.
    pub charge: Option<String>,
    /// Whether its bank has yet to decide.
    pub pending: bool,
    /// At which step its payer confirmed it.
    pub at: usize,
}

/// A sequence's own world within the world.
pub struct File {
    pub seed: u64,
    /// The step that is taken, from 1 on.
    pub step: usize,
    /// What was done, for who has to understand a failure.
    pub told: Vec<String>,
    pub client: String,
    pub matter: String,
    pub invoices: Vec<String>,
    pub links: Vec<Link>,
    /// Payments by hand.
    pub by_hand: Vec<String>,
    /// Charges that a bank contests.
    pub contested: HashSet<String>,
}

impl File {
    pub async fn open(world: &World, seed: u64) -> Self {
        let person = client(world, &format!("Client {seed}")).await;
        let matter = matter(world, &person, &format!("M-{seed}")).await;
        Self {
            seed,
            step: 0,
            told: Vec::new(),
            client: id(&person).to_owned(),
            matter: id(&matter).to_owned(),
            invoices: Vec::new(),
            links: Vec::new(),
            by_hand: Vec::new(),
            contested: HashSet::new(),
        }
    }

    pub fn tell(&mut self, what: impl Into<String>) {
        self.told.push(format!("{}. {}", self.step, what.into()));
    }

    /// The charges that its links brought.
    pub fn charges(&self) -> Vec<&str> {
        self.links.iter().flat_map(|link| &link.attempts).filter_map(|attempt| attempt.charge.as_deref()).collect()
    }
}
