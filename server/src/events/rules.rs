//! What an appointment's account, fee and matter may be, and become.

use domain::{
    Money,
    id::{AccountId, ClientId, FirmId, MatterId},
};

use super::{
    facts::{Facts, Price},
    row::AppointmentRow,
};
use crate::{
    accounts::AccountRow,
    clients::ClientRow,
    db::Tx,
    http::{Error, Result},
    matters::MatterRow,
};

/// The account, where one is named: the firm's, for money of the client's mode.
///
/// # Errors
/// 422 at `/account_id`.
pub(super) async fn account(tx: &mut Tx, firm: &FirmId, id: Option<&AccountId>) -> Result<Option<AccountRow>> {
    let Some(id) = id else { return Ok(None) };
    let account = AccountRow::find(&mut *tx.conn(), firm, id).await;
    account.map(Some).map_err(|_| Error::field("/account_id", "Choose one of your receiving accounts"))
}

/// Refuses an account whose money is of another mode than the client.
///
/// # Errors
/// 422 at `/account_id`.
pub(super) fn same_mode(account: Option<&AccountRow>, client: &ClientRow) -> Result<()> {
    match account.and_then(|account| account.mode.as_ref()) {
        Some(mode) if *mode != client.mode => {
            Err(Error::field("/account_id", "This client is kept for another mode than the account: test or live"))
        }
        _ => Ok(()),
    }
}

/// Refuses a change of the account, once money was asked for.
///
/// # Errors
/// 422 at `/account_id`.
pub(super) async fn refuse_another_account(tx: &mut Tx, before: &AppointmentRow, after: &Facts) -> Result<()> {
    if before.account_id.as_deref() == after.account.as_ref() {
        return Ok(());
    }
    let asked: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM links
         WHERE firm_id = $1 AND event_id = $2 AND status NOT IN ('cancelled', 'expired')",
    )
    .bind(before.firm_id.as_str())
    .bind(before.id.as_str())
    .fetch_one(tx.conn())
    .await?;
    // A link that was paid after it was withdrawn counts as well.
    if asked == 0 && before.coming() == 0 {
        return Ok(());
    }
    Err(Error::field("/account_id", "Its money was asked for to another account already: withdraw that link first"))
}

/// The fee stands for what has come in: it may rise, and fall to no less than that.
///
/// # Errors
/// 422 at `/fee`.
pub(super) fn refuse_less_than_paid(before: &AppointmentRow, price: Price) -> Result<()> {
    let coming = before.coming();
    if price.fee >= coming || price.fee >= before.fee {
        return Ok(());
    }
    let coming = Money::new(coming, before.currency.0);
    Err(Error::field(
        "/fee",
        format!("{coming} has come in or is under way: refund some of it before you ask for less"),
    ))
}

/// The client of a matter that a change names.
///
/// # Errors
/// 422 at `/matter_id`.
pub(super) async fn refuse_others_matter(
    tx: &mut Tx,
    firm: &FirmId,
    client: &ClientId,
    matter: Option<&MatterId>,
) -> Result<()> {
    let Some(id) = matter else { return Ok(()) };
    let found = MatterRow::lock(tx, firm, id).await;
    match found {
        Ok(matter) if matter.client_id.0 == *client => Ok(()),
        Ok(_) | Err(Error::Problem(_)) => Err(Error::field("/matter_id", "Choose a matter of this client")),
        Err(other) => Err(other),
    }
}
