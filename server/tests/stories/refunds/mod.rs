//! Money that goes back: asked for here, made at the gateway, failed, and never twice.

mod both;
mod faults;
mod outside;
mod trust;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

/// A payment that succeeded, with what the gateway calls its charge.
pub struct Case {
    pub world: World,
    pub link: Value,
    pub payment: String,
    pub charge: String,
}

/// What the ledger has on accounts of a kind, positive where clients' money and income stand.
pub async fn balance(world: &World, kind: &str) -> i64 {
    sqlx::query_scalar("SELECT CAST(COALESCE(-SUM(balance), 0) AS BIGINT) FROM ledger_accounts WHERE kind = $1")
        .bind(kind)
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap()
}

impl Case {
    /// A link for the account of a kind, paid by card.
    pub async fn paid(amount: i64, kind: &str) -> Self {
        Self::paid_with(amount, kind, json!({})).await
    }

    /// As [`Case::paid`], in another way.
    pub async fn paid_with(amount: i64, kind: &str, how: Value) -> Self {
        let world = World::new().await;
        Self::in_world(world, amount, kind, how).await
    }

    pub async fn in_world(world: World, amount: i64, kind: &str, how: Value) -> Self {
        let link = world.link(amount, json!({ "account_id": world.account(kind).await })).await;
        let page = world.checkout(&link, "").await;
        let is_debit = how["method"] == "bank_debit";
        let paid = world.pay(&page, how).await;
        let intent = paid["session"]["payment_intent"].as_str().unwrap().to_owned();
        if is_debit {
            let path = format!("payment_intents/{intent}/settle");
            world.control(Method::POST, &path, json!({ "outcome": "succeed" })).await;
        }
        let link = world.wait_for(&link, "paid").await;
        world.settle().await;
        let found = world.get(&format!("/api/v1/payments?filter[link_id]={}", link["id"].as_str().unwrap())).await;
        let payment = found["data"][0]["id"].as_str().unwrap().to_owned();
        let state = world.control(Method::GET, "state", json!({})).await;
        let charges = state["charges"].as_array().unwrap();
        let charge = charges.iter().find(|c| c["payment_intent"] == *intent && c["status"] == "succeeded").unwrap();
        let charge = charge["id"].as_str().unwrap().to_owned();
        Self { world, link, payment, charge }
    }

    pub fn path(&self) -> String {
        format!("/api/v1/payments/{}/refunds", self.payment)
    }

    /// Asks for a refund under a key.
    pub async fn refund(&self, key: &str, body: Value) -> (StatusCode, Value) {
        let url = format!("{}{}", self.world.url, self.path());
        let request = self.world.http.post(url).bearer_auth(&self.world.api_key).header("idempotency-key", key);
        let response = request.json(&body).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or(Value::Null))
    }

    /// Asks for one that is taken.
    pub async fn ask(&self, amount: i64) -> Value {
        let body = json!({ "amount": amount, "reason": "requested_by_customer" });
        let (status, refund) = self.refund(&format!("refund of {amount}"), body).await;
        assert_eq!(status, 201, "{refund}");
        refund
    }

    pub async fn refunds(&self) -> Value {
        self.world.get(&self.path()).await
    }

    pub async fn payment(&self) -> Value {
        self.world.get(&format!("/api/v1/payments/{}", self.payment)).await
    }

    /// Waits until the newest refund has a status.
    pub async fn until(&self, status: &str) -> Value {
        for _ in 0..900 {
            let refunds = self.refunds().await;
            if refunds["data"][0]["status"] == status {
                self.world.settle().await;
                return self.refunds().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("never {status}: {}", self.refunds().await);
    }

    /// The refunds that the gateway has of the payment.
    pub async fn at_gateway(&self) -> Vec<Value> {
        let state = self.world.control(Method::GET, "state", json!({})).await;
        let refunds = state["refunds"].as_array().unwrap();
        refunds.iter().filter(|refund| refund["charge"] == *self.charge).cloned().collect()
    }

    /// Makes a refund in the gateway's own dashboard.
    pub async fn refund_outside(&self, more: &[(&str, &str)]) -> Value {
        let form: Vec<(&str, &str)> =
            [("charge", self.charge.as_str())].into_iter().chain(more.iter().copied()).collect();
        let url = format!("{}/v1/refunds", self.world.outside.url);
        let request = self.world.http.post(url).bearer_auth(&self.world.outside.secret_key).form(&form);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// Makes a client, and says that all of the payment is theirs.
    pub async fn link_to_client(&self) -> String {
        let (status, client) = self.world.post("/api/v1/clients", json!({ "name": "Carla Mendes" })).await;
        assert_eq!(status, 201, "{client}");
        let path = format!("/api/v1/payments/{}/allocations", self.payment);
        let (status, linked) = self.world.post(&path, json!({ "client_id": client["id"] })).await;
        assert!(status.is_success(), "{linked}");
        client["id"].as_str().unwrap().to_owned()
    }

    pub async fn pause(&self) {
        self.world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    }

    pub async fn sweep(&self) {
        server::connections::sweep::all(&self.world.running.app).await.unwrap();
        self.world.settle().await;
    }

    /// Nothing is left to do, and the books are in balance.
    pub async fn end(self) {
        self.world.settle().await;
        let entries = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_entries";
        assert_eq!(self.world.number(entries).await, 0);
        self.world.control(Method::POST, "webhooks", json!({ "paused": false, "discard": true })).await;
        self.world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_goes_back_once_and_everyone_hears_of_it() {
    let case = Case::paid(5_000, "operating").await;
    let body = json!({ "amount": 2_000, "reason": "other", "note": "Hearing cancelled" });
    let (status, refund) = case.refund("a", body.clone()).await;
    assert_eq!((status.as_u16(), &refund["status"], &refund["amount"]), (201, &json!("requested"), &json!(2_000)));
    assert_eq!(case.refund("a", body).await.1["id"], refund["id"], "the same request is the same refund");
    let refunds = case.until("succeeded").await;
    assert_eq!((&refunds["refundable"], &refunds["data"][0]["created_by"]), (&json!(3_000), &json!("Demo")));
    let payment = case.payment().await;
    assert_eq!((&payment["refunded"], &payment["refundable"]), (&json!(2_000), &json!(3_000)));
    assert_eq!(case.at_gateway().await.len(), 1);
    assert_eq!(balance(&case.world, "unlinked").await, 3_000);
    assert_eq!(case.world.reload(&case.link).await["status"], "paid", "a refund reopens no link");
    let mails = case.world.mail("payer@example.org").await;
    let about: Vec<&str> = mails.iter().filter_map(|mail| mail["subject"].as_str()).collect();
    assert_eq!(about.iter().filter(|subject| subject.contains("gives $20.00 back")).count(), 1, "{about:?}");
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_given_back_is_refused_before_anything_is_sent() {
    let case = Case::paid(5_000, "operating").await;
    let ask = |amount: i64, reason: &str| json!({ "amount": amount, "reason": reason });
    let (status, problem) = case.world.post(&case.path(), ask(1_000, "duplicate")).await;
    assert_eq!(status, 400, "without a key: {problem}");
    for (body, pointer) in [
        (ask(5_001, "duplicate"), "/amount"),
        (ask(0, "duplicate"), "/amount"),
        (ask(100, "because"), "/reason"),
        (ask(100, "other"), "/note"),
        (
            json!({ "reason": "duplicate", "parts": [{ "allocation_id": "alo_00000000000000000000000000000000", "amount": 1 }] }),
            "/parts/0/allocation_id",
        ),
    ] {
        let (status, problem) = case.refund(&body.to_string(), body.clone()).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}: {problem}");
    }
    assert_eq!(case.at_gateway().await.len(), 0);
    assert_eq!(case.payment().await["refunded"], 0);

    let body = json!({ "reason": "duplicate" });
    assert_eq!(case.refund("all", body.clone()).await.0, 201);
    case.until("succeeded").await;
    let (status, problem) = case.refund("again", body).await;
    assert_eq!((status.as_u16(), problem["title"].as_str().is_some()), (409, true), "{problem}");
    assert!(case.refunds().await["refused_because"].is_string());
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_at_once_never_exceed_the_payment() {
    let case = Case::paid(5_000, "operating").await;
    let beside = case.world.beside().await;
    let urls = [Some(case.world.url.clone()), beside.as_ref().map(|running| format!("http://{}", running.addr))];
    let urls: Vec<String> = urls.into_iter().flatten().collect();
    let asks = (0..8).map(|i| {
        let url = format!("{}{}", urls[i % urls.len()], case.path());
        let body = json!({ "amount": 2_000, "reason": "duplicate" });
        let request = case.world.http.post(url).bearer_auth(&case.world.api_key);
        request.header("idempotency-key", format!("race {i}")).json(&body).send()
    });
    let statuses: Vec<u16> = join_all(asks).await.into_iter().map(|answer| answer.unwrap().status().as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 2, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 201 | 409 | 422)), "{statuses:?}");
    case.until("succeeded").await;
    assert_eq!(case.payment().await["refunded"], 4_000);
    assert_eq!(case.at_gateway().await.len(), 2);
    if let Some(beside) = beside {
        beside.stop().await;
    }
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_takes_back_what_was_paid_and_a_failed_one_gives_it_again() {
    let case = Case::paid(5_000, "operating").await;
    case.link_to_client().await;
    assert_eq!((balance(&case.world, "credit").await, balance(&case.world, "unlinked").await), (5_000, 0));
    case.ask(2_000).await;
    case.until("succeeded").await;
    assert_eq!(balance(&case.world, "credit").await, 3_000);
    let refund = case.at_gateway().await.remove(0);
    let path = format!("refunds/{}/fail", refund["id"].as_str().unwrap());
    case.world.control(Method::POST, &path, json!({})).await;
    let refunds = case.until("failed").await;
    assert!(refunds["data"][0]["failure"].as_str().unwrap().contains("lost or stolen"), "{refunds}");
    assert_eq!((&refunds["refundable"], balance(&case.world, "credit").await), (&json!(5_000), 5_000));
    let mails = case.world.mail("owner@haleorr.example").await;
    let told = mails.iter().filter(|mail| mail["subject"].as_str().unwrap().contains("refund of $20.00")).count();
    assert_eq!(told, 1);
    case.end().await;
}
