//! What is known of a matter, checked; and storing it.

use domain::{
    CivilDate, Fields,
    api::matters::{MatterChange, NewMatter},
    id::{ClientId, ContactId, FirmId, MatterId, UserId},
    imports::fold,
    text::{Name, Note, RecordNumber},
};

use super::row::MatterRow;
use crate::{
    clients::{ClientRow, contact},
    db::Tx,
    http::{Error, Result, Staff},
    state::App,
    table::number_key,
};

/// A matter's facts as they were entered, each in itself fit to be stored.
#[derive(Debug, Clone)]
pub struct Facts {
    number: RecordNumber,
    pub name: Name,
    responsible: Option<String>,
    payer: Option<String>,
    opened_on: Option<CivilDate>,
    note: Option<Note>,
}

/// Whom its facts point at: they are there, and the firm's.
#[derive(Debug, Clone)]
pub struct People {
    responsible: Option<UserId>,
    payer: Option<ContactId>,
}

impl Facts {
    /// Checks what was entered; every wrong field is noted.
    pub fn parse(fields: &mut Fields, new: &NewMatter) -> Option<Self> {
        let number = fields.parse("/number", &new.number);
        let name = fields.parse("/name", &new.name);
        let opened_on = fields.optional("/opened_on", new.opened_on.as_deref());
        let note = fields.optional("/note", new.note.as_deref());
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let (responsible, payer) = (filled(&new.responsible_id), filled(&new.payer_id));
        let (number, name) = number.zip(name)?;
        Some(Self { number, name, responsible, payer, opened_on, note })
    }

    /// Looks for those whom it points at. Who left the firm stays responsible where they were (`so_far`), until someone
    /// else is chosen. The caller holds the client.
    ///
    /// # Errors
    /// 422 at the field that points at nobody.
    pub async fn people(
        &self,
        tx: &mut Tx,
        firm: &FirmId,
        client: &ClientId,
        so_far: Option<&UserId>,
    ) -> Result<People> {
        let responsible = match &self.responsible {
            None => None,
            Some(id) => Some(responsible(tx, firm, id, so_far).await?),
        };
        let payer = match &self.payer {
            None => None,
            Some(id) => Some(contact(tx, firm, client, id).await?),
        };
        Ok(People { responsible, payer })
    }

    /// Stores a new matter.
    ///
    /// # Errors
    /// 422 at `/number` when another matter has it.
    pub async fn insert(
        &self,
        app: &App,
        tx: &mut Tx,
        staff: &Staff,
        client: &ClientRow,
        people: &People,
        today: CivilDate,
    ) -> Result<MatterId> {
        let id = MatterId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO matters (id, firm_id, mode, status, client_id, number, number_key, number_fold, name, name_key,
                 responsible_id, payer_id, opened_on, note, created_by, created_at)
             VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(id.as_str())
        .bind(staff.firm.as_str())
        .bind(client.mode.as_str())
        .bind(client.id.as_str())
        .bind(self.number.as_str())
        .bind(number_key(self.number.as_str()))
        .bind(fold::key(self.number.as_str()))
        .bind(self.name.as_str())
        .bind(fold::key(self.name.as_str()))
        .bind(people.responsible.as_ref().map(UserId::as_str))
        .bind(people.payer.as_ref().map(ContactId::as_str))
        .bind(self.opened_on.unwrap_or(today).to_string())
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
    /// 422 at `/number` when another matter has it.
    pub async fn update(&self, tx: &mut Tx, firm: &FirmId, id: &MatterId, people: &People) -> Result<()> {
        sqlx::query(
            "UPDATE matters SET number = $1, number_key = $2, number_fold = $3, name = $4, name_key = $5,
                 responsible_id = $6, payer_id = $7, opened_on = $8, note = $9
             WHERE firm_id = $10 AND id = $11",
        )
        .bind(self.number.as_str())
        .bind(number_key(self.number.as_str()))
        .bind(fold::key(self.number.as_str()))
        .bind(self.name.as_str())
        .bind(fold::key(self.name.as_str()))
        .bind(people.responsible.as_ref().map(UserId::as_str))
        .bind(people.payer.as_ref().map(ContactId::as_str))
        .bind(self.opened_on.map(|day| day.to_string()))
        .bind(self.note.as_ref().map(Note::as_str))
        .bind(firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await
        .map_err(taken)?;
        Ok(())
    }
}

/// What a change makes of a matter, in the words of a new one: so that both are checked by the same lines.
#[must_use]
pub fn changed(row: &MatterRow, change: &MatterChange) -> NewMatter {
    let or = |new: &Option<String>, old: Option<String>| new.clone().or(old);
    NewMatter {
        client_id: row.client_id.to_string(),
        number: change.number.clone().unwrap_or_else(|| row.number.clone()),
        name: change.name.clone().unwrap_or_else(|| row.name.clone()),
        responsible_id: or(&change.responsible_id, row.responsible_id.as_ref().map(|id| id.to_string())),
        payer_id: or(&change.payer_id, row.payer_id.as_ref().map(|id| id.to_string())),
        opened_on: or(&change.opened_on, row.opened_on.as_ref().map(|day| day.to_string())),
        note: or(&change.note, row.note.clone()),
    }
}

/// The member of staff whom a request names at `/responsible_id`. Who left the firm stays where they were (`so_far`).
///
/// # Errors
/// 422 when it is nobody of the firm's.
pub async fn responsible(tx: &mut Tx, firm: &FirmId, id: &str, so_far: Option<&UserId>) -> Result<UserId> {
    let wrong = || Error::field("/responsible_id", "Choose a member of your firm's staff");
    let id: UserId = id.trim().parse().map_err(|_| wrong())?;
    if so_far == Some(&id) {
        return Ok(id);
    }
    let there: Option<String> =
        sqlx::query_scalar("SELECT id FROM users WHERE firm_id = $1 AND id = $2 AND removed_at IS NULL")
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    there.map(|_| id).ok_or_else(wrong)
}

/// The only thing of a matter that no other may have is its number.
fn taken(error: sqlx::Error) -> Error {
    match error.as_database_error() {
        Some(why) if why.is_unique_violation() => Error::field("/number", "Another matter has this number"),
        _ => error.into(),
    }
}
