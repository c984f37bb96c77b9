//! Receiving accounts: where the money goes, and whether it may.

mod attest;
mod change;
mod list;
mod ready;

use domain::{
    AccountKind, Currency, Instant, Mode, TrustRoute,
    api::{
        accounts::{Account, Attestation},
        audit::EventKind,
    },
    id::{AccountId, ConnectionId, FirmId},
};
use sqlx::{Any, Executor};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::ready::readiness;
use crate::{
    audit::{Actor, Event},
    db::{Col, Flag, Tx},
    http::{Error, Result},
    state::App,
};

/// The accounts' routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::index, change::create))
        .routes(routes!(list::show, change::edit))
        .routes(routes!(attest::create))
}

/// An account with what its connection says of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AccountRow {
    /// The id.
    pub id: Col<AccountId>,
    /// Whose account it is.
    pub firm_id: Col<FirmId>,
    /// The name.
    pub name: String,
    /// Whose money lies in it.
    pub kind: Col<AccountKind>,
    /// The only currency it takes.
    pub currency: Col<Currency>,
    /// The connection that money comes through.
    pub connection_id: Option<Col<ConnectionId>>,
    /// The connected account that is paid in full.
    pub destination: Option<String>,
    /// Who pays fees, as attested.
    pub attested_fees: Option<String>,
    /// Who covers negative balances, as attested.
    pub attested_negative: Option<String>,
    /// The owner who attested it.
    pub attested_by: Option<String>,
    /// When, in milliseconds.
    pub attested_at: Option<i64>,
    /// The connection's mode.
    pub mode: Option<Col<Mode>>,
    /// The gateway's id of the account behind the connection.
    pub gateway_account: Option<String>,
    /// Whether an operating account of the firm uses the same connection.
    pub beside_operating: Flag,
}

/// The columns of [`AccountRow`], and what follows.
macro_rules! select_accounts {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.firm_id, a.name, a.kind, a.currency, a.connection_id, a.destination, a.attested_fees,
                    a.attested_negative, a.attested_by, a.attested_at, c.mode, c.gateway_account,
                    CASE WHEN EXISTS (SELECT 1 FROM accounts o WHERE o.firm_id = a.firm_id AND o.kind = 'operating'
                                      AND o.connection_id = a.connection_id) THEN 1 ELSE 0 END AS beside_operating
             FROM accounts a LEFT JOIN connections c ON c.id = a.connection_id AND c.firm_id = a.firm_id ",
            $rest
        )
    };
}
use select_accounts;

/// Makes the operating account that a firm begins with.
///
/// # Errors
/// When the database refuses.
pub async fn create_operating(app: &App, tx: &mut Tx, firm: &FirmId, currency: Currency) -> Result<AccountId> {
    let name = AccountKind::Operating.label();
    let new = NewRow { name, kind: AccountKind::Operating, currency, connection: None, destination: None };
    let id = insert(app, tx, firm, &new).await?;
    Event::new(firm, EventKind::AccountCreated, Actor::tender()).detail(name).record(app, tx).await?;
    Ok(id)
}

struct NewRow<'a> {
    name: &'a str,
    kind: AccountKind,
    currency: Currency,
    connection: Option<&'a ConnectionId>,
    destination: Option<&'a str>,
}

async fn insert(app: &App, tx: &mut Tx, firm: &FirmId, new: &NewRow<'_>) -> Result<AccountId> {
    let id = AccountId::from_u128(app.new_id());
    sqlx::query(
        "INSERT INTO accounts (id, firm_id, name, kind, currency, connection_id, destination, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(new.name)
    .bind(new.kind.as_str())
    .bind(new.currency.code())
    .bind(new.connection.map(ConnectionId::as_str))
    .bind(new.destination)
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    Ok(id)
}

impl AccountRow {
    /// An account of a firm.
    ///
    /// # Errors
    /// 404, also for another firm's.
    pub async fn find<'c>(db: impl Executor<'c, Database = Any>, firm: &FirmId, id: &AccountId) -> Result<Self> {
        sqlx::query_as(select_accounts!("WHERE a.firm_id = $1 AND a.id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(db)
            .await?
            .ok_or_else(|| Error::not_found("account"))
    }

    /// The same, and until the end of the transaction nobody else changes it: the portable lock.
    ///
    /// # Errors
    /// 404, also for another firm's.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &AccountId) -> Result<Self> {
        sqlx::query("UPDATE accounts SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::find(tx.conn(), firm, id).await
    }

    /// The connection that a new link of this currency goes through.
    ///
    /// # Errors
    /// 422 when the account is not ready, or takes another currency.
    pub fn connection_for(&self, currency: Currency) -> Result<ConnectionId> {
        readiness(self).map_err(|why| Error::field("/account_id", why))?;
        if currency != self.currency.0 {
            return Err(Error::field("/currency", format!("This account takes {} only", self.currency.0)));
        }
        let connection = self.connection_id.clone().map(|id| id.0);
        connection.ok_or_else(|| Error::field("/account_id", "No payment gateway is connected to this account"))
    }

    /// Whether a link that was made for this account through that connection may still take money.
    ///
    /// An operating account's may. A trust account's only while the account is ready, and through
    /// the connection that it is ready for.
    ///
    /// # Errors
    /// 409 with what to do about it.
    pub fn admits(&self, connection: &ConnectionId) -> Result<()> {
        let same = self.connection_id.as_deref() == Some(connection);
        let why = match (self.kind.0, readiness(self)) {
            (AccountKind::Operating, _) => return Ok(()),
            (AccountKind::Trust, Ok(())) if same => return Ok(()),
            (AccountKind::Trust, Ok(())) => "The account takes money through another connection now".to_owned(),
            (AccountKind::Trust, Err(why)) => why,
        };
        Err(Error::conflict("account-not-ready", why))
    }

    /// How a trust account is kept free of fees, if that is settled.
    #[must_use]
    pub fn trust_route(&self) -> Option<TrustRoute> {
        match (self.kind.0, &self.destination, self.attested_at) {
            (AccountKind::Operating, ..) | (AccountKind::Trust, None, None) => None,
            (AccountKind::Trust, Some(_), _) => Some(TrustRoute::Destination),
            (AccountKind::Trust, None, Some(_)) => Some(TrustRoute::Attestation),
        }
    }

    fn attestation(&self) -> Option<Attestation> {
        Some(Attestation {
            fees_paid_by: self.attested_fees.clone()?,
            negative_balances_paid_by: self.attested_negative.clone()?,
            attested_by: self.attested_by.clone()?,
            attested_at: Instant::from_ms(self.attested_at?),
        })
    }
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        let not_ready_because = readiness(&row).err();
        Self {
            ready: not_ready_because.is_none(),
            not_ready_because,
            trust_route: row.trust_route(),
            attestation: row.attestation(),
            id: row.id.0,
            name: row.name,
            kind: row.kind.0,
            currency: row.currency.0,
            connection_id: row.connection_id.map(|id| id.0),
            mode: row.mode.map(|mode| mode.0),
            destination: row.destination,
        }
    }
}
