//! A matter's row.

use domain::{
    CivilDate, Mode,
    api::matters::Payer,
    client::MatterStatus,
    id::{ClientId, ContactId, FirmId, MatterId, UserId},
};
use sqlx::AnyConnection;

use crate::{
    db::{Col, Tx},
    http::{Error, Result},
};

/// All columns of `matters` but the folded ones, and what is shown of what it is joined with.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MatterRow {
    pub id: Col<MatterId>,
    pub firm_id: Col<FirmId>,
    pub mode: Col<Mode>,
    pub status: Col<MatterStatus>,
    pub client_id: Col<ClientId>,
    pub client_name: String,
    pub client_email: Option<String>,
    pub number: String,
    pub name: String,
    pub responsible_id: Option<Col<UserId>>,
    pub responsible_name: Option<String>,
    pub payer_id: Option<Col<ContactId>>,
    /// The matter's payer, else the client's.
    pub payer_name: Option<String>,
    pub payer_email: Option<String>,
    pub opened_on: Option<Col<CivilDate>>,
    pub closed_on: Option<Col<CivilDate>>,
    pub note: Option<String>,
    pub created_by: String,
    pub created_at: i64,
}

/// What is selected for a [`MatterRow`], from `matters m` with [`matter_joins`].
#[macro_export]
macro_rules! matter_fields {
    () => {
        "m.id, m.firm_id, m.mode, m.status, m.client_id, c.name AS client_name, c.email AS client_email, m.number, m.name,
         m.responsible_id, u.name AS responsible_name, m.payer_id, p.name AS payer_name, p.email AS payer_email,
         m.opened_on, m.closed_on, m.note, m.created_by, m.created_at"
    };
}

/// What a matter is joined with. Every matter has a client; the outer join only keeps the order of the join.
#[macro_export]
macro_rules! matter_joins {
    () => {
        "LEFT JOIN clients c ON c.id = m.client_id AND c.firm_id = m.firm_id
         LEFT JOIN users u ON u.id = m.responsible_id AND u.firm_id = m.firm_id
         LEFT JOIN contacts p ON p.id = COALESCE(m.payer_id, c.payer_id) AND p.firm_id = m.firm_id"
    };
}

impl MatterRow {
    /// Finds a firm's matter.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &MatterId) -> Result<Self> {
        let row = sqlx::query_as(concat!(
            "SELECT ",
            matter_fields!(),
            " FROM matters m ",
            matter_joins!(),
            " WHERE m.firm_id = $1 AND m.id = $2"
        ))
        .bind(firm.as_str())
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
        row.ok_or_else(|| Error::not_found("matter"))
    }

    /// Finds a matter and holds it until the transaction ends. Whoever holds its client, too, takes that first.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn lock(tx: &mut Tx, firm: &FirmId, id: &MatterId) -> Result<Self> {
        sqlx::query("UPDATE matters SET version = version + 1 WHERE firm_id = $1 AND id = $2")
            .bind(firm.as_str())
            .bind(id.as_str())
            .execute(tx.conn())
            .await?;
        Self::find(tx.conn(), firm, id).await
    }

    /// Who is asked for its money: the matter's payer, else the client's, else the client.
    #[must_use]
    pub fn payer(&self) -> Payer {
        match &self.payer_name {
            Some(name) => Payer { name: name.clone(), email: self.payer_email.clone() },
            None => Payer { name: self.client_name.clone(), email: self.client_email.clone() },
        }
    }
}
