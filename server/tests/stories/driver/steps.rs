//! What can happen.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    dice::Dice,
    file::{Attempt, File, Link},
};
use crate::{asking::id, world::World};

/// One thing happens. What is refused is no mistake, as long as the refusal is one.
pub async fn one(world: &World, file: &mut File, dice: &mut Dice) {
    file.step += 1;
    match dice.throw(20) {
        0 | 1 => invoice(world, file, dice).await,
        2..=4 => link(world, file, dice).await,
        5..=8 => pay(world, file, dice).await,
        9 => pay_an_old_page(world, file, dice).await,
        10 => decide(world, file, dice).await,
        11 => cancel(world, file, dice).await,
        12 | 13 => refund(world, file, dice).await,
        14 => refund_outside(world, file, dice).await,
        15 => dispute(world, file, dice).await,
        16 => by_hand(world, file, dice).await,
        17 => by_hand_again(world, file, dice).await,
        18 => sweep(world, file, dice).await,
        _ => trouble(world, file, dice).await,
    }
}

fn answered(file: &mut File, what: &str, status: StatusCode, answer: &Value) {
    file.tell(format!("{what}: {status}"));
    let known = status.is_success() || matches!(status.as_u16(), 303 | 409 | 422 | 429 | 503);
    assert!(known, "seed {}: {status} {answer} {:#?}", file.seed, file.told);
}

async fn invoice(world: &World, file: &mut File, dice: &mut Dice) {
    let amount = dice.amount();
    let body = json!({ "client_id": file.client, "lines": [{ "description": "Advice", "unit_price": amount }] });
    let (status, made) = world.post("/api/v1/invoices", body).await;
    answered(file, &format!("an invoice over {amount}"), status, &made);
    file.invoices.push(id(&made).to_owned());
}

async fn link(world: &World, file: &mut File, dice: &mut Dice) {
    let kind = ["operating", "operating", "trust"][dice.throw(3)];
    let policy = ["continue", "until_paid", "close"][dice.throw(3)];
    let mut amount = 500 + dice.amount();
    let mut terms = json!({ "account_id": world.account(kind).await, "client_id": file.client });
    if kind == "trust" {
        terms["matter_id"] = file.matter.as_str().into();
    } else if let Some(bill) = dice.one(&file.invoices) {
        let bill = world.get(&format!("/api/v1/invoices/{bill}")).await;
        let open = bill["total"].as_i64().unwrap() - bill["paid"].as_i64().unwrap();
        if open >= 100 {
            amount = open;
            terms["items"] = json!([{ "invoice_id": bill["id"], "amount": open }]);
        }
    }
    if dice.throw(3) > 0 {
        terms["min_amount"] = 100.into();
        terms["part_policy"] = policy.into();
    }
    let mut body = json!({ "amount": amount, "currency": "usd" });
    body.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
    let (status, made) = world.post("/api/v1/links", body).await;
    answered(file, &format!("a link over {amount}, {kind}, {policy}"), status, &made);
    if status == StatusCode::CREATED {
        file.links.push(Link {
            id: id(&made).to_owned(),
            token: World::token(&made).to_owned(),
            amount,
            policy: if made["min_amount"].is_null() { "continue" } else { policy },
            closed_at: None,
            pages: Vec::new(),
            attempts: Vec::new(),
        });
    }
}

/// Somebody opens a link and pays all or part of it, with a card that works or not, or by a debit.
async fn pay(world: &World, file: &mut File, dice: &mut Dice) {
    if file.links.is_empty() {
        return file.tell("nothing to pay");
    }
    let at = dice.throw(file.links.len());
    let part =
        if dice.throw(2) == 0 { String::new() } else { format!("{}.{:02}", 1 + dice.throw(40), dice.throw(100)) };
    let url = format!("{}/l/{}/checkout", world.url, file.links[at].token);
    let form = [("amount", part.as_str())];
    let response = world.http.post(url).form(&form).header("origin", &world.url).send().await.unwrap();
    let status = response.status();
    let place = response.headers().get("location").and_then(|place| place.to_str().ok()).unwrap_or_default().to_owned();
    answered(file, &format!("a click for {part:?} on {}", file.links[at].id), status, &Value::Null);
    if place.contains("cs_test_") {
        file.links[at].pages.push(place.clone());
        at_the_gateway(world, file, dice, at, &place).await;
    }
}

/// Who kept a page of the gateway open pays there, whatever became of its session: a payment that the session's end
/// overtook.
async fn pay_an_old_page(world: &World, file: &mut File, dice: &mut Dice) {
    let with_pages: Vec<usize> = (0..file.links.len()).filter(|at| !file.links[*at].pages.is_empty()).collect();
    let Some(at) = dice.one(&with_pages).copied() else { return file.tell("no page is open") };
    let page = dice.one(&file.links[at].pages).unwrap().clone();
    at_the_gateway(world, file, dice, at, &page).await;
}

async fn at_the_gateway(world: &World, file: &mut File, dice: &mut Dice, at: usize, page: &str) {
    let how = match dice.throw(6) {
        0 => json!({ "method": "card", "card": "4000000000000002" }),
        1 => json!({ "method": "bank_debit", "settle": "manual" }),
        _ => json!({ "method": "card", "card": "4242424242424242" }),
    };
    let mut wish = json!({ "url": page, "email": "payer@example.org", "ignore_session_state": true });
    wish.as_object_mut().unwrap().extend(how.as_object().unwrap().clone());
    let url = format!("{}/control/pay", world.outside.url);
    let response = world.http.post(url).json(&wish).send().await.unwrap();
    let (status, answer): (StatusCode, Value) = (response.status(), response.json().await.unwrap_or(Value::Null));
    file.tell(format!("at the gateway for {}: {how} {status} {}", file.links[at].id, answer["outcome"]));
    let Some(intent) = answer["payment_intent"]["id"].as_str().filter(|_| status.is_success()) else { return };
    let step = file.step;
    let charge = answer["charge"]["id"].as_str().filter(|_| answer["outcome"] != "declined").map(str::to_owned);
    let pending = answer["outcome"] == "processing";
    if answer["outcome"] != "declined" {
        file.links[at].attempts.push(Attempt { intent: intent.to_owned(), charge, pending, at: step });
    }
}

/// The bank decides about a debit.
async fn decide(world: &World, file: &mut File, dice: &mut Dice) {
    let outcome = ["succeed", "succeed", "fail"][dice.throw(3)];
    let pending: Vec<(usize, usize)> = (0..file.links.len())
        .flat_map(|link| (0..file.links[link].attempts.len()).map(move |attempt| (link, attempt)))
        .filter(|(link, attempt)| file.links[*link].attempts[*attempt].pending)
        .collect();
    let Some((link, attempt)) = dice.one(&pending).copied() else { return file.tell("no debit waits") };
    let intent = file.links[link].attempts[attempt].intent.clone();
    world.control(Method::POST, &format!("payment_intents/{intent}/settle"), json!({ "outcome": outcome })).await;
    file.tell(format!("the debit {intent} {outcome}s"));
    if outcome == "fail" {
        file.links[link].attempts.remove(attempt);
    } else {
        file.links[link].attempts[attempt].pending = false;
    }
}

async fn cancel(world: &World, file: &mut File, dice: &mut Dice) {
    if file.links.is_empty() {
        return file.tell("nothing to withdraw");
    }
    let at = dice.throw(file.links.len());
    // What happened at the gateway is heard of first: the model has no opinion on who wins a race.
    hear(world).await;
    let path = format!("/api/v1/links/{}", file.links[at].id);
    let (status, answer) = world.post(&format!("{path}/cancellation"), json!({})).await;
    answered(file, &format!("{} is withdrawn", file.links[at].id), status, &answer);
    if status.is_success() {
        world.settle().await;
        assert_eq!(world.get(&path).await["closing"], Value::Null, "seed {}", file.seed);
        file.links[at].closed_at = Some(file.step);
    }
}

async fn hear(world: &World) {
    world.control(Method::DELETE, "faults", json!({})).await;
    world.settle().await;
    server::connections::sweep::all(&world.running.app).await.unwrap();
    world.settle().await;
}

async fn refund(world: &World, file: &mut File, dice: &mut Dice) {
    let path = format!("/api/v1/payments?filter[client_id]={}&limit=100", file.client);
    let payments = world.get(&path).await;
    let Some(payment) = dice.one(payments["data"].as_array().unwrap()) else {
        return file.tell("nothing to give back");
    };
    let amount = dice.amount() / 2;
    let body = json!({ "amount": amount, "reason": "requested_by_customer" });
    let url = format!("{}/api/v1/payments/{}/refunds", world.url, id(payment));
    let key = format!("{}-{}", file.seed, file.step);
    let request = world.http.post(url).bearer_auth(&world.api_key).header("idempotency-key", key).json(&body);
    let response = request.send().await.unwrap();
    let (status, answer): (StatusCode, Value) = (response.status(), response.json().await.unwrap_or(Value::Null));
    answered(file, &format!("{amount} of {} goes back", id(payment)), status, &answer);
}

async fn refund_outside(world: &World, file: &mut File, dice: &mut Dice) {
    let amount = (dice.amount() / 2).to_string();
    let charges = file.charges();
    let Some(charge) = dice.one(&charges).map(|charge| (*charge).to_owned()) else {
        return file.tell("nothing to give back outside");
    };
    let form = [("charge", charge.as_str()), ("amount", amount.as_str())];
    let url = format!("{}/v1/refunds", world.outside.url);
    let request = world.http.post(url).bearer_auth(&world.outside.secret_key).form(&form);
    // Trouble that waits for the next call may meet this one: what came of it is read from the gateway in the end.
    let status = request.send().await.map(|answer| answer.status());
    file.tell(format!("{amount} of {charge} goes back outside: {status:?}"));
}

async fn dispute(world: &World, file: &mut File, dice: &mut Dice) {
    let charges = file.charges();
    let Some(charge) = dice.one(&charges).map(|charge| (*charge).to_owned()) else {
        return file.tell("nothing to contest");
    };
    let word = if file.contested.insert(charge.clone()) {
        ["needs_response", "needs_response", "warning_needs_response"][dice.throw(3)]
    } else {
        ["under_review", "won", "lost"][dice.throw(3)]
    };
    let url = format!("{}/control/charges/{charge}/dispute", world.outside.url);
    let status = world.http.post(url).json(&json!({ "status": word })).send().await.unwrap().status();
    file.tell(format!("{charge} is contested, {word}: {status}"));
}

async fn by_hand(world: &World, file: &mut File, dice: &mut Dice) {
    let kind = ["operating", "operating", "trust"][dice.throw(3)];
    let source = ["cheque", "cash", "transfer"][dice.throw(3)];
    let amount = dice.amount();
    let mut body = json!({
        "source": source, "amount": amount, "currency": "usd",
        "account_id": world.account(kind).await, "received_on": "2026-01-31",
    });
    if dice.throw(2) == 0 {
        body["allocation"] = json!({ "client_id": file.client, "matter_id": file.matter });
    }
    let (status, payment) = world.post("/api/v1/payments", body).await;
    answered(file, &format!("{amount} by hand, {kind}"), status, &payment);
    if status == StatusCode::CREATED {
        file.by_hand.push(id(&payment).to_owned());
    }
}

/// A payment by hand is linked, unlinked or reversed.
async fn by_hand_again(world: &World, file: &mut File, dice: &mut Dice) {
    let Some(payment) = dice.one(&file.by_hand).cloned() else { return file.tell("nothing by hand") };
    let path = format!("/api/v1/payments/{payment}");
    let (what, status, answer) = match dice.throw(3) {
        0 => {
            let mut body = json!({ "client_id": file.client, "matter_id": file.matter });
            if dice.throw(2) == 0 {
                let mut part = json!({ "amount": dice.amount() });
                if let Some(invoice) = dice.one(&file.invoices) {
                    part["invoice_id"] = invoice.as_str().into();
                }
                body["parts"] = json!([part]);
            }
            let (status, answer) = world.post(&format!("{path}/allocations"), body).await;
            ("linked", status, answer)
        }
        1 => {
            let (status, answer) = world.post(&format!("{path}/unlinking"), json!({})).await;
            ("unlinked", status, answer)
        }
        _ => {
            let (status, answer) = world.post(&format!("{path}/reversal"), json!({ "reason": "A mistake" })).await;
            ("reversed", status, answer)
        }
    };
    answered(file, &format!("{payment} is {what}"), status, &answer);
}

/// Time passes, and what the webhooks did not bring is looked for.
async fn sweep(world: &World, file: &mut File, dice: &mut Dice) {
    let hours = 1 + u64::try_from(dice.throw(60)).unwrap();
    world.advance(std::time::Duration::from_secs(hours * 3_600)).await;
    server::connections::sweep::all(&world.running.app).await.unwrap();
    file.tell(format!("{hours} hours, and a sweep"));
}

/// Webhooks are lost, repeated or shuffled, or the gateway answers wrongly for a while.
async fn trouble(world: &World, file: &mut File, dice: &mut Dice) {
    let fault = match dice.throw(6) {
        0 => json!({ "target": "webhook", "kind": "drop", "count": 4 }),
        1 => json!({ "target": "webhook", "kind": "duplicate", "n": 2, "count": 4 }),
        2 => json!({ "target": "webhook", "kind": "reorder", "ms": 200, "count": 6 }),
        3 => json!({ "target": "api", "kind": "status", "status": 500, "count": 1 }),
        4 => json!({ "target": "api", "kind": "status_after", "status": 500, "count": 1 }),
        _ => json!({ "target": "api", "kind": "reset_after", "count": 1 }),
    };
    world.control(Method::POST, "faults", fault.clone()).await;
    file.tell(format!("trouble: {fault}"));
}
