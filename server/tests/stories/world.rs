//! One firm, its server and the world around it.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use server::{
    chance::Chance, clock::Clock, config::Config, demo, http::layers::Limits, jobs, ledger::verify, serve, state::App,
};
use tempfile::TempDir;

/// The key of every test installation.
const KEY: &str = "3131313131313131313131313131313131313131313131313131313131313131";

/// The outside world: a process, so that killing a server does not kill it.
pub struct Outside {
    process: Child,
    pub url: String,
    pub smtp: String,
    pub secret_key: String,
    pub publishable_key: String,
}

impl Outside {
    pub fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tender"))
            .args(["sandbox", "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let says: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| says[name].as_str().unwrap().to_owned();
        Self {
            url: text("url"),
            smtp: text("smtp"),
            secret_key: text("secret_key"),
            publishable_key: text("publishable_key"),
            process,
        }
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A database of its own, gone when the story ends.
pub struct Database {
    pub url: String,
    drop_with: Option<(String, String)>,
}

impl Database {
    async fn create(folder: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("TENDER_TEST_DATABASE_URL") else {
            return Self { url: format!("sqlite:{}", folder.join("tender.db").display()), drop_with: None };
        };
        let name = format!("story_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&server).await.unwrap();
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        pool.close().await;
        let (base, query) =
            server.split_once('?').map_or((server.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
        let (host, _) = base.rsplit_once('/').unwrap();
        Self { url: format!("{host}/{name}{query}"), drop_with: Some((server, name)) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = self.drop_with.take() else { return };
        // A story's runtime may be stopping: the farewell has its own.
        let farewell = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let pool = sqlx::AnyPool::connect(&server).await.unwrap();
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&pool).await;
            });
        });
        let _ = farewell.join();
    }
}

/// A firm with its server.
pub struct World {
    pub running: serve::Running,
    pub url: String,
    pub api_key: String,
    pub http: Client,
    pub clock: Clock,
    pub outside: Outside,
    pub database: Database,
    pub folder: TempDir,
}

/// An empty site: stories speak HTTP, and the pages need only names.
pub fn empty_site(folder: &Path) {
    let entry = json!({ "js": "/assets/a.js", "wasm": "/assets/a.wasm", "css": "/assets/a.css" });
    let assets = json!({ "admin": entry, "pay": entry, "files": {} });
    std::fs::write(folder.join("assets.json"), assets.to_string()).unwrap();
}

/// What `tender serve` is told by its environment.
pub fn environment(outside: &Outside, database: &Database, folder: &Path, addr: &str) -> Vec<(&'static str, String)> {
    vec![
        ("TENDER_ADDR", addr.to_owned()),
        ("TENDER_BASE_URL", format!("http://{addr}")),
        ("TENDER_DATA", folder.display().to_string()),
        ("DATABASE_URL", database.url.clone()),
        ("TENDER_SECRET_KEY", KEY.to_owned()),
        ("TENDER_STRIPE_URL", outside.url.clone()),
        ("TENDER_SMTP_URL", format!("smtp://{}", outside.smtp)),
        ("TENDER_MAIL_FROM", "payments@tender.example".to_owned()),
        ("TENDER_SITE", folder.display().to_string()),
        ("TENDER_BULK_MAILS_PER_MINUTE", "60000".to_owned()),
    ]
}

async fn build(outside: &Outside, database: &Database, folder: &Path, addr: &str, clock: &Clock) -> App {
    build_with(environment(outside, database, folder, addr), clock).await
}

async fn build_with(vars: Vec<(&'static str, String)>, clock: &Clock) -> App {
    let get = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    let config = Config::read(get, &Chance::system()).unwrap();
    serve::build(config, clock.clone()).await.unwrap()
}

impl World {
    pub async fn new() -> Self {
        Self::with(Limits::generous()).await
    }

    /// As [`World::new`], with limits of its own.
    pub async fn with(limits: Limits) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let _ = tracing_subscriber::fmt().with_env_filter("warn,stripe=error").with_test_writer().try_init();
        let outside = Outside::start();
        let folder = tempfile::tempdir().unwrap();
        empty_site(folder.path());
        let database = Database::create(folder.path()).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        let clock = Clock::system();
        let app = build(&outside, &database, folder.path(), &addr, &clock).await;
        let running = serve::start_on(app, listener, limits).await.unwrap();
        let trust = demo::connected_account(&outside.url, &outside.secret_key).await.unwrap();
        let api_key = demo::furnish(&running.app, &outside.publishable_key, &outside.secret_key, &trust).await.unwrap();
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { url: format!("http://{addr}"), running, api_key, http, clock, outside, database, folder }
    }

    /// Starts a server in the place of the one that was stopped, with the database that is there now.
    pub async fn start_again(&mut self) {
        let addr = self.running.addr.to_string();
        let app = build(&self.outside, &self.database, self.folder.path(), &addr, &self.clock).await;
        self.running = serve::start(app, Limits::generous()).await.unwrap();
    }

    /// The same, with another value in its environment.
    pub async fn start_again_with(&mut self, name: &'static str, value: &str) {
        let addr = self.running.addr.to_string();
        let mut vars = environment(&self.outside, &self.database, self.folder.path(), &addr);
        vars.retain(|(known, _)| *known != name);
        vars.push((name, value.to_owned()));
        let app = build_with(vars, &self.clock).await;
        self.running = serve::start(app, Limits::generous()).await.unwrap();
    }

    /// A second server on the same database, where that is possible.
    pub async fn beside(&self) -> Option<serve::Running> {
        if self.database.url.starts_with("sqlite:") {
            return None;
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        let app = build(&self.outside, &self.database, self.folder.path(), &addr, &self.clock).await;
        Some(serve::start_on(app, listener, Limits::generous()).await.unwrap())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.api_key)
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200, "GET {path}");
        response.json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let response = self.request(Method::POST, path).json(&body).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or(Value::Null))
    }

    /// The account of a kind: `operating` or `trust`.
    pub async fn account(&self, kind: &str) -> String {
        let accounts = self.get("/api/v1/accounts").await;
        let found = accounts["data"].as_array().unwrap().iter().find(|a| a["kind"] == kind).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    /// A link for the operating account; `more` overrides.
    pub async fn link(&self, amount: i64, more: Value) -> Value {
        let mut body = json!({
            "amount": amount, "currency": "usd", "account_id": self.account("operating").await,
            "recipient": { "name": "Carla Mendes", "email": "carla@example.org" },
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (status, link) = self.post("/api/v1/links", body).await;
        assert_eq!(status, 201, "{link}");
        link
    }

    pub async fn reload(&self, link: &Value) -> Value {
        self.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await
    }

    pub fn token(link: &Value) -> &str {
        link["url"].as_str().unwrap().rsplit('/').next().unwrap()
    }

    /// The payer's click on the form, without JavaScript.
    pub async fn click(&self, link: &Value, amount: &str) -> reqwest::Response {
        let url = format!("{}/l/{}/checkout", self.url, Self::token(link));
        self.http.post(url).form(&[("amount", amount)]).header("origin", &self.url).send().await.unwrap()
    }

    /// The gateway's page that the click leads to.
    pub async fn checkout(&self, link: &Value, amount: &str) -> String {
        let response = self.click(link, amount).await;
        assert_eq!(response.status(), 303, "{}", response.text().await.unwrap());
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Tells the sandbox something.
    pub async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}/control/{path}", self.outside.url);
        let response = self.http.request(method, url).json(&body).send().await.unwrap();
        let status = response.status();
        let answer: Value = response.json().await.unwrap_or(Value::Null);
        assert!(status.is_success(), "control/{path}: {status} {answer}");
        answer
    }

    /// Pays at the gateway, with a card that succeeds unless `more` says otherwise.
    pub async fn pay(&self, url: &str, more: Value) -> Value {
        let mut body = json!({ "url": url, "method": "card", "card": "4242424242424242", "email": "payer@example.org", "name": "Carla Mendes" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.control(Method::POST, "pay", body).await
    }

    /// Moves every clock.
    pub async fn advance(&self, by: Duration) {
        self.clock.advance(by);
        let ms = u64::try_from(by.as_millis()).unwrap();
        self.control(Method::POST, "clock", json!({ "advance_ms": ms })).await;
    }

    /// Waits until the link has a status.
    pub async fn wait_for(&self, link: &Value, status: &str) -> Value {
        for _ in 0..300 {
            let now = self.reload(link).await;
            if now["status"] == status {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never {status}: {}", self.reload(link).await);
    }

    /// Waits until the queue is empty, and looks that nothing was given up.
    pub async fn settle(&self) {
        for _ in 0..1200 {
            let (waiting, dead) = jobs::counts(&self.running.app.db).await.unwrap();
            assert_eq!(dead, 0, "jobs were given up");
            if waiting == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the queue does not get empty");
    }

    /// Waits until a number in the database is as expected, and the queue is empty.
    pub async fn until(&self, sql: &'static str, expected: i64) {
        for _ in 0..600 {
            if self.number(sql).await == expected {
                return self.settle().await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} instead of {expected}: {sql}", self.number(sql).await);
    }

    /// One number out of the database.
    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.running.app.db.read()).await.unwrap()
    }

    /// Mail that the mailbox has for an address.
    pub async fn mail(&self, to: &str) -> Vec<Value> {
        let url = format!("{}/mailbox.json", self.outside.url);
        let mails: Value = self.http.get(url).query(&[("to", to)]).send().await.unwrap().json().await.unwrap();
        let list = mails.as_array().or_else(|| mails["data"].as_array()).unwrap();
        list.clone()
    }

    /// The end of a story: nothing is left to do, and the books are right.
    pub async fn end(self) {
        self.settle().await;
        let report = verify::run(&self.running.app.db).await.unwrap();
        assert!(report.is_fine(), "the books are wrong at the end: {:#?}", report.findings);
        self.running.stop().await;
    }

    /// The end of a story that wrote into the database by itself.
    pub async fn end_with_wrong_books(self) {
        self.settle().await;
        self.running.stop().await;
    }
}
