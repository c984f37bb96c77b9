//! Putting a new import into the database.

use std::fmt::Display;

use domain::{
    FieldError, Problem,
    api::{audit::EventKind, imports::ImportDetail, stream::Change},
    id::{AccountId, FirmId, ImportId},
    imports::{Delivery, Mapping},
};
use sqlx::AnyConnection;

use super::row::Stored;
use crate::{
    accounts::AccountRow,
    audit::Event,
    db::Tx,
    http::{Error, Result, Staff},
    jobs::Job,
    state::App,
};

/// Imports of a firm that nobody has sent yet.
const MOST_DRAFTS: i64 = 100;
/// Characters of a name.
const LONGEST_NAME: usize = 120;

/// What somebody said of an import, checked.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub id: ImportId,
    name: String,
    account: Option<AccountId>,
    delivery: Delivery,
}

impl Draft {
    /// Checks what somebody said, and that there is room for one more.
    ///
    /// # Errors
    /// 409 when there are too many already, 422 for an account that is not the firm's.
    pub async fn new(
        app: &App,
        conn: &mut AnyConnection,
        staff: &Staff,
        (name, account, delivery): (Option<&str>, Option<&str>, Delivery),
    ) -> Result<Self> {
        let account = match account.map(str::trim).filter(|id| !id.is_empty()) {
            Some(text) => Some(receiving_account(conn, &staff.firm, text).await?),
            None => None,
        };
        leave_room(conn, &staff.firm).await?;
        let name = named(name.unwrap_or_default());
        Ok(Self { id: ImportId::from_u128(app.new_id()), name, account, delivery })
    }

    /// Stores it, to be seen in a state.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert(
        &self,
        app: &App,
        tx: &mut Tx,
        staff: &Staff,
        state: &'static str,
        mapping: &Mapping,
        fingerprint: Option<&str>,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO imports (id, firm_id, name, state, account_id, delivery, mapping, readings, questions, notes,
                 fingerprint, created_by, created_by_id, created_at, touched_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, '[]', '[]', '[]', $8, $9, $10, $11, $11)",
        )
        .bind(self.id.as_str())
        .bind(staff.firm.as_str())
        .bind(self.name.as_str())
        .bind(state)
        .bind(self.account.as_ref().map(AccountId::as_str))
        .bind(self.delivery.as_str())
        .bind(serde_json::to_string(mapping).map_err(anyhow::Error::new)?)
        .bind(fingerprint)
        .bind(staff.name.as_str())
        .bind(staff.id())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// Its rows are all there: shows it, and has them checked.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn complete(
        &self,
        app: &App,
        tx: &mut Tx,
        staff: &Staff,
        rows: i64,
        notes: &[String],
    ) -> Result<ImportDetail> {
        sqlx::query("UPDATE imports SET state = 'checking', total = $1, notes = $2 WHERE firm_id = $3 AND id = $4")
            .bind(rows)
            .bind(serde_json::to_string(notes).map_err(anyhow::Error::new)?)
            .bind(staff.firm.as_str())
            .bind(self.id.as_str())
            .execute(tx.conn())
            .await?;
        let event = Event::new(&staff.firm, EventKind::ImportUploaded, staff);
        let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        event.detail(format!("{}: {rows}", self.id)).record(app, tx).await?;
        tx.announce(&staff.firm, Change::of_import(&self.id));
        Job::CheckImport { firm: staff.firm.clone(), import: self.id.clone() }.enqueue(app, tx, app.now()).await?;
        let import = Stored::find(tx.conn(), &staff.firm, &self.id).await?;
        import.detail(tx.conn()).await
    }
}

/// One of the firm's accounts.
///
/// # Errors
/// 422.
pub(super) async fn receiving_account(conn: &mut AnyConnection, firm: &FirmId, text: &str) -> Result<AccountId> {
    let refused = || Error::field("/account_id", "Choose one of your receiving accounts");
    let id: AccountId = text.trim().parse().map_err(|_| refused())?;
    match AccountRow::find(conn, firm, &id).await {
        Ok(_) => Ok(id),
        Err(Error::Problem(_)) => Err(refused()),
        Err(error) => Err(error),
    }
}

async fn leave_room(conn: &mut AnyConnection, firm: &FirmId) -> Result<()> {
    let drafts: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM imports WHERE firm_id = $1 AND state NOT IN ('reading', 'done')",
    )
    .bind(firm.as_str())
    .fetch_one(conn)
    .await?;
    if drafts < MOST_DRAFTS {
        return Ok(());
    }
    Err(Problem::new(409, "too-many-imports", "Your firm has 100 uploads that nobody has sent")
        .with_detail("Delete those that are not needed any more, and upload again")
        .into())
}

/// A name for people: what is no character of a name is left out rather than refused, since it came with a file.
fn named(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    match plain.trim() {
        "" => "Untitled".to_owned(),
        name => name.to_owned(),
    }
}

/// 422: the file, and why.
pub(super) fn bad_file(status: u16, code: &str, why: impl Display) -> Error {
    let errors = vec![FieldError { pointer: "/file".into(), detail: why.to_string() }];
    Problem { errors, ..Problem::new(status, code, "The file can't be read").with_detail(why.to_string()) }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_what_a_file_is_called() {
        assert_eq!(named(" March\u{0} rents.xlsx\n"), "March rents.xlsx");
        assert_eq!(named("\t"), "Untitled");
        assert_eq!(named(&"x".repeat(500)).len(), LONGEST_NAME);
    }
}
