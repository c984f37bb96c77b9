//! A gateway connection's row.

use anyhow::Context as _;
use domain::{
    Instant, Mode,
    api::connections::Connection,
    id::{ConnectionId, FirmId},
};
use secrecy::SecretString;
use sqlx::AnyConnection;

use crate::{
    db::Col,
    gateways::stripe::{self, Client},
    http::{Error, Result},
    links::row::LinkRow,
    state::App,
};

/// All columns of `connections`.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ConnectionRow {
    pub id: Col<ConnectionId>,
    pub firm_id: Col<FirmId>,
    pub gateway: String,
    pub mode: Col<Mode>,
    pub gateway_account: String,
    pub account_name: String,
    pub publishable_key: String,
    pub secret_key_sealed: String,
    pub secret_key_hint: String,
    pub description_template: String,
    pub webhook_endpoint_id: Option<String>,
    pub webhook_secret_sealed: Option<String>,
    pub last_webhook_at: Option<i64>,
    pub last_sweep_at: Option<i64>,
    pub swept_until: i64,
    pub created_at: i64,
}

/// What a sealed secret key is sealed for.
pub const SECRET_KEY: &str = "stripe secret key";
/// What a sealed webhook secret is sealed for.
pub const WEBHOOK_SECRET: &str = "stripe webhook secret";

macro_rules! columns {
    () => {
        "SELECT id, firm_id, gateway, mode, gateway_account, account_name, publishable_key, secret_key_sealed,
         secret_key_hint, description_template, webhook_endpoint_id, webhook_secret_sealed, last_webhook_at,
         last_sweep_at, swept_until, created_at FROM connections "
    };
}

impl ConnectionRow {
    /// A firm's connection.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &ConnectionId) -> Result<Self> {
        let row = sqlx::query_as(concat!(columns!(), "WHERE firm_id = $1 AND id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
        row.ok_or_else(|| Error::not_found("gateway connection"))
    }

    /// A connection by its id alone: for jobs and webhooks, which act for Tender and take the firm from it.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn by_id(app: &App, id: &ConnectionId) -> Result<Self> {
        let row = sqlx::query_as(concat!(columns!(), "WHERE id = $1"))
            .bind(id.as_str())
            .fetch_optional(app.db.read())
            .await?;
        row.ok_or_else(|| Error::not_found("gateway connection"))
    }

    /// A firm's connections, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn all_of(app: &App, firm: &FirmId) -> Result<Vec<Self>> {
        let rows = sqlx::query_as(concat!(columns!(), "WHERE firm_id = $1 ORDER BY id LIMIT 100"))
            .bind(firm.as_str())
            .fetch_all(app.db.read())
            .await?;
        Ok(rows)
    }

    /// Every firm's connections after `after`, for the sweep.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_after(app: &App, after: &str) -> Result<Vec<Self>, sqlx::Error> {
        sqlx::query_as(concat!(columns!(), "WHERE id > $1 ORDER BY id LIMIT 50"))
            .bind(after)
            .fetch_all(app.db.read())
            .await
    }

    /// The gateway, with this connection's key.
    ///
    /// # Errors
    /// When the key cannot be opened.
    pub fn client(&self, app: &App) -> anyhow::Result<Client> {
        stripe::client(app, &self.secret_key_sealed)
    }

    /// The secret that signs webhooks.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn webhook_secret(&self, app: &App) -> anyhow::Result<Option<SecretString>> {
        let open = |sealed: &String| app.keyring().open(WEBHOOK_SECRET, sealed).context("opening a webhook secret");
        self.webhook_secret_sealed.as_ref().map(open).transpose()
    }

    /// Where the gateway should call.
    #[must_use]
    pub fn webhook_url(&self, app: &App) -> String {
        app.config.url(&format!("/hooks/stripe/{}", self.id.0))
    }

    /// What a payment is called at the gateway: the firm's template, where the link has what it names.
    #[must_use]
    pub fn describe(&self, link: &LinkRow) -> String {
        let template = &self.description_template;
        let blank = template.contains("{invoice_number}") && link.invoice_number.is_none();
        let text = template
            .replace("{invoice_number}", link.invoice_number.as_deref().unwrap_or_default())
            .replace("{description}", link.description.as_deref().unwrap_or_default())
            .replace("{recipient}", link.recipient_name.as_deref().unwrap_or_default());
        if blank || text.trim().is_empty() {
            return link.description.clone().unwrap_or_else(|| "Payment".into());
        }
        text.chars().take(500).collect()
    }

    /// As admins see it: never a secret.
    #[must_use]
    pub fn show(self, app: &App) -> Connection {
        Connection {
            webhook_url: self.webhook_url(app),
            webhook_ready: self.webhook_secret_sealed.is_some(),
            id: self.id.0,
            gateway: self.gateway,
            mode: self.mode.0,
            gateway_account: self.gateway_account,
            account_name: self.account_name,
            publishable_key: self.publishable_key,
            secret_key_hint: self.secret_key_hint,
            description_template: self.description_template,
            last_webhook_at: self.last_webhook_at.map(Instant::from_ms),
            last_sweep_at: self.last_sweep_at.map(Instant::from_ms),
        }
    }
}
