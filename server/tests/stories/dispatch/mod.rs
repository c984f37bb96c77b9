//! From rows to links: sending an upload, stopping, sending it again, and the file back.

mod duplicates;
mod once;
mod results;
mod sending;

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::imports;

use crate::world::World;

const LINKS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM links";
const CREATED: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM import_checks WHERE rank = 3";
const WITH_LINK: &str = "SELECT CAST(COUNT(DISTINCT link_id) AS BIGINT) FROM import_rows";
const MADE: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = 'link.created'";
const MAILS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'link'";

/// Rows with an invoice number each.
pub fn invoices(count: usize) -> Vec<Value> {
    let row = |i: usize| {
        json!({ "recipient_name": format!("Client {i}"), "email": format!("client{i}@example.org"),
                "amount": format!("{}.50", 10 + i), "invoice_number": format!("INV-{i}") })
    };
    (0..count).map(row).collect()
}

impl World {
    pub async fn draft(&self, delivery: &str, rows: &[Value]) -> String {
        let account = self.account("operating").await;
        let body = json!({ "name": "November.csv", "account_id": account, "delivery": delivery, "rows": rows });
        let (status, import) = self.post("/api/v1/imports", body).await;
        assert_eq!(status, 201, "{import}");
        let id = import["id"].as_str().unwrap().to_owned();
        self.rests(&id, "review").await;
        id
    }

    pub async fn import(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/imports/{id}")).await
    }

    /// Waits until an import is in a state.
    pub async fn rests(&self, id: &str, state: &str) -> Value {
        for _ in 0..1200 {
            let import = self.import(id).await;
            if import["state"] == state {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never {state}: {}", self.import(id).await);
    }

    pub async fn dispatch(&self, id: &str, body: Value) -> (StatusCode, Value) {
        self.post(&format!("/api/v1/imports/{id}/dispatch"), body).await
    }

    pub async fn send_off(&self, id: &str) -> Value {
        let (status, import) = self.dispatch(id, json!({})).await;
        assert_eq!((status.as_u16(), &import["state"]), (202, &json!("sending")), "{import}");
        import
    }

    pub async fn lines_of(&self, id: &str) -> Vec<Value> {
        let page = self.get(&format!("/api/v1/imports/{id}/rows?limit=100")).await;
        page["data"].as_array().unwrap().clone()
    }

    pub async fn results_file(&self, id: &str, format: &str) -> reqwest::Response {
        let url = format!("{}/api/v1/imports/{id}/results?format={format}", self.url);
        self.http.get(url).bearer_auth(&self.api_key).send().await.unwrap()
    }

    /// What a worker of the queue does.
    pub async fn batch(&self, id: &str) {
        let app = &self.running.app;
        let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(app.db.read()).await.unwrap();
        imports::dispatch(app, &firm.parse().unwrap(), &id.parse().unwrap()).await.unwrap();
    }

    /// Waits until an import is sent no more.
    pub async fn finished(&self, id: &str) -> Value {
        for _ in 0..1200 {
            let import = self.import(id).await;
            if import["state"] != "sending" {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still being sent: {}", self.import(id).await);
    }

    /// Waits until a number in the database is as expected.
    pub async fn arrives(&self, sql: &'static str, expected: i64) {
        for _ in 0..600 {
            if self.number(sql).await == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} instead of {expected}: {sql}", self.number(sql).await);
    }

    /// Each row that has its link has one of its own, each link its entry in the audit trail, and its mail if it has one.
    pub async fn adds_up(&self, links: i64, mails: i64) {
        for sql in [LINKS, CREATED, WITH_LINK, MADE] {
            assert_eq!(self.number(sql).await, links, "{sql}");
        }
        assert_eq!(self.number(MAILS).await, mails, "mails");
    }
}

pub fn counts(import: &Value) -> [i64; 4] {
    ["ready", "warning", "error", "created"].map(|name| import["counts"][name].as_i64().unwrap())
}

/// What is wrong with a row: its codes and the first sentence.
pub fn wrong(line: &Value) -> (Vec<&str>, &str) {
    let problems = line["problems"].as_array().unwrap();
    let codes = problems.iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    (codes, problems.first().map_or("", |problem| problem["detail"].as_str().unwrap()))
}

/// A day on the firm's calendar, so many days ahead.
pub fn domain_day(world: &World, ahead: i64) -> String {
    let at = world.clock.now().plus_ms(ahead * 86_400_000);
    server::firm::local_date("America/Los_Angeles", at).to_string()
}
