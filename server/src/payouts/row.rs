//! A payout's row.

use domain::{
    Currency, Instant, Mode,
    api::payouts::Payout,
    id::{AccountId, PayoutId},
    payout::PayoutStatus,
};

use crate::db::{Col, Flag};

/// A payout, with the receiving account that it went to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PayoutRow {
    pub id: Col<PayoutId>,
    pub gateway_account: String,
    pub mode: Col<Mode>,
    pub gateway_id: String,
    pub status: Col<PayoutStatus>,
    pub amount: i64,
    pub currency: Col<Currency>,
    pub arrives_at: i64,
    pub matched: Flag,
    pub opened_at: i64,
    pub account_id: Option<Col<AccountId>>,
    pub account_name: Option<String>,
}

/// The columns of a [`PayoutRow`], and what follows. Behind the connection's own account at the gateway is the oldest
/// receiving account that has no other; behind a connected one the account that it was given.
macro_rules! payouts {
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.gateway_account, o.mode, o.gateway_id, o.status, o.amount, o.currency, o.arrives_at, o.matched,
                 o.opened_at, a.id AS account_id, a.name AS account_name
             FROM payouts o
             JOIN connections c ON c.id = o.connection_id AND c.firm_id = o.firm_id
             LEFT JOIN accounts a ON a.firm_id = o.firm_id AND a.id = (SELECT MIN(x.id) FROM accounts x
                 WHERE x.firm_id = o.firm_id AND x.connection_id = o.connection_id
                     AND COALESCE(x.destination, c.gateway_account) = o.gateway_account) ",
            $rest
        )
    };
}
pub(super) use payouts;

impl From<PayoutRow> for Payout {
    fn from(row: PayoutRow) -> Self {
        Self {
            id: row.id.0,
            status: row.status.0,
            amount: row.amount,
            currency: row.currency.0,
            account_id: row.account_id.map(|id| id.0),
            account_name: row.account_name,
            gateway_account: row.gateway_account,
            gateway_id: row.gateway_id,
            matched: row.matched.0,
            mode: row.mode.0,
            arrives_at: Instant::from_ms(row.arrives_at),
            created_at: Instant::from_ms(row.opened_at),
        }
    }
}
