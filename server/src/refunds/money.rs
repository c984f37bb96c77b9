//! Which of a payment's money can go back now, and out of which parts of what it pays.

use std::collections::BTreeMap;

use domain::{
    PaymentSource, PaymentStatus,
    allocation::TargetKind,
    id::{AllocationId, LedgerAccountId},
    refund::{Standing, take},
};
use sqlx::AnyConnection;

use super::Paid;
use crate::db::Col;

/// Out of what an amount of a payment can be taken now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Which allocations, and how much of each; the rest pays nothing yet.
    pub parts: Vec<(AllocationId, i64)>,
    /// What is not there any more: it was spent.
    pub missing: i64,
}

/// An allocation of which something stands, and what lies where it went: only clients' money can be gone from there.
#[derive(sqlx::FromRow)]
struct Part {
    id: Col<AllocationId>,
    target: Col<TargetKind>,
    standing: i64,
    pot: Option<Col<LedgerAccountId>>,
    there: Option<i64>,
}

/// Why nothing of a payment can be given back, in a sentence.
#[must_use]
pub fn refusal(paid: &Paid) -> Option<&'static str> {
    Some(match (paid.source.0, paid.status.0) {
        (source, _) if source != PaymentSource::Gateway => {
            "This payment did not come through a gateway. Give the money back as it came, and record that as a reversal."
        }
        (_, PaymentStatus::Processing) => {
            "The money is still on its way from the client's bank. It can be given back once it has arrived."
        }
        (_, PaymentStatus::Pending | PaymentStatus::Failed) => "No money came of this payment.",
        (_, PaymentStatus::Succeeded) if !paid.takes_refunds.0 => {
            "The client's bank contests this payment, and the gateway takes no refund of it. Answer the dispute instead."
        }
        (_, PaymentStatus::Succeeded) if paid.sums().refundable() == 0 => {
            "All of it went back already, or is held by a dispute."
        }
        _ => return None,
    })
}

/// Plans to take `amount` out of a payment: what pays nothing yet first, then the newest part of which something is there.
pub(super) async fn plan(conn: &mut AnyConnection, paid: &Paid, amount: i64) -> Result<Plan, sqlx::Error> {
    let parts = standing(conn, paid).await?;
    let mut pots: BTreeMap<Option<&str>, (usize, i64)> = BTreeMap::new();
    let standings: Vec<Standing> = parts
        .iter()
        .map(|part| {
            let pot = (part.target.0 != TargetKind::Invoice).then(|| {
                let next = pots.len();
                let name = part.pot.as_ref().map(|pot| pot.as_str());
                pots.entry(name).or_insert((next, part.there.unwrap_or(0))).0
            });
            Standing { amount: part.standing, pot }
        })
        .collect();
    let mut amounts = vec![0; pots.len()];
    for (at, there) in pots.values() {
        amounts[*at] = *there;
    }
    let taken = take(amount, paid.sums().unallocated(), &standings, &amounts);
    let parts = parts.iter().zip(taken.parts).filter(|(_, share)| *share > 0);
    Ok(Plan { parts: parts.map(|(part, share)| (part.id.0.clone(), share)).collect(), missing: taken.missing })
}

/// What can be given back now: no more than the gateway would, and no more than is there.
pub(super) async fn available(conn: &mut AnyConnection, paid: &Paid) -> Result<i64, sqlx::Error> {
    if refusal(paid).is_some() {
        return Ok(0);
    }
    let refundable = paid.sums().refundable();
    Ok(refundable - plan(conn, paid, refundable).await?.missing)
}

/// The newest first.
async fn standing(conn: &mut AnyConnection, paid: &Paid) -> Result<Vec<Part>, sqlx::Error> {
    sqlx::query_as(
        "SELECT a.id, a.target, a.amount - a.taken_back AS standing, l.id AS pot, -l.balance - l.held AS there
         FROM allocations a
         LEFT JOIN ledger_accounts l ON l.firm_id = a.firm_id AND l.mode = $3 AND l.currency = a.currency
             AND l.client_id = a.client_id AND l.kind = a.target
             AND (a.target = 'credit'
                 OR (l.account_id = a.account_id AND COALESCE(l.matter_id, '') = COALESCE(a.matter_id, '')))
         WHERE a.firm_id = $1 AND a.payment_id = $2 AND a.amount > a.taken_back ORDER BY a.id DESC LIMIT 1000",
    )
    .bind(paid.firm_id.as_str())
    .bind(paid.id.as_str())
    .bind(paid.mode.as_str())
    .fetch_all(conn)
    .await
}
