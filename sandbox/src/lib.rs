//! The outside world in a box: a stand-in for Stripe and for a mail server, over real sockets on this machine.
//!
//! It takes test keys only, binds loopback addresses only, and keeps its state in memory. See the crate's README
//! for the control API.

// `json!` recurses once a token of the larger objects.
#![recursion_limit = "512"]

mod account;
mod api;
mod call;
mod chance;
mod clock;
mod control;
mod currency;
mod disputes;
mod error;
mod faults;
mod form;
mod gate;
mod idempotency;
mod keys;
mod mailbox;
mod objects;
mod pages;
mod payment;
mod refunds;
mod server;
mod smtp;
mod table;
mod webhooks;
mod world;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use account::KeyOwner;
use world::{App, Settings, World};

/// The secret key of [`Options::default`].
pub const SECRET_KEY: &str = "sk_test_tender_sandbox";
/// The publishable key of [`Options::default`], of the same account.
pub const PUBLISHABLE_KEY: &str = "pk_test_tender_sandbox";

/// How often things that are due are done even if nobody looks.
const TICK: Duration = Duration::from_millis(200);
/// How long connections may take to end when the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// Where the sandbox listens and which keys it names as its own.
///
/// Every test key is taken, each as its own Stripe account. Keys whose third part is the same
/// (`sk_test_smith_1`, `pk_test_smith_2`) belong to the same account.
#[derive(Debug, Clone)]
pub struct Options {
    /// Loopback only; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Where mail is taken; loopback only; port 0 takes a free one.
    pub smtp_addr: SocketAddr,
    /// `sk_test_…`
    pub secret_key: String,
    /// `pk_test_…`, of the same account as the secret key.
    pub publishable_key: String,
    /// How long a bank debit is processing; `None`: until the control API settles it.
    pub bank_debit_after: Option<Duration>,
}

impl Default for Options {
    /// Free ports of 127.0.0.1, well-known keys, bank debits that take 20 seconds.
    fn default() -> Self {
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            addr: loopback,
            smtp_addr: loopback,
            secret_key: SECRET_KEY.to_owned(),
            publishable_key: PUBLISHABLE_KEY.to_owned(),
            bank_debit_after: Some(Duration::from_secs(20)),
        }
    }
}

/// Why the sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The sandbox must not be reachable from outside.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The sandbox has nothing to do with real money.
    #[error("not a pair of test keys of one account (sk_test_… and pk_test_…)")]
    BadKeys,
    /// The port is taken, or may not be used.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The client that delivers webhooks could not be made.
    #[error("cannot make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// A running sandbox. Dropping it stops it as well.
pub struct Sandbox {
    app: Arc<App>,
    addr: SocketAddr,
    smtp_addr: SocketAddr,
    secret_key: String,
    publishable_key: String,
}

/// Starts a sandbox on the current Tokio runtime.
///
/// # Errors
/// If an address is not a loopback address or cannot be listened on, or if a key is not a test key.
pub async fn start(options: Options) -> Result<Sandbox, StartError> {
    check_keys(&options)?;
    let listener = listen(options.addr).await?;
    let smtp_listener = listen(options.smtp_addr).await?;
    let addr = listener.local_addr().map_err(|error| StartError::Listen(options.addr, error))?;
    let smtp_addr = smtp_listener.local_addr().map_err(|error| StartError::Listen(options.smtp_addr, error))?;

    let (outbox, inbox) = mpsc::unbounded_channel();
    let settings = Settings {
        bank_debit_ms: options.bank_debit_after.map(|pause| i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)),
        webhook_backoff_ms: vec![200, 1_000, 2_000, 5_000],
    };
    let mut world = World::new(format!("http://{addr}"), clock::Clock::default(), settings, outbox);
    if let Some(owner) = KeyOwner::of(&options.secret_key) {
        world.open_account(&owner.label, &owner.account);
    }
    let app = Arc::new(App::new(world, http_client()?));
    app.tasks.spawn(server::run(Arc::clone(&app), listener, router(Arc::clone(&app))));
    app.tasks.spawn(smtp::run(Arc::clone(&app), smtp_listener));
    app.tasks.spawn(webhooks::run(Arc::clone(&app), inbox));
    app.tasks.spawn(tick(Arc::clone(&app)));
    Ok(Sandbox { app, addr, smtp_addr, secret_key: options.secret_key, publishable_key: options.publishable_key })
}

impl Sandbox {
    /// `http://127.0.0.1:PORT`. The Stripe API is below it at `/v1/…`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The page that shows received mail.
    pub fn mailbox_url(&self) -> String {
        format!("{}/mailbox", self.url())
    }

    /// Where mail is taken, without TLS and without authentication.
    pub fn smtp_addr(&self) -> SocketAddr {
        self.smtp_addr
    }

    /// The secret key from the options.
    pub fn secret_key(&self) -> &str {
        &self.secret_key
    }

    /// The publishable key from the options.
    pub fn publishable_key(&self) -> &str {
        &self.publishable_key
    }

    /// Closes the ports and waits until all connections and deliveries have ended, at most two seconds.
    pub async fn shutdown(self) {
        self.app.stop.cancel();
        self.app.tasks.close();
        if tokio::time::timeout(GRACE, self.app.tasks.wait()).await.is_err() {
            tracing::debug!("the sandbox stopped with connections open");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.app.stop.cancel();
    }
}

fn check_keys(options: &Options) -> Result<(), StartError> {
    let secret = KeyOwner::of(&options.secret_key).filter(|_| options.secret_key.starts_with("sk_test_"));
    let publishable =
        KeyOwner::of(&options.publishable_key).filter(|_| options.publishable_key.starts_with("pk_test_"));
    match (secret, publishable) {
        (Some(secret), Some(publishable)) if secret == publishable => Ok(()),
        _ => Err(StartError::BadKeys),
    }
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    if !addr.ip().is_loopback() {
        return Err(StartError::NotLoopback(addr));
    }
    TcpListener::bind(addr).await.map_err(|error| StartError::Listen(addr, error))
}

fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    // Needed once in a process; a provider that is there already is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()
}

async fn tick(app: Arc<App>) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => drop(app.world()),
        }
    }
}

fn router(app: Arc<App>) -> Router {
    use pages::{checkout, index, mailbox};
    Router::new()
        .route("/", get(index::show))
        .route("/v1/{*path}", any(gate::serve))
        .route("/pay/{id}", get(checkout::show).post(checkout::submit))
        .route("/pay/{id}/3ds", get(checkout::show_3ds).post(checkout::answer))
        .route("/pay/{id}/pay-later", get(checkout::show_pay_later).post(checkout::answer))
        .route("/receipts/{id}", get(checkout::receipt))
        .route("/mailbox", get(mailbox::list))
        .route("/mailbox.json", get(mailbox::list_json).delete(mailbox::clear))
        .route("/mailbox/{id}", get(mailbox::show))
        .route("/mailbox/{id}/html", get(mailbox::html))
        .route("/mailbox/{id}/attachments/{index}", get(mailbox::attachment))
        .merge(control::router())
        .with_state(app)
}
