//! A link that says whose its money is: its payment is allocated by itself, in the transaction that records it.

use domain::{
    AccountKind, Money,
    api::audit::EventKind,
    id::{ClientId, FirmId, LinkId, PaymentId},
};

use super::{Funds, Share, Target, allocate};
use crate::{
    audit::{Actor, Event},
    clients::ClientRow,
    db::{Col, Tx},
    http::{Error, Result},
    invoices::paying::Coming,
    links::{items, row::LinkRow},
    state::App,
};

/// Holds what a link's payment pays, and then the link: in the order in which everybody does.
///
/// # Errors
/// 503 when the link's client turned out to be another one in between.
pub async fn hold(tx: &mut Tx, firm: &FirmId, link: &LinkId) -> Result<LinkRow> {
    let client = client(tx, firm, link).await?;
    if let Some(client) = &client {
        ClientRow::lock(tx, firm, client).await?;
    }
    // This holds the invoices that the link asks for, too.
    let row = LinkRow::lock(tx, firm, link).await?;
    if row.client_id.as_deref() != client.as_ref() {
        return Err(Error::busy());
    }
    Ok(row)
}

async fn client(tx: &mut Tx, firm: &FirmId, link: &LinkId) -> Result<Option<ClientId>, sqlx::Error> {
    let client: Option<Option<Col<ClientId>>> =
        sqlx::query_scalar("SELECT client_id FROM links WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(link.as_str())
            .fetch_optional(tx.conn())
            .await?;
    Ok(client.flatten().map(|id| id.0))
}

/// Allocates a payment as its link says: what it asks for first, as far as that is open still, and the rest to the
/// client's credit; trust money to the matter. A link without a client leaves it unlinked, and a payment that somebody
/// linked already stays as it is. Flags change nothing: what was paid twice finds nothing open. Says whether it was
/// allocated, and so booked. The caller holds what [`hold`] holds, and has given back what the checkout reserved.
///
/// # Errors
/// When the database refuses.
pub async fn apply(app: &App, tx: &mut Tx, link: &LinkRow, payment: &PaymentId) -> Result<bool> {
    let funds = Funds::look(tx.conn(), &link.firm_id, payment).await?;
    let Some(client) = &link.client_id else { return Ok(false) };
    if funds.client_id.is_some() || funds.allocated > 0 {
        return Ok(false);
    }
    let shares = shares(tx, &funds, link).await?;
    let matter = link.matter_id.as_deref();
    allocate(app, tx, &funds, (&client.0, matter), &shares, (Coming::Anew, Actor::tender())).await?;
    Event::new(&link.firm_id, EventKind::PaymentLinked, Actor::tender())
        .link(&link.id, &link.root_id)
        .payment(payment)
        .client(&client.0)
        .matter(matter)
        .detail(Money::new(funds.amount, funds.currency.0))
        .record(app, tx)
        .await?;
    Ok(true)
}

async fn shares(tx: &mut Tx, funds: &Funds, link: &LinkRow) -> Result<Vec<Share>> {
    let matter = link.matter_id.as_ref().map(|id| id.0.clone());
    let mut left = funds.sums().unallocated();
    if link.account_kind.0 == AccountKind::Trust {
        return Ok(vec![Share::new(Target::Trust, matter, left)]);
    }
    let mut items = items::of(tx.conn(), &link.firm_id, &link.id).await?;
    items.retain(|item| Some(&item.client_id) == link.client_id.as_ref());
    let mut shares: Vec<Share> = Vec::new();
    for (item, share) in items.iter().zip(items::payable(&items, left)) {
        left -= share;
        let invoice_matter = item.matter_id.as_ref().map(|id| id.0.clone());
        shares.push(Share::new(Target::Invoice(item.invoice_id.0.clone()), invoice_matter, share));
    }
    shares.push(Share::new(Target::Credit, matter, left));
    Ok(shares)
}
