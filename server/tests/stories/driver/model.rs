//! What must be true in the end, written from DESIGN §3 and §4 and from nothing of the product.

use std::collections::HashMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::file::{File, Link};
use crate::world::World;

/// A payment as the gateway has it.
struct Truth {
    intent: String,
    amount: i64,
    at: usize,
    /// What went back, and what disputes hold.
    refunded: i64,
    withdrawn: i64,
}

/// Compares what the product says of a sequence with what the gateway has and with what the rules make of it.
pub async fn compare(world: &World, file: &File) {
    let state = world.control(Method::GET, "state?requests=0", json!({})).await;
    let payments = payments(world, file).await;
    for link in &file.links {
        let truths: Vec<Truth> = link.attempts.iter().filter_map(|attempt| truth(&state, attempt)).collect();
        for truth in &truths {
            let ours: Vec<&Value> = payments.iter().filter(|p| p["gateway_id"] == truth.intent.as_str()).collect();
            let said = |name: &str| ours[0][name].as_i64().unwrap();
            let context = || format!("seed {}, {}: {:#?} {:#?}", file.seed, truth.intent, file.told, ours);
            assert_eq!(ours.len(), 1, "money is recorded once: {}", context());
            assert_eq!(ours[0]["status"], "succeeded", "{}", context());
            assert_eq!(said("amount"), truth.amount, "{}", context());
            assert_eq!(said("refunded"), truth.refunded, "what went back: {}", context());
            assert_eq!(said("withdrawn"), truth.withdrawn, "what disputes hold: {}", context());
            assert!(said("allocated") <= truth.amount - truth.refunded.min(truth.amount), "{}", context());
        }
        let shown = world.get(&format!("/api/v1/links/{}", link.id)).await;
        outcome(file, link, &truths, &shown, &payments);
    }
    whose(world, file, &payments).await;
}

async fn payments(world: &World, file: &File) -> Vec<Value> {
    let mut all = Vec::new();
    for link in &file.links {
        let path = format!("/api/v1/payments?filter[link_id]={}&limit=100", link.id);
        all.extend(world.get(&path).await["data"].as_array().unwrap().iter().cloned());
    }
    all
}

fn truth(state: &Value, attempt: &super::file::Attempt) -> Option<Truth> {
    let list = |name: &str| state[name].as_array().unwrap();
    let charge = list("charges")
        .iter()
        .find(|charge| charge["payment_intent"] == attempt.intent.as_str() && charge["status"] == "succeeded")?;
    let of_charge = |row: &&Value| row["charge"] == charge["id"];
    let sum = |rows: Vec<&Value>| rows.iter().map(|row| row["amount"].as_i64().unwrap()).sum();
    let gone = |row: &&Value| !matches!(row["status"].as_str(), Some("failed" | "canceled"));
    let held = |row: &&Value| matches!(row["status"].as_str(), Some("needs_response" | "under_review" | "lost"));
    Some(Truth {
        intent: attempt.intent.clone(),
        amount: charge["amount"].as_i64().unwrap(),
        at: attempt.at,
        refunded: sum(list("refunds").iter().filter(of_charge).filter(gone).collect()),
        withdrawn: sum(list("disputes").iter().filter(of_charge).filter(held).collect()),
    })
}

/// One payment consumes a link, or those that come to its amount where it stays open; what comes later is flagged.
fn outcome(file: &File, link: &Link, truths: &[Truth], shown: &Value, payments: &[Value]) {
    let mut order: Vec<&Truth> = truths.iter().collect();
    order.sort_by_key(|truth| (truth.at, truth.intent.as_str()));
    // An invoice that was paid another way shrinks or withdraws the links that ask for it.
    let shrinks = shown["items"].as_array().is_some_and(|items| !items.is_empty());
    let amount = if shrinks { shown["amount"].as_i64().unwrap() } else { link.amount };
    let all: i64 = truths.iter().map(|truth| truth.amount).sum();
    let (mut counted, mut done) = (0, false);
    let mut flags: HashMap<&str, &str> = HashMap::new();
    for truth in &order {
        if done {
            flags.insert(&truth.intent, "duplicate");
        } else if link.closed_at.is_some_and(|end| truth.at > end) {
            flags.insert(&truth.intent, "paid_late");
        } else {
            counted += truth.amount;
            if counted > amount {
                flags.insert(&truth.intent, "overpaid");
            }
            done = counted >= amount || link.policy != "until_paid";
        }
    }
    let pending = link.attempts.iter().any(|attempt| attempt.pending);
    let context = || format!("seed {}, {}: {:#?} {shown:#}", file.seed, link.id, file.told);
    let status = match (counted, link.policy) {
        (0, _) if link.closed_at.is_some() => "cancelled",
        (0, _) => "outstanding",
        (paid, _) if paid >= amount => "paid",
        (_, "close") => "paid",
        (_, "until_paid") if link.closed_at.is_some() => "cancelled",
        (_, "until_paid") => "outstanding",
        // Nobody is asked for a rest that has been paid, in whichever parts.
        _ if all >= amount => "paid",
        _ => "partly_paid",
    };
    if shrinks {
        // What it asks for depends on what else pays the invoice; that no money is lost is looked at below.
        return;
    }
    let said = shown["status"].as_str().unwrap();
    let allowed = said == status || (pending && said == "processing" && matches!(status, "outstanding" | "cancelled"));
    assert!(allowed, "{said} instead of {status}: {}", context());
    assert_eq!(shown["amount_paid"], all, "{}", context());
    for truth in truths {
        let ours = payments.iter().find(|p| p["gateway_id"] == truth.intent.as_str()).unwrap();
        let expected: Vec<&str> = flags.get(truth.intent.as_str()).copied().into_iter().collect();
        assert_eq!(ours["flags"], json!(expected), "{}: {}", truth.intent, context());
    }
    let asks = shown["successor_id"].is_string();
    assert!(asks || status != "partly_paid", "somebody is asked for the rest: {}", context());
}

/// What a client has and what pays its invoices is what its payments are known to pay, and no more than they are.
async fn whose(world: &World, file: &File, on_links: &[Value]) {
    let client = world.get(&format!("/api/v1/clients/{}", file.client)).await;
    let of_client = world.get(&format!("/api/v1/payments?filter[client_id]={}&limit=100", file.client)).await;
    let (mut paid, mut owed) = (0, 0);
    for invoice in &file.invoices {
        let invoice = world.get(&format!("/api/v1/invoices/{invoice}")).await;
        let part = invoice["paid"].as_i64().unwrap();
        assert!(part <= invoice["total"].as_i64().unwrap(), "seed {}: {invoice}", file.seed);
        paid += part;
        owed += invoice["total"].as_i64().unwrap() - part;
    }
    let balance = |name: &str| -> i64 {
        let balances = client["balances"].as_array().unwrap();
        balances.iter().map(|balance| balance[name].as_i64().unwrap()).sum()
    };
    let context = || format!("seed {}: {:#?} {client:#} {of_client:#}", file.seed, file.told);
    let rows = of_client["data"].as_array().unwrap();
    let known: i64 = rows.iter().map(|payment| payment["allocated"].as_i64().unwrap()).sum();
    assert_eq!(balance("credit") + balance("trust") + paid, known, "every cent is somewhere: {}", context());
    assert_eq!(balance("owed"), owed, "{}", context());
    assert!(balance("credit") >= 0 && balance("trust") >= 0, "nobody has less than nothing: {}", context());
    for payment in on_links.iter().filter(|payment| payment["status"] == "succeeded") {
        assert_eq!(payment["client_id"], file.client.as_str(), "the link says whose it is: {}", context());
    }
}
