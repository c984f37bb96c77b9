//! Bulk upload up to the moment of sending: files, columns, rows, what is wrong with them, and who hears of it.

mod columns;
mod files;
mod rows;
mod together;

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

impl World {
    pub async fn upload(&self, query: &str, file: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let url = format!("{}/api/v1/imports/files?{query}", self.url);
        let response = self.http.post(url).bearer_auth(&self.api_key).body(file).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or(Value::Null))
    }

    /// Uploads a file that can be read, and waits until its rows are checked.
    pub async fn uploaded(&self, query: &str, file: impl Into<reqwest::Body>) -> Value {
        let (status, import) = self.upload(query, file).await;
        assert_eq!((status.as_u16(), &import["state"]), (201, &json!("checking")), "{import}");
        self.checked(import["id"].as_str().unwrap()).await
    }

    /// Waits until an import's rows are checked.
    pub async fn checked(&self, id: &str) -> Value {
        for _ in 0..1200 {
            let import = self.get(&format!("/api/v1/imports/{id}")).await;
            if import["state"] != "checking" {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still being checked");
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.url);
        let response = self.http.request(method, url).bearer_auth(&self.api_key).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
    }

    /// Changes rows of an import.
    pub async fn mend(&self, import: &Value, changes: Value) -> (u16, Value) {
        self.send(Method::PATCH, &format!("{}/rows", path(import)), changes).await
    }

    /// All rows of an import, page by page.
    pub async fn grid(&self, import: &Value, query: &str) -> Vec<Value> {
        let (mut lines, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{}/rows?limit=2&{query}&cursor={cursor}", path(import))).await;
            lines.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return lines,
            }
        }
    }
}

/// The key of an admin of another firm.
async fn other_firm(world: &World) -> String {
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let other =
        server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await.unwrap();
    let (_, secret) =
        server::keys::create_key(app, &mut tx, &other, &"x".parse().unwrap(), domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    secret
}

fn path(import: &Value) -> String {
    format!("/api/v1/imports/{}", import["id"].as_str().unwrap())
}

fn counts(import: &Value) -> [i64; 4] {
    ["ready", "warning", "error", "created"].map(|state| import["counts"][state].as_i64().unwrap())
}

/// `number: code of each problem`.
fn problems(lines: &[Value]) -> Vec<String> {
    let codes = |line: &Value| {
        let codes: Vec<&str> =
            line["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
        format!("{}: {}", line["number"], codes.join(" "))
    };
    lines.iter().filter(|line| !line["problems"].as_array().unwrap().is_empty()).map(codes).collect()
}

const ROWS: &str = "Invoice No;Client E-Mail;Amount;Due date;Favourite colour\r\n\
    INV-1;ann@example.org;100.00;2030-05-01;=1+1\r\n\
    INV-2;bo@example.org;250,5;2030-05-02;\r\n\
    INV-1;cy@example.org;30;2030-05-03;\r\n\
    INV-4;not an address;40;2030-05-04;\r\n\
    INV-5;dan@example.org;0;2030-05-05;\r\n\
    INV-6;eve@example.org;-5;2030-05-06;\r\n";
