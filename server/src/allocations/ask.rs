//! What staff ask for when they link a payment, and what it comes to.

use domain::{
    AccountKind, Fields, Problem,
    allocation::oldest_first,
    api::allocations::{NewAllocation, NewPart},
    client::ClientStatus,
    id::{ClientId, FirmId, InvoiceId, MatterId},
    money::MAX_AMOUNT,
};

use super::{Funds, Share, Target};
use crate::{
    checkouts::yielding,
    clients::ClientRow,
    db::{Col, Tx},
    http::{Error, Result},
    invoices::{paying, row::InvoiceRow},
    state::App,
};

/// The most parts of one request.
const MOST_PARTS: usize = 200;

/// What staff ask for, checked for shape.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// Where the request says it: nothing, or the pointer of the object that it is in.
    at: &'static str,
    pub client: ClientId,
    pub matter: Option<MatterId>,
    parts: Option<Vec<AskedPart>>,
}

#[derive(Debug, Clone)]
struct AskedPart {
    invoice: Option<InvoiceId>,
    matter: Option<MatterId>,
    amount: i64,
}

impl Ask {
    /// Checks a request, which is at a pointer of the whole one.
    ///
    /// # Errors
    /// The problem to answer.
    pub(crate) fn parse(new: &NewAllocation, at: &'static str) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let known = |text: &str| text.parse().map_err(|_| "Choose one of your clients");
        let client: Option<ClientId> = fields.take(&format!("{at}/client_id"), known(new.client_id.trim()));
        let matter = matter(&mut fields, &format!("{at}/matter_id"), new.matter_id.as_deref());
        if new.parts.as_ref().is_some_and(|parts| parts.is_empty() || parts.len() > MOST_PARTS) {
            fields.refuse(&format!("{at}/parts"), format!("Say 1 to {MOST_PARTS} parts, or leave them out"));
        }
        let part = |(i, new): (usize, &NewPart)| asked_part(&mut fields, &format!("{at}/parts/{i}"), new);
        let parts = new.parts.as_ref().map(|parts| parts.iter().take(MOST_PARTS).enumerate().map(part).collect());
        fields.finish(client.map(|client| Self { at, client, matter, parts }))
    }

    /// Ends the open payment pages that are about to pay what this is to pay, where it names an amount for an invoice: a
    /// call for before the transaction.
    ///
    /// # Errors
    /// 409 when a payment is under way that no one can stop, 503 when the gateway does not answer.
    pub(crate) async fn make_room(&self, app: &App, firm: &FirmId) -> Result<()> {
        for part in self.parts.iter().flatten() {
            if let Some(invoice) = &part.invoice {
                yielding::make_room(app, firm, invoice, Some(part.amount)).await?;
            }
        }
        Ok(())
    }

    fn refuse(&self, field: &str, why: impl Into<String>) -> Error {
        Error::field(&format!("{}{field}", self.at), why)
    }
}

fn matter(fields: &mut Fields, at: &str, text: Option<&str>) -> Option<MatterId> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    fields.take(at, text.parse().map_err(|_| "Choose one of the client's matters"))
}

fn asked_part(fields: &mut Fields, at: &str, new: &NewPart) -> AskedPart {
    let invoice = new.invoice_id.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let known = |text: &str| text.parse().map_err(|_| "Choose one of the client's open invoices");
    let invoice = invoice.and_then(|text| fields.take(&format!("{at}/invoice_id"), known(text)));
    if !(1..=MAX_AMOUNT).contains(&new.amount) {
        fields.refuse(&format!("{at}/amount"), "Enter an amount above zero");
    }
    AskedPart {
        invoice,
        matter: matter(fields, &format!("{at}/matter_id"), new.matter_id.as_deref()),
        amount: new.amount,
    }
}

/// What a request comes to for a payment. Holds the client, and the invoices that are named.
///
/// # Errors
/// 422 with every part that cannot be.
pub(crate) async fn plan(tx: &mut Tx, funds: &Funds, ask: &Ask) -> Result<Vec<Share>> {
    let client = ClientRow::lock(tx, &funds.firm_id, &ask.client).await.map_err(|why| match why {
        Error::Problem(_) => ask.refuse("/client_id", "Choose one of your clients"),
        other => other,
    })?;
    if client.status.0 == ClientStatus::Merged {
        return Err(ask.refuse("/client_id", "This client turned out to be another one: choose that one"));
    }
    if client.mode != funds.mode {
        return Err(ask.refuse("/client_id", "Test money and real money stay apart: choose a client of the same mode"));
    }
    check_matter(tx, funds, ask, ask.matter.as_ref(), "/matter_id").await?;
    let (_, kind) = funds.account()?;
    match (&ask.parts, kind) {
        (Some(parts), _) => as_said(tx, funds, ask, parts, kind).await,
        (None, AccountKind::Trust) => {
            Ok(vec![Share::new(Target::Trust, ask.matter.clone(), funds.sums().unallocated())])
        }
        (None, AccountKind::Operating) => oldest(tx, funds, ask).await,
    }
}

/// The client's open invoices, oldest first; the rest is its credit.
async fn oldest(tx: &mut Tx, funds: &Funds, ask: &Ask) -> Result<Vec<Share>> {
    let whose = (&funds.firm_id.0, funds.mode.0);
    let open = paying::open_of(tx.conn(), whose, &ask.client, ask.matter.as_ref(), funds.currency.0).await?;
    let debts: Vec<_> = open.iter().map(|invoice| invoice.debt).collect();
    let amount = funds.sums().unallocated();
    let shares = oldest_first(amount, &debts);
    let rest = amount - shares.iter().sum::<i64>();
    let pays = open
        .into_iter()
        .zip(shares)
        .map(|(invoice, share)| Share::new(Target::Invoice(invoice.id), invoice.matter, share));
    Ok(pays.chain([Share::new(Target::Credit, ask.matter.clone(), rest)]).filter(|share| share.amount > 0).collect())
}

async fn as_said(tx: &mut Tx, funds: &Funds, ask: &Ask, parts: &[AskedPart], kind: AccountKind) -> Result<Vec<Share>> {
    let mut invoices: Vec<&InvoiceId> = parts.iter().filter_map(|part| part.invoice.as_ref()).collect();
    invoices.sort();
    for invoice in invoices {
        InvoiceRow::lock(tx, &funds.firm_id, invoice).await?;
    }
    let mut shares = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let at = format!("/parts/{i}");
        let matter = part.matter.as_ref().or(ask.matter.as_ref());
        check_matter(tx, funds, ask, part.matter.as_ref(), &format!("{at}/matter_id")).await?;
        let share = match (&part.invoice, kind) {
            (None, AccountKind::Trust) => Share::new(Target::Trust, matter.cloned(), part.amount),
            (None, AccountKind::Operating) => Share::new(Target::Credit, matter.cloned(), part.amount),
            (Some(_), AccountKind::Trust) => {
                return Err(ask.refuse(
                    &format!("{at}/invoice_id"),
                    "Trust money pays no invoice by itself: it goes to what the client or the matter has in trust",
                ));
            }
            (Some(id), AccountKind::Operating) => invoice(tx, funds, ask, (part, id), &at).await?,
        };
        shares.push(share);
    }
    let sum = shares.iter().fold(0_i64, |sum, share| sum.saturating_add(share.amount));
    if sum > funds.sums().unallocated() {
        return Err(ask.refuse("/parts", "The parts come to more than what is left of the payment"));
    }
    Ok(shares)
}

async fn invoice(
    tx: &mut Tx,
    funds: &Funds,
    ask: &Ask,
    (part, id): (&AskedPart, &InvoiceId),
    at: &str,
) -> Result<Share> {
    let refuse = |why: &str| Err(ask.refuse(&format!("{at}/invoice_id"), why));
    let Some(invoice) = InvoiceRow::look(tx.conn(), &funds.firm_id, id).await? else {
        return refuse("Choose one of the client's open invoices");
    };
    if invoice.client_id.0 != ask.client {
        return refuse("This invoice is another client's");
    }
    if invoice.currency != funds.currency {
        return refuse("The payment has another currency than this invoice");
    }
    if part.amount > invoice.free() {
        let free = domain::Money::new(invoice.free(), invoice.currency.0);
        return Err(ask.refuse(&format!("{at}/amount"), format!("Invoice {} takes at most {free} now", invoice.number)));
    }
    Ok(Share::new(Target::Invoice(id.clone()), invoice.matter_id.map(|id| id.0), part.amount))
}

async fn check_matter(tx: &mut Tx, funds: &Funds, ask: &Ask, matter: Option<&MatterId>, at: &str) -> Result<()> {
    let Some(matter) = matter else { return Ok(()) };
    let client: Option<Col<ClientId>> =
        sqlx::query_scalar("SELECT client_id FROM matters WHERE firm_id = $1 AND id = $2")
            .bind(funds.firm_id.as_str())
            .bind(matter.as_str())
            .fetch_optional(tx.conn())
            .await?;
    if client.is_some_and(|client| client.0 == ask.client) {
        return Ok(());
    }
    Err(ask.refuse(at, "Choose one of the client's matters"))
}
