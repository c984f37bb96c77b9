//! Whatever staff do, in whatever order, the books agree.

use domain::time::DAY;
use serde_json::{Value, json};

use super::{allocations, prove, record, unlink};
use crate::{
    asking::{client, id, invoice, matter},
    world::World,
};

/// Sequences, and steps of each.
const SEEDS: u64 = 30;
const STEPS: u64 = 12;

/// A small generator (xorshift): the same seed makes the same steps.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides).unwrap()
    }

    fn amount(&mut self) -> i64 {
        i64::try_from(self.throw(9_000)).unwrap() + 1
    }

    fn one<'a>(&mut self, of: &'a [Value]) -> &'a Value {
        &of[self.throw(of.len() as u64)]
    }
}

struct Office {
    clients: Vec<Value>,
    matters: Vec<Value>,
    invoices: Vec<Value>,
    payments: Vec<Value>,
}

impl Office {
    async fn open(world: &World) -> Self {
        let clients = vec![client(world, "Marsh").await, client(world, "Hale").await];
        let mut matters = Vec::new();
        for (i, client) in clients.iter().enumerate() {
            matters.push(matter(world, client, &format!("M-{i}")).await);
        }
        Self { clients, matters, invoices: Vec::new(), payments: Vec::new() }
    }

    /// Does something. What the server refuses is no mistake, as long as it says so.
    async fn step(&mut self, world: &World, dice: &mut Dice) {
        let client = dice.one(&self.clients).clone();
        let what = if self.payments.is_empty() { 1 } else { dice.throw(8) };
        let (status, answer) = match what {
            0 => return self.invoices.push(invoice(world, &client, dice.amount(), json!({})).await),
            1 | 2 => {
                let account = ["operating", "operating", "trust"][dice.throw(3)];
                let mut more = json!({});
                if dice.throw(2) == 0 {
                    more = json!({ "allocation": { "client_id": client["id"] } });
                }
                let (status, payment) = record(world, account, dice.amount(), more).await;
                if status == 201 {
                    self.payments.push(payment.clone());
                }
                (status, payment)
            }
            3 | 4 => {
                let body = json!({ "client_id": client["id"] });
                world.post(&allocations(dice.one(&self.payments)), body).await
            }
            5 => {
                let mut part = json!({ "amount": dice.amount() });
                if !self.invoices.is_empty() && dice.throw(3) > 0 {
                    part["invoice_id"] = dice.one(&self.invoices)["id"].clone();
                }
                let matter = dice.one(&self.matters)["id"].clone();
                let body = json!({ "client_id": client["id"], "matter_id": matter, "parts": [part] });
                world.post(&allocations(dice.one(&self.payments)), body).await
            }
            6 => unlink(world, dice.one(&self.payments)).await,
            _ => {
                let path = format!("/api/v1/payments/{}/reversal", id(dice.one(&self.payments)));
                world.post(&path, json!({ "reason": "A mistake" })).await
            }
        };
        assert!(matches!(status.as_u16(), 200 | 201 | 409 | 422), "{status} {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_staff_do_in_whatever_order_the_books_agree() {
    let world = World::new().await;
    let mut office = Office::open(&world).await;
    for seed in 1..=SEEDS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for _ in 0..STEPS {
            office.step(&world, &mut dice).await;
        }
        let report = server::ledger::verify::run(&world.running.app.db).await.unwrap();
        assert!(report.is_fine(), "seed {seed}: {report:#?}");
        // The next sequence begins on another day.
        world.clock.advance(std::time::Duration::from_millis(u64::try_from(DAY).unwrap()));
    }
    prove(&world).await;
    world.end().await;
}
