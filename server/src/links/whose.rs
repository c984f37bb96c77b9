//! Whose a new link's money is, if that is kept here, and the invoices that it asks for.

use std::collections::{BTreeMap, HashSet};

use domain::{
    AccountKind, Currency, Fields, Money,
    api::{links::NewLink, matters::Payer},
    id::{ClientId, FirmId, InvoiceId, MatterId},
};

use super::insert::Ask;
use crate::{
    accounts::AccountRow,
    clients::{self, ClientRow},
    db::Tx,
    http::{Error, Result},
    invoices::InvoiceRow,
    matters,
};

/// The most invoices that one link asks for.
const MOST_ITEMS: usize = 100;

/// What a request names, each in itself fit.
#[derive(Debug, Clone, Default)]
pub struct Named {
    client: Option<ClientId>,
    matter: Option<MatterId>,
    /// All that is open where no amount is said.
    items: Vec<(InvoiceId, Option<i64>)>,
}

/// Whose it is, held until the end of the transaction.
#[derive(Debug, Clone)]
pub struct Whose {
    /// The client.
    pub client: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The matter, and its number.
    pub matter: Option<(MatterId, String)>,
    /// Invoices, and how much of each, in minor units.
    pub items: Vec<(InvoiceId, i64)>,
    /// The number of the invoice, if it is one.
    pub invoice_number: Option<String>,
    /// Who is asked for money.
    pub payer: Payer,
}

/// Checks what a request names; every wrong field is noted.
pub fn parse(fields: &mut Fields, new: &NewLink) -> Named {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let client = filled(&new.client_id)
        .and_then(|id| fields.take("/client_id", id.trim().parse().map_err(|_| "Choose one of your clients")));
    let matter = filled(&new.matter_id)
        .and_then(|id| fields.take("/matter_id", id.trim().parse().map_err(|_| "Choose one of your matters")));
    if new.items.len() > MOST_ITEMS {
        fields.refuse("/items", format!("Ask for at most {MOST_ITEMS} invoices with one link"));
        return Named::default();
    }
    if !new.items.is_empty() && filled(&new.client_id).or_else(|| filled(&new.matter_id)).is_none() {
        fields.refuse("/client_id", "Choose whose invoices these are");
    }
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for (i, item) in new.items.iter().enumerate() {
        let id: Option<InvoiceId> =
            item.invoice_id.trim().parse().ok().filter(|id: &InvoiceId| seen.insert(id.clone()));
        let id = fields.take(&format!("/items/{i}/invoice_id"), id.ok_or("Choose each invoice once"));
        if item.amount.is_some_and(|amount| amount <= 0) {
            fields.refuse(&format!("/items/{i}/amount"), "Enter an amount above zero");
        }
        items.extend(id.map(|id| (id, item.amount)));
    }
    Named { client, matter, items }
}

impl Named {
    /// Whether the link is nobody's who is kept here.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.client.is_none() && self.matter.is_none()
    }

    /// Looks whose it is, and holds client, matter and invoices: of the account's mode, owed, and coming to the amount.
    ///
    /// # Errors
    /// 422 at the field that does not fit.
    pub async fn resolve(&self, tx: &mut Tx, account: &AccountRow, asked: Money) -> Result<Option<Whose>> {
        if self.is_nobody() {
            return Ok(None);
        }
        let firm = &account.firm_id.0;
        let (client, matter) = matters::whose(tx, firm, self.client.as_ref(), self.matter.as_ref()).await?;
        if account.mode.as_ref() != Some(&client.mode) {
            let field = if self.client.is_some() { "/client_id" } else { "/matter_id" };
            return Err(Error::field(field, "This client is kept for another mode than the account: test or live"));
        }
        let (items, invoice_number) = self.items(tx, account, &client, asked).await?;
        let payer = match &matter {
            Some(matter) => matter.payer(),
            None => clients::payer(tx.conn(), &client).await?,
        };
        let matter = matter.map(|matter| (matter.id.0, matter.number));
        Ok(Some(Whose { client: client.id.0, client_name: client.name, matter, items, invoice_number, payer }))
    }

    async fn items(
        &self,
        tx: &mut Tx,
        account: &AccountRow,
        client: &ClientRow,
        asked: Money,
    ) -> Result<(Vec<(InvoiceId, i64)>, Option<String>)> {
        if self.items.is_empty() {
            return Ok((Vec::new(), None));
        }
        if account.kind.0 != AccountKind::Operating {
            return Err(Error::field("/account_id", "Invoices are paid to an operating account: choose one"));
        }
        let invoices = hold(tx, &account.firm_id, &self.items).await?;
        let mut fields = Fields::new();
        let mut items = Vec::new();
        for (i, (id, amount)) in self.items.iter().enumerate() {
            let found = invoices.get(id).filter(|invoice| invoice.client_id == client.id);
            let fit = fit(&mut fields, i, found, *amount, asked.currency);
            items.extend(fit.map(|amount| (id.clone(), amount)));
        }
        let sum = items.iter().fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount));
        if fields.is_fine() && sum != asked.amount {
            let sum = Money::new(sum, asked.currency);
            fields.refuse("/amount", format!("The invoices come to {sum}: ask for that, or for less of them"));
        }
        let items = fields.finish(Some(items))?;
        let number = match items.as_slice() {
            [(only, _)] => invoices.get(only).map(|invoice| invoice.number.clone()),
            _ => None,
        };
        Ok((items, number))
    }
}

/// Holds the invoices, in the order of their ids.
async fn hold(
    tx: &mut Tx,
    firm: &FirmId,
    items: &[(InvoiceId, Option<i64>)],
) -> Result<BTreeMap<InvoiceId, InvoiceRow>> {
    let mut ids: Vec<&InvoiceId> = items.iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    let mut held = BTreeMap::new();
    for id in ids {
        if let Some(invoice) = InvoiceRow::lock(tx, firm, id).await? {
            held.insert(id.clone(), invoice);
        }
    }
    Ok(held)
}

/// How much of an invoice is asked for, if that much of it is owed and nobody is about to pay it.
fn fit(
    fields: &mut Fields,
    i: usize,
    invoice: Option<&InvoiceRow>,
    amount: Option<i64>,
    currency: Currency,
) -> Option<i64> {
    let at = format!("/items/{i}/invoice_id");
    let invoice = fields.take(&at, invoice.ok_or("Choose one of the client's invoices"))?;
    if invoice.currency.0 != currency {
        fields.refuse(&at, format!("Invoice {} is in {}: ask for it in that", invoice.number, invoice.currency.0));
        return None;
    }
    let free = invoice.free();
    if free == 0 {
        let why = match invoice.open() {
            0 => format!("Nothing is owed of invoice {}", invoice.number),
            _ => format!("Somebody is about to pay invoice {}: wait until that has ended", invoice.number),
        };
        fields.refuse(&at, why);
        return None;
    }
    let amount = amount.unwrap_or(free);
    if amount > free {
        let most = Money::new(free, currency);
        fields.refuse(&format!("/items/{i}/amount"), format!("Ask for at most {most} of invoice {}", invoice.number));
        return None;
    }
    Some(amount)
}

impl Ask {
    /// Says whose it is: name and number stand on the link, and a link that is to be sent goes to who pays, if it names
    /// nobody else.
    ///
    /// # Errors
    /// 422 at `/recipient/email` when who pays has no address.
    pub fn belong(&mut self, whose: Option<Whose>) -> Result<()> {
        let Some(whose) = whose else { return Ok(()) };
        self.client = whose.client_name.parse().ok();
        self.matter = whose.matter.as_ref().and_then(|(_, number)| number.parse().ok());
        if self.invoice_number.is_none() {
            self.invoice_number = whose.invoice_number.as_ref().and_then(|number| number.parse().ok());
        }
        if self.send && self.addressee.is_none() {
            let payer = &whose.payer;
            let email = payer.email.as_deref().and_then(|email| email.parse().ok());
            let addressee = payer.name.parse().ok().zip(email);
            let (name, email) = addressee.ok_or_else(|| {
                Error::field("/recipient/email", format!("{} has no email address: enter one", payer.name))
            })?;
            self.addressee = Some(super::insert::Addressee { name, email });
        }
        self.whose = Some(whose);
        Ok(())
    }
}
