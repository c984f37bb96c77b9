//! A receiving account with its bank's side of the ledger.

use domain::{
    CivilDate, Currency, Instant, Mode,
    api::firm::Firm,
    bank::Month,
    id::{AccountId, FirmId, LedgerAccountId},
};
use serde::Deserialize;
use sqlx::AnyConnection;

use crate::{
    accounts::AccountRow,
    db::{Col, Tx},
    firm,
    http::{Error, Result, page::bad_query},
    state::App,
    table::usual_mode,
};

/// `mode` of an address.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InMode {
    /// `test` or `live`; that of the account's connection if absent.
    pub mode: Option<String>,
}

impl InMode {
    pub(super) fn parse(&self) -> Result<Option<Mode>> {
        let given = self.mode.as_deref().filter(|mode| !mode.is_empty());
        given.map(|mode| mode.parse().map_err(bad_query)).transpose()
    }
}

/// All that months of an account are told by.
pub(super) struct Book {
    pub firm: Firm,
    pub account: AccountRow,
    pub mode: Mode,
    /// The ledger's account of its bank; none while nothing was booked.
    pub bank: Option<LedgerAccountId>,
    /// The last month that is closed.
    pub last_closed: Option<Month>,
}

impl Book {
    /// Opens it for reading.
    pub(super) async fn open(
        app: &App,
        conn: &mut AnyConnection,
        firm: &FirmId,
        id: &AccountId,
        mode: Option<Mode>,
    ) -> Result<Self> {
        let account = AccountRow::find(&mut *conn, firm, id).await?;
        let mode = match mode.or_else(|| account.mode.as_ref().map(|mode| mode.0)) {
            Some(mode) => mode,
            None => usual_mode(app, firm).await?,
        };
        let firm = firm::load_in(conn, firm).await?;
        let bank: Option<Col<LedgerAccountId>> = sqlx::query_scalar(
            "SELECT id FROM ledger_accounts
             WHERE firm_id = $1 AND mode = $2 AND currency = $3 AND kind = 'bank' AND key = $4",
        )
        .bind(firm.id.as_str())
        .bind(mode.as_str())
        .bind(account.currency.code())
        .bind(account.id.as_str())
        .fetch_optional(&mut *conn)
        .await?;
        let last: Option<String> = sqlx::query_scalar(
            "SELECT MAX(month) FROM bank_months WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND status = 'closed'",
        )
        .bind(firm.id.as_str())
        .bind(account.id.as_str())
        .bind(mode.as_str())
        .fetch_one(conn)
        .await?;
        let last_closed = last.and_then(|month| month.parse().ok());
        Ok(Self { firm, account, mode, bank: bank.map(|id| id.0), last_closed })
    }

    /// Opens it, and holds the account: whoever else matches, uploads or closes waits.
    pub(super) async fn hold(
        app: &App,
        tx: &mut Tx,
        firm: &FirmId,
        id: &AccountId,
        mode: Option<Mode>,
    ) -> Result<Self> {
        AccountRow::lock(tx, firm, id).await?;
        Self::open(app, tx.conn(), firm, id, mode).await
    }

    pub(super) fn currency(&self) -> Currency {
        self.account.currency.0
    }

    /// The first moment after a month, on the firm's calendar.
    pub(super) fn end(&self, month: Month) -> Instant {
        firm::start_of_day(&self.firm.time_zone, month.next().first())
    }

    pub(super) fn day(&self, at: i64) -> CivilDate {
        firm::local_date(&self.firm.time_zone, Instant::from_ms(at))
    }

    pub(super) fn bank(&self) -> &str {
        self.bank.as_ref().map_or("", LedgerAccountId::as_str)
    }

    /// The last day that is closed; before all days if none is.
    pub(super) fn closed_through(&self) -> String {
        self.last_closed.map(|month| month.last().to_string()).unwrap_or_default()
    }

    /// Refuses what would change a month that is closed.
    pub(super) fn is_open_on(&self, day: CivilDate) -> Result<()> {
        match self.last_closed {
            Some(closed) if day <= closed.last() => {
                let month = closed.long();
                let why =
                    format!("The books of this account are closed up to the end of {month}: reopen the month first");
                Err(Error::conflict("month-closed", why))
            }
            _ => Ok(()),
        }
    }
}
