//! `tender demo`: a firm, its clients' bank and its mailbox, on one machine, without real money.

use std::{
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use domain::{
    Color, Currency, Role,
    api::connections::{NewConnection, WEBHOOK_EVENTS},
    id::{AccountId, ConnectionId, FirmId},
};
use sandbox::Sandbox;
use serde_json::json;
use sqlx::AnyConnection;

use crate::{
    chance::Chance,
    clock::Clock,
    config::Config,
    connections::{self, ConnectionRow, Keys, WEBHOOK_SECRET},
    crypto,
    db::{Col, Tx},
    http::layers::Limits,
    keys,
    sandbox_command::{self, Ports},
    serve,
    sessions::{Founding, found},
    state::App,
};

mod records;
mod samples;
mod upload;

/// What the demo is asked for.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// A fresh firm on free ports in a temporary folder, and one line of JSON.
    pub json: bool,
    /// The data folder; a temporary one if absent.
    pub data: Option<PathBuf>,
}

/// Who signs in to the demo.
const EMAIL: &str = "owner@haleorr.example";
const PASSWORD: &str = "demo-of-tender";

/// Runs the demo until it is told to stop.
///
/// # Errors
/// What keeps it from starting, in words for a person.
pub async fn run(demo: Demo) -> anyhow::Result<()> {
    let temporary = tempfile::tempdir().context("making a temporary folder")?;
    let data = demo.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let ports = if demo.json { Ports::default() } else { Ports { http: 8081, smtp: 8025 } };
    let outside = sandbox_command::start(ports).await?;
    let listener = listen(demo.json).await?;
    let config = configuration(&demo, &data, &outside, listener.local_addr()?)?;
    let app = serve::build(config, Clock::system()).await?;
    let running = serve::start_on(app, listener, Limits::generous()).await?;
    let trust = connected_account(&outside.url(), outside.secret_key()).await?;
    let key = furnish(&running.app, outside.publishable_key(), outside.secret_key(), &trust).await?;
    if !demo.json {
        samples::pour(&running.app, &outside, &key).await?;
    }
    announce(&demo, &running.app, &outside, &key)?;
    running.until_told_to_stop().await?;
    outside.shutdown().await;
    Ok(())
}

/// A free port for tests; for people the usual one, or a free one if it is taken.
async fn listen(any: bool) -> anyhow::Result<tokio::net::TcpListener> {
    let wanted = std::env::var("TENDER_ADDR").ok().and_then(|addr| addr.parse().ok());
    let usual = wanted.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    if !any {
        if let Ok(listener) = tokio::net::TcpListener::bind(usual).await {
            return Ok(listener);
        }
        tracing::warn!("{usual} is taken: the demo takes a free port");
    }
    tokio::net::TcpListener::bind(free).await.context("finding a free port")
}

fn configuration(demo: &Demo, data: &Path, outside: &Sandbox, addr: SocketAddr) -> anyhow::Result<Config> {
    let data = data.to_str().context("the data folder's path must be UTF-8")?.to_owned();
    let get = |name: &str| match name {
        "TENDER_ADDR" => Some(addr.to_string()),
        "TENDER_BASE_URL" => Some(format!("http://{addr}")),
        "TENDER_DATA" => Some(data.clone()),
        "TENDER_STRIPE_URL" => Some(outside.url()),
        "TENDER_SMTP_URL" => Some(format!("smtp://{}", outside.smtp_addr())),
        "TENDER_MAIL_FROM" => Some("payments@tender.example".into()),
        // A demo never touches a database that someone configured for real, unless a test says so.
        "DATABASE_URL" if demo.json => std::env::var("TENDER_DEMO_DATABASE_URL").ok(),
        "DATABASE_URL" => None,
        "TENDER_SITE" | "TENDER_LOG" => std::env::var(name).ok(),
        _ => None,
    };
    Ok(Config::read(get, &Chance::system())?)
}

/// The firm, its accounts, its gateway and a fresh API key, which is returned: what is there stays.
///
/// # Errors
/// When the gateway or the database does not answer.
pub async fn furnish(app: &App, publishable_key: &str, secret_key: &str, trust: &str) -> anyhow::Result<String> {
    let hash = crypto::hash_password(PASSWORD.to_owned().into()).await?;
    let keys = NewConnection { publishable_key: publishable_key.to_owned(), secret_key: secret_key.to_owned() };
    let keys = Keys::parse(&keys)?;
    let client = app.stripe.with_key(&secret_key.to_owned().into())?;
    let account = client.account().await.context("asking the sandbox for its account")?;
    let mut tx = app.db.begin().await?;
    let known: Option<Col<FirmId>> =
        sqlx::query_scalar("SELECT id FROM firms ORDER BY id LIMIT 1").fetch_optional(tx.conn()).await?;
    let is_new = known.is_none();
    let firm = match known {
        Some(firm) => firm.0,
        None => found_firm(app, &mut tx, hash).await?,
    };
    let connection = connections::connect(app, &mut tx, &firm, &keys, &account, crate::audit::Actor::tender()).await?;
    if is_new {
        open_accounts(app, &mut tx, &firm, &connection, trust).await?;
    }
    let (_, secret) = keys::create_key(app, &mut tx, &firm, &"Demo".parse()?, Role::Admin).await?;
    tx.commit().await?;
    set_up_webhook(app, &firm, &connection).await?;
    Ok(secret)
}

/// A connected account of the sandbox, whose fees are the platform's: trust money goes there in full.
///
/// # Errors
/// When the sandbox does not answer.
pub async fn connected_account(sandbox: &str, secret_key: &str) -> anyhow::Result<String> {
    let asked = reqwest::Client::new().post(format!("{sandbox}/control/accounts")).json(&json!({ "key": secret_key }));
    let answer: serde_json::Value = asked.send().await?.error_for_status()?.json().await?;
    let id = answer["connected"][0]["id"].as_str();
    id.map(str::to_owned).context("the sandbox has no connected account")
}

async fn found_firm(app: &App, tx: &mut Tx, password_hash: String) -> anyhow::Result<FirmId> {
    let founding = Founding {
        firm_name: "Hale & Orr LLP".parse()?,
        zone: "America/Los_Angeles".parse()?,
        currency: Currency::USD,
        name: "Miriam Hale".parse()?,
        email: EMAIL.parse()?,
        password_hash,
    };
    let (firm, _) = found(app, tx, &founding).await?;
    sqlx::query(
        "UPDATE firms SET tagline = $1, color = $2, disclaimer = $3, contact_email = $4, contact_phone = $5 WHERE id = $6",
    )
    .bind("Attorneys at law · Portland, Oregon")
    .bind(Color::DEFAULT.to_string())
    .bind("Payments are not legal advice.")
    .bind("billing@haleorr.example")
    .bind("+1 503 555 0100")
    .bind(firm.as_str())
    .execute(tx.conn())
    .await?;
    Ok(firm)
}

/// The operating account gets its gateway; a trust account is paid in full by destination.
async fn open_accounts(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    connection: &ConnectionId,
    trust: &str,
) -> anyhow::Result<()> {
    sqlx::query("UPDATE accounts SET connection_id = $1 WHERE firm_id = $2")
        .bind(connection.as_str())
        .bind(firm.as_str())
        .execute(tx.conn())
        .await?;
    let id = AccountId::from_u128(app.new_id());
    sqlx::query(
        "INSERT INTO accounts (id, firm_id, name, kind, currency, connection_id, destination, created_at)
         VALUES ($1, $2, 'Client trust account', 'trust', 'USD', $3, $4, $5)",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(connection.as_str())
    .bind(trust)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The sandbox forgets its endpoints when it stops, so each demo makes its own.
async fn set_up_webhook(app: &App, firm: &FirmId, connection: &ConnectionId) -> anyhow::Result<()> {
    let row = find(&mut *app.db.read().acquire().await?, firm, connection).await?;
    let key = format!("demo-{}", app.chance.secret());
    let endpoint = row.client(app)?.create_endpoint(&row.webhook_url(app), &WEBHOOK_EVENTS, &key).await?;
    let secret = endpoint.secret.context("the sandbox showed no signing secret")?;
    let sealed = app.keyring().seal(&app.chance, WEBHOOK_SECRET, &secret.into())?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "UPDATE connections SET webhook_secret_sealed = $1, webhook_endpoint_id = $2 WHERE firm_id = $3 AND id = $4",
    )
    .bind(sealed)
    .bind(endpoint.id)
    .bind(firm.as_str())
    .bind(connection.as_str())
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &ConnectionId) -> anyhow::Result<ConnectionRow> {
    Ok(ConnectionRow::find(conn, firm, id).await?)
}

/// Where everything is: for a program one line, for a person some.
fn announce(demo: &Demo, app: &App, outside: &Sandbox, key: &str) -> anyhow::Result<()> {
    let url = app.config.base_url.as_str().trim_end_matches('/');
    let mut out = std::io::stdout().lock();
    if demo.json {
        let line = json!({
            "url": url, "email": EMAIL, "password": PASSWORD, "api_key": key,
            "sandbox": outside.url(), "mailbox": outside.mailbox_url(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "\n  Tender is ready (test mode, no real money)\n\n  Dashboard   {url}/app\n  Sign in     {EMAIL}\n  Password    {PASSWORD}\n  Sandbox     {}\n  Mailbox     {}\n  API         {url}/api/docs\n  API key     {key}\n\n  Stop with Ctrl-C.\n",
            outside.url(),
            outside.mailbox_url(),
        )?;
    }
    out.flush()?;
    Ok(())
}

/// A moment for the sandbox's webhooks to come in.
const MOMENT: Duration = Duration::from_millis(400);
