//! What is known of a client, checked; and storing it.

use domain::{
    Fields,
    api::clients::{ClientChange, NewClient},
    client::ClientKind,
    id::{ClientId, FirmId},
    imports::fold,
    text::{Address, Email, Name, Note, Phone, RecordNumber},
};

use super::row::ClientRow;
use crate::{
    db::Tx,
    http::{Error, Result, Staff},
    state::App,
    table::number_key,
};

/// A client's facts, each as it may be stored.
#[derive(Debug, Clone)]
pub struct Facts {
    kind: ClientKind,
    pub name: Name,
    number: Option<RecordNumber>,
    email: Option<Email>,
    phone: Option<Phone>,
    address: Option<Address>,
    note: Option<Note>,
}

impl Facts {
    /// Checks what was entered; every wrong field is noted.
    pub fn parse(fields: &mut Fields, new: &NewClient) -> Option<Self> {
        let kind = match new.kind.trim() {
            "" => Some(ClientKind::Person),
            kind => fields.take("/kind", kind.parse().map_err(|_| "Choose person or organisation")),
        };
        let name = fields.parse("/name", &new.name);
        let number = fields.optional("/number", new.number.as_deref());
        let email = fields.optional("/email", new.email.as_deref());
        let phone = fields.optional("/phone", new.phone.as_deref());
        let address = fields.optional("/address", new.address.as_deref());
        let note = fields.optional("/note", new.note.as_deref());
        let (kind, name) = kind.zip(name)?;
        Some(Self { kind, name, number, email, phone, address, note })
    }

    fn number(&self) -> Option<&str> {
        self.number.as_ref().map(RecordNumber::as_str)
    }

    /// Stores a new client.
    ///
    /// # Errors
    /// 422 at `/number` when another client has it.
    pub async fn insert(&self, app: &App, tx: &mut Tx, staff: &Staff, mode: domain::Mode) -> Result<ClientId> {
        let id = ClientId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO clients (id, firm_id, mode, status, kind, name, name_key, number, number_key, number_fold,
                 email, email_key, phone, address, note, created_by, created_at)
             VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(id.as_str())
        .bind(staff.firm.as_str())
        .bind(mode.as_str())
        .bind(self.kind.as_str())
        .bind(self.name.as_str())
        .bind(fold::key(self.name.as_str()))
        .bind(self.number())
        .bind(self.number().map(number_key))
        .bind(self.number().map(fold::key))
        .bind(self.email.as_ref().map(Email::as_str))
        .bind(self.email.as_ref().map(Email::folded))
        .bind(self.phone.as_ref().map(Phone::as_str))
        .bind(self.address.as_ref().map(Address::as_str))
        .bind(self.note.as_ref().map(Note::as_str))
        .bind(staff.name.as_str())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await
        .map_err(taken)?;
        Ok(id)
    }

    /// Stores what changed.
    ///
    /// # Errors
    /// 422 at `/number` when another client has it.
    pub async fn update(&self, tx: &mut Tx, firm: &FirmId, id: &ClientId) -> Result<()> {
        sqlx::query(
            "UPDATE clients SET kind = $1, name = $2, name_key = $3, number = $4, number_key = $5, number_fold = $6,
                 email = $7, email_key = $8, phone = $9, address = $10, note = $11
             WHERE firm_id = $12 AND id = $13",
        )
        .bind(self.kind.as_str())
        .bind(self.name.as_str())
        .bind(fold::key(self.name.as_str()))
        .bind(self.number())
        .bind(self.number().map(number_key))
        .bind(self.number().map(fold::key))
        .bind(self.email.as_ref().map(Email::as_str))
        .bind(self.email.as_ref().map(Email::folded))
        .bind(self.phone.as_ref().map(Phone::as_str))
        .bind(self.address.as_ref().map(Address::as_str))
        .bind(self.note.as_ref().map(Note::as_str))
        .bind(firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await
        .map_err(taken)?;
        Ok(())
    }
}

/// What a change makes of a client, in the words of a new one: so that both are checked by the same lines.
#[must_use]
pub fn changed(row: &ClientRow, change: &ClientChange) -> NewClient {
    let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
    NewClient {
        kind: change.kind.clone().unwrap_or_else(|| row.kind.to_string()),
        name: change.name.clone().unwrap_or_else(|| row.name.clone()),
        number: or(&change.number, &row.number),
        email: or(&change.email, &row.email),
        phone: or(&change.phone, &row.phone),
        address: or(&change.address, &row.address),
        note: or(&change.note, &row.note),
        contacts: change.contacts.clone().unwrap_or_default(),
        mode: None,
    }
}

/// The only thing of a client that no other may have is its number.
fn taken(error: sqlx::Error) -> Error {
    match error.as_database_error() {
        Some(why) if why.is_unique_violation() => Error::field("/number", "Another client has this number"),
        _ => error.into(),
    }
}
