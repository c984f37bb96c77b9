//! Giving parts of a payment again that were taken back: a refund failed, a dispute was won.

use std::collections::BTreeMap;

use domain::{
    allocation::TargetKind,
    id::{AllocationId, ClientId, InvoiceId, MatterId},
};
use sqlx::AnyConnection;

use super::{Funds, Part, Share, Target, allocate::allocate};
use crate::{
    audit::Actor,
    db::{Col, Tx},
    http::Result,
    invoices::{paying::Coming, row::InvoiceRow},
    state::App,
};

#[derive(sqlx::FromRow)]
struct Gone {
    id: Col<AllocationId>,
    client_id: Col<ClientId>,
    matter_id: Option<Col<MatterId>>,
    invoice_id: Option<Col<InvoiceId>>,
    target: Col<TargetKind>,
}

/// What of the parts that were taken back the payment can pay again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    owner: Option<ClientId>,
    shares: Vec<Share>,
    /// Minor units among them that were spent before they were taken back: they do not come out of [`Funds::nobodys`].
    pub missing: i64,
}

impl Again {
    /// Reads it; `funds` no longer counts the money as gone. It is never more than the payment has left: another refund
    /// or dispute can hold what these parts had. What an invoice does not take any more becomes the client's credit;
    /// what was unlinked meanwhile stays nobody's. The caller holds the payment by [`Funds::hold`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(conn: &mut AnyConnection, funds: &Funds, parts: &[Part]) -> Result<Self> {
        let Some(owner) = funds.client_id.as_ref().map(|id| id.0.clone()) else { return Ok(Self::default()) };
        let gone = gone(conn, funds).await?;
        let mut left = funds.sums().unallocated().max(0);
        let mut free: BTreeMap<InvoiceId, i64> = BTreeMap::new();
        let (mut shares, mut missing) = (Vec::new(), 0);
        for part in parts {
            let Some(gone) = gone.get(&part.allocation).filter(|gone| gone.client_id.0 == owner) else { continue };
            let amount = part.amount.min(left);
            left -= amount;
            let matter = gone.matter_id.as_ref().map(|id| id.0.clone());
            if let Some(invoice) = &gone.invoice_id {
                let open = match free.get(&invoice.0) {
                    Some(open) => *open,
                    None => InvoiceRow::look(conn, &funds.firm_id, invoice).await?.map_or(0, |row| row.free()),
                };
                let fits = amount.min(open);
                free.insert(invoice.0.clone(), open - fits);
                shares.push(Share::new(Target::Invoice(invoice.0.clone()), matter.clone(), fits));
                shares.push(Share::new(Target::Credit, matter, amount - fits));
                continue;
            }
            let target = if gone.target.0 == TargetKind::Trust { Target::Trust } else { Target::Credit };
            let booked = amount.min(part.amount - part.missing);
            missing += amount - booked;
            shares.push(Share { booked, ..Share::new(target, matter, amount) });
        }
        shares.retain(|share| share.amount > 0);
        Ok(Self { owner: Some(owner), shares, missing })
    }
}

async fn gone(conn: &mut AnyConnection, funds: &Funds) -> Result<BTreeMap<AllocationId, Gone>> {
    let gone: Vec<Gone> = sqlx::query_as(
        "SELECT id, client_id, matter_id, invoice_id, target FROM allocations WHERE firm_id = $1 AND payment_id = $2",
    )
    .bind(funds.firm_id.as_str())
    .bind(funds.id.as_str())
    .fetch_all(conn)
    .await?;
    Ok(gone.into_iter().map(|gone| (gone.id.0.clone(), gone)).collect())
}

/// Allocates it: the money lies in [`Funds::nobodys`] again. The caller does this once.
///
/// # Errors
/// When the database refuses.
pub async fn give_back(app: &App, tx: &mut Tx, funds: &mut Funds, again: &Again, actor: Actor) -> Result<()> {
    let Some(owner) = again.owner.as_ref().filter(|_| !again.shares.is_empty()) else { return Ok(()) };
    allocate(app, tx, funds, (owner, None), &again.shares, (Coming::Again, actor)).await?;
    *funds = Funds::look(tx.conn(), &funds.firm_id, &funds.id).await?;
    Ok(())
}
