//! What an invoice says, checked; and storing it.

use domain::{
    CivilDate, Fields,
    api::invoices::{InvoiceChange, NewInvoice},
    id::{AccountId, FirmId, InvoiceId, MatterId},
    imports::fold,
    text::{InvoiceNumber, Message},
};

use super::{lines::Lines, row::InvoiceRow};
use crate::{
    accounts::AccountRow,
    clients::ClientRow,
    crypto::fingerprint,
    db::Tx,
    http::{Error, Result, Staff},
    state::App,
    table::number_key,
};

/// What an invoice says beside its lines, each as it may be stored.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The next one if absent.
    pub number: Option<InvoiceNumber>,
    /// Today if absent.
    pub issued_on: Option<CivilDate>,
    due_on: Option<CivilDate>,
    note: Option<Message>,
}

impl Facts {
    /// Checks what was entered; every wrong field is noted.
    pub fn parse(fields: &mut Fields, new: &NewInvoice) -> Self {
        Self {
            number: fields.optional("/number", new.number.as_deref()),
            issued_on: fields.optional("/issued_on", new.issued_on.as_deref()),
            due_on: fields.optional("/due_on", new.due_on.as_deref()),
            note: fields.optional("/note", new.note.as_deref()),
        }
    }

    /// The day it is issued, where it is due on no earlier one.
    ///
    /// # Errors
    /// 422 at `/due_on`.
    pub fn issued_on(&self, today: CivilDate) -> Result<CivilDate> {
        let issued = self.issued_on.unwrap_or(today);
        match self.due_on {
            Some(due) if due < issued => Err(Error::field("/due_on", "Choose the day it is issued, or a later one")),
            _ => Ok(issued),
        }
    }
}

/// What a change makes of an invoice, in the words of a new one: so that both are checked by the same lines. Number and day
/// of issue can't be taken away.
pub fn changed(fields: &mut Fields, row: &InvoiceRow, change: &InvoiceChange) -> NewInvoice {
    let blank = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
    if blank(&change.number) {
        fields.refuse("/number", "Enter an invoice number");
    }
    if blank(&change.issued_on) {
        fields.refuse("/issued_on", "Enter the day it was issued");
    }
    let or = |new: &Option<String>, old: Option<String>| new.clone().or(old);
    NewInvoice {
        number: or(&change.number, Some(row.number.clone())),
        issued_on: or(&change.issued_on, Some(row.issued_on.to_string())),
        due_on: or(&change.due_on, row.due_on.as_ref().map(|day| day.to_string())),
        note: or(&change.note, row.note.clone()),
        ..NewInvoice::default()
    }
}

/// A new invoice, about to be stored.
pub struct Issue<'a> {
    pub client: &'a ClientRow,
    pub matter: Option<&'a MatterId>,
    pub account: &'a AccountRow,
    pub number: &'a InvoiceNumber,
    pub issued_on: CivilDate,
    pub facts: &'a Facts,
    pub lines: &'a Lines,
}

impl Issue<'_> {
    /// Stores it.
    ///
    /// # Errors
    /// 422 at `/number` when another invoice has it.
    pub async fn insert(&self, app: &App, tx: &mut Tx, staff: &Staff) -> Result<InvoiceId> {
        let id = InvoiceId::from_u128(app.new_id());
        let key = app.keyring().current_id().to_owned();
        let token = app.keyring().invoice_token(&key, &id, 1)?;
        let (number, sum) = (self.number.as_str(), self.lines.sum);
        sqlx::query(
            "INSERT INTO invoices (id, firm_id, mode, status, client_id, matter_id, account_id, number, number_key,
                 number_fold, currency, issued_on, due_on, subtotal, tax, total, note, token_hash, token_key,
                 token_generation, created_by, created_at)
             VALUES ($1, $2, $3, 'unpaid', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19,
                 $20)",
        )
        .bind(id.as_str())
        .bind(staff.firm.as_str())
        .bind(self.client.mode.as_str())
        .bind(self.client.id.as_str())
        .bind(self.matter.map(MatterId::as_str))
        .bind(AccountId::as_str(&self.account.id))
        .bind(number)
        .bind(number_key(number))
        .bind(fold::key(number))
        .bind(self.account.currency.code())
        .bind(self.issued_on.to_string())
        .bind(self.facts.due_on.map(|day| day.to_string()))
        .bind(sum.subtotal)
        .bind(sum.tax)
        .bind(sum.total)
        .bind(self.facts.note.as_ref().map(Message::as_str))
        .bind(fingerprint(token.as_str()))
        .bind(key)
        .bind(staff.name.as_str())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await
        .map_err(taken)?;
        self.lines.store(tx, &staff.firm, &id).await?;
        Ok(id)
    }
}

/// Stores what changed beside the lines.
///
/// # Errors
/// 422 at `/number` when another invoice has it, at `/due_on` when it would be due before it was issued.
pub async fn update(tx: &mut Tx, firm: &FirmId, before: &InvoiceRow, facts: &Facts) -> Result<()> {
    let issued_on = facts.issued_on(before.issued_on.0)?;
    let number = facts.number.as_ref().map_or(before.number.as_str(), InvoiceNumber::as_str);
    sqlx::query(
        "UPDATE invoices SET number = $1, number_key = $2, number_fold = $3, issued_on = $4, due_on = $5, note = $6
         WHERE firm_id = $7 AND id = $8",
    )
    .bind(number)
    .bind(number_key(number))
    .bind(fold::key(number))
    .bind(issued_on.to_string())
    .bind(facts.due_on.map(|day| day.to_string()))
    .bind(facts.note.as_ref().map(Message::as_str))
    .bind(firm.as_str())
    .bind(before.id.as_str())
    .execute(tx.conn())
    .await
    .map_err(taken)?;
    Ok(())
}

/// The only thing that staff choose of an invoice and no other may have is its number.
fn taken(error: sqlx::Error) -> Error {
    match error.as_database_error() {
        Some(why) if why.is_unique_violation() => Error::field("/number", "Another invoice has this number"),
        _ => error.into(),
    }
}
