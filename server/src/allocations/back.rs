//! Taking parts of a payment back.

use std::collections::BTreeSet;

use domain::{Money, allocation::TargetKind, id::AllocationId};
use serde::{Deserialize, Serialize};

use super::{Funds, allocate::journal, funds::Standing};
use crate::{
    audit::Actor,
    db::Tx,
    http::{Error, Result},
    invoices::paying::{self, Cause, Going},
    ledger::{self, About, Account},
    payments::booking,
    state::App,
};

/// A part of what a payment paid, taken back: kept as JSON with the refund or the dispute that took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The allocation.
    pub allocation: AllocationId,
    /// Minor units of it.
    pub amount: i64,
    /// Minor units among them that the client no longer had: they were not taken out of its balance.
    #[serde(default)]
    pub missing: i64,
}

/// What happens if a client no longer has what is to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// Nothing is taken: this is what Tender does on somebody's behalf.
    Refuse,
    /// What is there is taken, and the rest is said to be missing: it happened outside, so it is booked.
    Report,
}

/// What is to be taken back.
#[derive(Debug, Clone)]
pub struct Taking<'a> {
    /// Minor units: what is nobody's goes first, then the newest part.
    pub amount: i64,
    /// Which parts instead, and how much of each; together with what is nobody's they make the amount.
    pub chosen: Option<Vec<(AllocationId, i64)>>,
    /// Where it goes.
    pub going: Going,
    /// What happens if a client no longer has it.
    pub short: Short,
    /// What names the journals: the id of the refund or dispute.
    pub cause: &'a str,
    /// Who does it.
    pub actor: Actor,
}

/// What was taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Of which parts; what was nobody's is not among them.
    pub parts: Vec<Part>,
    /// Minor units that clients no longer had: the sum of the parts' `missing`. So much less than the amount lies in
    /// [`Funds::nobodys`] now.
    pub missing: i64,
}

/// Takes an amount of a payment back from what it pays, so that it lies in [`Funds::nobodys`] and can go elsewhere: the
/// caller books that, and counts it in `payments.refunded` or `withdrawn`. The caller holds the payment by
/// [`Funds::hold`]; `funds` is as the payment is then.
///
/// # Errors
/// 422 when the chosen parts do not make the amount, 409 when less than that is there, or was spent.
pub async fn take_back(app: &App, tx: &mut Tx, funds: &mut Funds, taking: Taking<'_>) -> Result<Taken> {
    let standing = funds.standing(tx.conn()).await?;
    let unallocated = funds.sums().unallocated();
    let parts = match &taking.chosen {
        None => newest_first(&standing, taking.amount, unallocated)?,
        Some(chosen) => as_chosen(&standing, chosen, taking.amount, unallocated)?,
    };
    take_parts(app, tx, funds, parts, &taking).await
}

/// Takes back all that a payment pays.
///
/// # Errors
/// 409 when some of it was spent.
pub async fn take_all_back(app: &App, tx: &mut Tx, funds: &mut Funds, cause: &str, actor: Actor) -> Result<Taken> {
    let all = funds.standing(tx.conn()).await?.into_iter().map(|part| (part.amount, part)).collect();
    let (going, short) = (Going::Undone, Short::Refuse);
    let taking = Taking { amount: funds.allocated, chosen: None, going, short, cause, actor };
    take_parts(app, tx, funds, all, &taking).await
}

fn newest_first(standing: &[Standing], amount: i64, unallocated: i64) -> Result<Vec<(i64, Standing)>> {
    let mut left = (amount - unallocated.max(0)).max(0);
    let mut parts = Vec::new();
    for part in standing.iter().rev() {
        let share = part.amount.min(left);
        if share > 0 {
            parts.push((share, part.clone()));
            left -= share;
        }
    }
    if left > 0 { Err(too_much()) } else { Ok(parts) }
}

fn as_chosen(
    standing: &[Standing],
    chosen: &[(AllocationId, i64)],
    amount: i64,
    unallocated: i64,
) -> Result<Vec<(i64, Standing)>> {
    let mut parts = Vec::new();
    let mut sum = 0_i64;
    let mut seen = BTreeSet::new();
    for (i, (id, share)) in chosen.iter().enumerate() {
        let part = standing.iter().find(|part| part.id.0 == *id).filter(|_| seen.insert(id));
        let part = part.ok_or_else(|| {
            Error::field(&format!("/parts/{i}/allocation_id"), "Choose each part that the payment still pays once")
        })?;
        if !(1..=part.amount).contains(share) {
            return Err(Error::field(&format!("/parts/{i}/amount"), "Take above zero, and at most the part itself"));
        }
        sum += share;
        parts.push((*share, part.clone()));
    }
    match amount - sum {
        ..0 => Err(Error::field("/parts", "The parts come to more than the amount")),
        rest if rest > unallocated.max(0) => {
            Err(Error::field("/parts", "The parts and what pays nothing yet come to less than the amount"))
        }
        _ => Ok(parts),
    }
}

fn too_much() -> Error {
    Error::conflict("not-enough", "Less than that is left of this payment. Load the page again to see what is")
}

async fn take_parts(
    app: &App,
    tx: &mut Tx,
    funds: &mut Funds,
    mut parts: Vec<(i64, Standing)>,
    taking: &Taking<'_>,
) -> Result<Taken> {
    parts.sort_by(|(_, a), (_, b)| a.invoice_id.as_deref().cmp(&b.invoice_id.as_deref()));
    for (amount, part) in &parts {
        mark(tx, funds, part, *amount).await?;
        if let Some(invoice) = &part.invoice_id {
            let cause = Cause { actor: taking.actor.clone(), payment: Some(&funds.id.0) };
            paying::unpay(app, tx, (&funds.firm_id, invoice), *amount, taking.going, cause).await?;
        }
    }
    let sum: i64 = parts.iter().map(|(amount, _)| amount).sum();
    sqlx::query("UPDATE payments SET allocated = allocated - $1 WHERE firm_id = $2 AND id = $3")
        .bind(sum)
        .bind(funds.firm_id.as_str())
        .bind(funds.id.as_str())
        .execute(tx.conn())
        .await?;
    booking::book(app, tx, &funds.firm_id, &funds.id).await?;
    let mut taken = Taken::default();
    for (amount, part) in &parts {
        let missing = book(app, tx, funds, part, *amount, taking).await?;
        taken.missing += missing;
        taken.parts.push(Part { allocation: part.id.0.clone(), amount: *amount, missing });
    }
    *funds = Funds::look(tx.conn(), &funds.firm_id, &funds.id).await?;
    Ok(taken)
}

/// Notes with the part that so much less of it stands.
async fn mark(tx: &mut Tx, funds: &Funds, part: &Standing, amount: i64) -> Result<()> {
    let marked = sqlx::query(
        "UPDATE allocations SET taken_back = taken_back + $1
         WHERE firm_id = $2 AND id = $3 AND taken_back + $1 <= amount",
    )
    .bind(amount)
    .bind(funds.firm_id.as_str())
    .bind(part.id.as_str())
    .execute(tx.conn())
    .await?;
    if marked.rows_affected() == 1 { Ok(()) } else { Err(too_much()) }
}

/// Books that a part is nobody's again. Says how much of it the client no longer had.
async fn book(app: &App, tx: &mut Tx, funds: &Funds, part: &Standing, amount: i64, taking: &Taking<'_>) -> Result<i64> {
    let from = source(part);
    let there = if from.kind().is_guarded() {
        ledger::available(tx, &funds.firm_id, funds.mode.0, funds.currency.0, &from).await?.clamp(0, amount)
    } else {
        amount
    };
    if there < amount && taking.short == Short::Refuse {
        return Err(spent(funds, part, there));
    }
    if there > 0 {
        // The sum makes it another cause if the same refund or dispute takes more later.
        let cause = format!("allocation:{}:back:{}:{}", part.id.0, taking.cause, part.taken_back + amount);
        let about = About {
            invoice: part.invoice_id.as_ref().map(|id| id.0.clone()),
            allocation: Some(part.id.0.clone()),
            ..About::default()
        };
        let lines = vec![(from, there), (funds.nobodys()?, -there)];
        ledger::post(app, tx, journal(funds, cause, about, (app.now(), &taking.actor), lines)).await?;
    }
    Ok(amount - there)
}

/// The account of the chart that a part went to.
fn source(part: &Standing) -> Account {
    let client = part.client_id.0.clone();
    match part.target.0 {
        TargetKind::Invoice => Account::Receivable(client),
        TargetKind::Credit => Account::Credit(client),
        TargetKind::Trust => {
            Account::Trust(part.account_id.0.clone(), client, part.matter_id.as_ref().map(|id| id.0.clone()))
        }
    }
}

fn spent(funds: &Funds, part: &Standing, there: i64) -> Error {
    let left = Money::new(there, funds.currency.0);
    let whose = match part.target.0 {
        TargetKind::Trust if part.matter_id.is_some() => "the matter has only",
        TargetKind::Trust => "the client has only",
        TargetKind::Invoice | TargetKind::Credit => "the client's credit is only",
    };
    let word = if part.target.0 == TargetKind::Trust { "trust money" } else { "credit" };
    Error::conflict("money-spent", format!("Some of this {word} was spent or is on its way out: {whose} {left} left"))
}
