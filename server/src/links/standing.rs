//! What a payer's page says of a link, by the link and by the invoices that it asks for: what was paid another way is not
//! asked for again.

use domain::{
    Instant, LinkState,
    api::public::PageState,
    id::{FirmId, LinkId},
    invoice::InvoiceStatus,
    link::Closing,
};
use sqlx::AnyConnection;

use super::{items, row::LinkRow};
use crate::invoices;

/// What to show.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn of(conn: &mut AnyConnection, link: &LinkRow, now: Instant) -> Result<PageState, sqlx::Error> {
    let state = match link.state() {
        LinkState::Outstanding if link.state().may_check_out(link.expiry(), now).is_err() => PageState::Expired,
        LinkState::Outstanding => PageState::Payable,
        LinkState::Processing => PageState::Processing,
        LinkState::PartlyPaid { .. } => PageState::Replaced,
        LinkState::Paid => PageState::Paid,
        LinkState::Closing(Closing::Cancel) | LinkState::Cancelled { .. } => PageState::Cancelled,
        LinkState::Closing(Closing::Expire) | LinkState::Expired { .. } => PageState::Expired,
    };
    match state {
        PageState::Payable | PageState::Cancelled => {
            Ok(by_invoices(conn, &link.firm_id, &link.id, state).await?.unwrap_or(state))
        }
        state => Ok(state),
    }
}

/// What the invoices say instead, if there are any and all of them say the same.
async fn by_invoices(
    conn: &mut AnyConnection,
    firm: &FirmId,
    link: &LinkId,
    state: PageState,
) -> Result<Option<PageState>, sqlx::Error> {
    let items = items::of(conn, firm, link).await?;
    if items.is_empty() {
        return Ok(None);
    }
    if items.iter().all(|item| item.status.0 == InvoiceStatus::Paid) {
        return Ok(Some(PageState::Settled));
    }
    if state != PageState::Payable {
        return Ok(None);
    }
    for item in &items {
        if item.open() > invoices::public::processing(conn, firm, &item.invoice_id).await? {
            return Ok(None);
        }
    }
    Ok(Some(PageState::Underway))
}
