//! Storing a link, whoever asks.

use domain::{
    CivilDate, Money,
    id::{ClientId, ConnectionId, FirmId, InvoiceId, LinkId, MatterId},
    imports::fold,
    link::PartPolicy,
};

use super::{columns::keep_terms, items, row::LinkRow};
use crate::{crypto::fingerprint, db::Tx, http::Result, state::App, table::number_key};

/// A link about to be stored.
pub(super) struct Insert<'a> {
    pub firm: &'a FirmId,
    pub account: &'a str,
    pub connection: &'a ConnectionId,
    pub mode: &'a str,
    pub money: Money,
    pub min_amount: Option<i64>,
    pub part_policy: PartPolicy,
    pub invoice_number: Option<&'a str>,
    pub client: Option<&'a str>,
    pub matter: Option<&'a str>,
    pub external_id: Option<&'a str>,
    pub description: Option<&'a str>,
    pub message: Option<&'a str>,
    pub due_on: Option<CivilDate>,
    pub expires_at: Option<i64>,
    pub recipient: Option<(&'a str, &'a str)>,
    pub predecessor: Option<&'a LinkRow>,
    pub import: Option<&'a str>,
    pub created_by: &'a str,
    /// Whose money it is, if that is kept here, and the invoices that it asks for.
    pub client_id: Option<&'a ClientId>,
    pub matter_id: Option<&'a MatterId>,
    pub items: Vec<(InvoiceId, i64)>,
}

/// Stores it, with its token and all that it is found by.
///
/// # Errors
/// When the database refuses.
pub(super) async fn insert(app: &App, tx: &mut Tx, link: Insert<'_>) -> Result<LinkId> {
    let id = LinkId::from_u128(app.new_id());
    let key = app.keyring().current_id().to_owned();
    let token = app.keyring().token(&key, &id, 1).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let root = link.predecessor.map_or_else(|| id.to_string(), |p| p.root_id.to_string());
    sqlx::query(
        "INSERT INTO links (id, firm_id, account_id, connection_id, mode, status, amount, currency, min_amount,
             invoice_number, invoice_key, client, matter, external_id, description, message, due_on, expires_at,
             recipient_name, recipient_email, recipient_key, root_id, predecessor_id, token_hash, token_key,
             token_generation, created_by, created_at, import_id, external_fold, invoice_fold, alike, client_id, matter_id, part_policy)
         VALUES ($1, $2, $3, $4, $5, 'outstanding', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
             $20, $21, $22, $23, $24, 1, $25, $26, $27, $28, $29, $30, $31, $32, $33)",
    )
    .bind(id.as_str())
    .bind(link.firm.as_str())
    .bind(link.account)
    .bind(link.connection.as_str())
    .bind(link.mode)
    .bind(link.money.amount)
    .bind(link.money.currency.code())
    .bind(link.min_amount)
    .bind(link.invoice_number)
    .bind(link.invoice_number.map(number_key))
    .bind(link.client)
    .bind(link.matter)
    .bind(link.external_id)
    .bind(link.description)
    .bind(link.message)
    .bind(link.due_on.map(|due| due.to_string()))
    .bind(link.expires_at)
    .bind(link.recipient.map(|(name, _)| name))
    .bind(link.recipient.map(|(_, email)| email))
    .bind(link.recipient.map(|(name, _)| name.to_lowercase()).unwrap_or_default())
    .bind(root)
    .bind(link.predecessor.map(|p| p.id.to_string()))
    .bind(fingerprint(token.as_str()))
    .bind(key)
    .bind(link.created_by)
    .bind(app.now().ms())
    .bind(link.import)
    .bind(link.external_id.map(fold::key))
    .bind(link.invoice_number.map(fold::key))
    .bind(link.recipient.map(|(_, email)| fold::alike(email, link.money.amount)))
    .bind(link.client_id.map(ClientId::as_str))
    .bind(link.matter_id.map(MatterId::as_str))
    .bind(link.part_policy.as_str())
    .execute(tx.conn())
    .await?;
    if !link.items.is_empty() {
        items::put(tx, link.firm, &id, &link.items).await?;
    }
    let row = LinkRow::find(tx.conn(), link.firm, &id).await?;
    keep_terms(tx, &row).await?;
    Ok(id)
}
