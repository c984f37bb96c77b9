//! A client's row.

use domain::{
    Mode, Problem,
    client::{ClientKind, ClientStatus},
    id::{ClientId, ContactId, FirmId},
};
use sqlx::AnyConnection;

use crate::{
    db::{Col, Tx},
    http::{Error, Result},
};

/// All columns of `clients` but the folded ones.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClientRow {
    pub id: Col<ClientId>,
    pub firm_id: Col<FirmId>,
    pub mode: Col<Mode>,
    pub status: Col<ClientStatus>,
    pub merged_into: Option<Col<ClientId>>,
    pub kind: Col<ClientKind>,
    pub name: String,
    pub number: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub note: Option<String>,
    pub payer_id: Option<Col<ContactId>>,
    pub created_by: String,
    pub created_at: i64,
}

/// What is selected for a [`ClientRow`], from `clients c`.
#[macro_export]
macro_rules! client_fields {
    () => {
        "c.id, c.firm_id, c.mode, c.status, c.merged_into, c.kind, c.name, c.number, c.email, c.phone, c.address, c.note,
         c.payer_id, c.created_by, c.created_at"
    };
}

impl ClientRow {
    /// Finds a firm's client.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &ClientId) -> Result<Self> {
        let row =
            sqlx::query_as(concat!("SELECT ", client_fields!(), " FROM clients c WHERE c.firm_id = $1 AND c.id = $2"))
                .bind(firm.as_str())
                .bind(id.as_str())
                .fetch_optional(conn)
                .await?;
        row.ok_or_else(|| Error::not_found("client"))
    }

    /// Finds a client and holds it until the transaction ends. Whoever makes something new for a client holds it: so it is
    /// neither archived nor merged meanwhile.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &ClientId) -> Result<Self> {
        sqlx::query("UPDATE clients SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::find(tx.conn(), firm, id).await
    }

    /// The client that a request names at a field, held, and one that something new can be made for.
    ///
    /// # Errors
    /// 422 at the field.
    pub async fn lock_active(tx: &mut Tx, firm: &FirmId, id: &ClientId, field: &str) -> Result<Self> {
        let client = Self::lock(tx, firm, id).await.map_err(|why| match why {
            Error::Problem(_) => Error::field(field, "Choose one of your clients"),
            other => other,
        })?;
        match client.status.0 {
            ClientStatus::Active => Ok(client),
            ClientStatus::Archived => {
                Err(Error::field(field, format!("{} is archived: restore the client first", client.name)))
            }
            ClientStatus::Merged => {
                Err(Error::field(field, format!("{} was merged into another client: choose that one", client.name)))
            }
        }
    }

    /// Refuses a client that is another one's by now.
    ///
    /// # Errors
    /// 409.
    pub fn refuse_merged(&self) -> Result<()> {
        if self.status.0 != ClientStatus::Merged {
            return Ok(());
        }
        Err(Problem::new(409, "client-merged", "This client was merged into another one")
            .with_detail("All that it had is there now: change that one.")
            .into())
    }
}
