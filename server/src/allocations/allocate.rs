//! Giving parts of a payment to what they pay.

use domain::{
    AccountKind, Instant, PaymentStatus,
    allocation::TargetKind,
    id::{AccountId, AllocationId, ClientId, InvoiceId, MatterId},
    ledger::JournalKind,
};

use super::Funds;
use crate::{
    audit::Actor,
    db::Tx,
    http::{Error, Result},
    invoices::paying::{self, Cause, Coming},
    ledger::{self, About, Account, Journal},
    payments::booking,
    state::App,
};

/// What a part of a payment goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An invoice of the client.
    Invoice(InvoiceId),
    /// What the client has in the payment's trust account, for the share's matter or for none.
    Trust,
    /// What the client has to its credit in operating.
    Credit,
}

/// A part of a payment, and what it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What it goes to.
    pub target: Target,
    /// Which file.
    pub matter: Option<MatterId>,
    /// Minor units, above nothing.
    pub amount: i64,
    /// How much of it reaches the books of clients' money: less than all only when trust money comes back of which a part
    /// had been spent.
    pub booked: i64,
}

impl Share {
    /// All of it reaches the books.
    #[must_use]
    pub fn new(target: Target, matter: Option<MatterId>, amount: i64) -> Self {
        Self { target, matter, amount, booked: amount }
    }

    /// Which account of the chart it goes to.
    fn account(&self, account: &AccountId, client: &ClientId) -> Account {
        match &self.target {
            Target::Invoice(_) => Account::Receivable(client.clone()),
            Target::Trust => Account::Trust(account.clone(), client.clone(), self.matter.clone()),
            Target::Credit => Account::Credit(client.clone()),
        }
    }

    fn invoice(&self) -> Option<&InvoiceId> {
        match &self.target {
            Target::Invoice(id) => Some(id),
            Target::Trust | Target::Credit => None,
        }
    }

    fn kind(&self) -> TargetKind {
        match self.target {
            Target::Invoice(_) => TargetKind::Invoice,
            Target::Trust => TargetKind::Trust,
            Target::Credit => TargetKind::Credit,
        }
    }
}

/// Gives parts of a payment to a client: pays the invoices, books all of it, and says whose the payment is. The caller
/// holds the client (and whatever invoices it read), and writes the audit event. Trust money goes to trust alone, and
/// operating money never does.
///
/// # Errors
/// 409 when an invoice takes less, or the payment has less than that left, or is another client's.
pub async fn allocate(
    app: &App,
    tx: &mut Tx,
    funds: &Funds,
    (client, matter): (&ClientId, Option<&MatterId>),
    shares: &[Share],
    (coming, actor): (Coming, Actor),
) -> Result<Vec<AllocationId>> {
    let mut shares: Vec<&Share> = shares.iter().filter(|share| share.amount > 0).collect();
    shares.sort_by_key(|share| share.invoice());
    for share in &shares {
        if let Some(invoice) = share.invoice() {
            let cause = Cause { actor: actor.clone(), payment: Some(&funds.id.0) };
            paying::pay(app, tx, (&funds.firm_id, invoice), share.amount, coming, cause).await?;
        }
    }
    let sum = shares.iter().fold(0_i64, |sum, share| sum.saturating_add(share.amount));
    take(tx, funds, (client, matter), sum).await?;
    booking::book(app, tx, &funds.firm_id, &funds.id).await?;
    let funds = Funds::look(tx.conn(), &funds.firm_id, &funds.id).await?;
    let mut made = Vec::with_capacity(shares.len());
    for share in shares {
        made.push(insert(app, tx, &funds, client, share, &actor).await?);
    }
    Ok(made)
}

/// Takes an amount out of what is nobody's of the payment: one statement, so that whoever races gets no more than there is.
async fn take(tx: &mut Tx, funds: &Funds, (client, matter): (&ClientId, Option<&MatterId>), amount: i64) -> Result<()> {
    let taken = sqlx::query(
        "UPDATE payments SET allocated = allocated + $1, client_id = $2, matter_id = COALESCE($3, matter_id),
             version = version + 1
         WHERE firm_id = $4 AND id = $5 AND status = 'succeeded' AND (client_id IS NULL OR client_id = $2)
           AND allocated + $1 + refunded + withdrawn <= amount",
    )
    .bind(amount)
    .bind(client.as_str())
    .bind(matter.map(MatterId::as_str))
    .bind(funds.firm_id.as_str())
    .bind(funds.id.as_str())
    .execute(tx.conn())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(());
    }
    let now = Funds::look(tx.conn(), &funds.firm_id, &funds.id).await?;
    Err(match &now.client_id {
        _ if now.status.0 != PaymentStatus::Succeeded => {
            Error::conflict("not-succeeded", "Only money that is there can be linked")
        }
        Some(other) if other.0 != *client => Error::conflict(
            "linked-elsewhere",
            "This payment is another client's. Take that back first, if it was a mistake",
        ),
        _ => Error::conflict("nothing-left", "All of this payment has been linked or has gone back"),
    })
}

/// Stores a part and books it.
async fn insert(
    app: &App,
    tx: &mut Tx,
    funds: &Funds,
    client: &ClientId,
    share: &Share,
    actor: &Actor,
) -> Result<AllocationId> {
    let (account, kind) = funds.account()?;
    debug_assert_eq!(kind == AccountKind::Trust, share.target == Target::Trust, "trust money is kept apart");
    let id = AllocationId::from_u128(app.new_id());
    sqlx::query(
        "INSERT INTO allocations (id, firm_id, payment_id, target, account_id, client_id, matter_id, invoice_id, amount,
             currency, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id.as_str())
    .bind(funds.firm_id.as_str())
    .bind(funds.id.as_str())
    .bind(share.kind().as_str())
    .bind(account.as_str())
    .bind(client.as_str())
    .bind(share.matter.as_ref().map(MatterId::as_str))
    .bind(share.invoice().map(InvoiceId::as_str))
    .bind(share.amount)
    .bind(funds.currency.code())
    .bind(app.now().ms())
    .bind(actor.name())
    .execute(tx.conn())
    .await?;
    if share.booked > 0 {
        let to = share.account(account, client);
        let lines = vec![(funds.nobodys()?, share.booked), (to, -share.booked)];
        let about = About { invoice: share.invoice().cloned(), allocation: Some(id.clone()), ..About::default() };
        ledger::post(app, tx, journal(funds, format!("allocation:{id}"), about, (app.now(), actor), lines)).await?;
    }
    Ok(id)
}

/// A journal about a part of a payment.
pub(super) fn journal<'a>(
    funds: &'a Funds,
    cause: String,
    about: About,
    (at, actor): (Instant, &Actor),
    lines: Vec<(Account, i64)>,
) -> Journal<'a> {
    Journal {
        firm: &funds.firm_id,
        mode: funds.mode.0,
        currency: funds.currency.0,
        kind: JournalKind::Allocation,
        cause,
        occurred_at: at,
        actor: actor.clone(),
        about: About { payment: Some(funds.id.0.clone()), ..about },
        memo: None,
        lines,
    }
}
