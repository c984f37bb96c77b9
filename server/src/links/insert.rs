//! Making links: what staff ask for, and the successor that asks for the rest.

use domain::{
    CivilDate, Currency, Fields, Instant, Money, Problem,
    api::links::{NewLink, NewRecipient},
    id::{AccountId, ConnectionId, FirmId, ImportId, LinkId},
    imports::fold,
    money::MAX_AMOUNT,
    text::{Description, Email, ExternalId, InvoiceNumber, Message, Name},
    time::DAY,
};

use super::{
    columns::keep_terms,
    expiry,
    row::LinkRow,
};
use crate::{
    crypto::fingerprint, db::Tx, gateways::stripe::amounts, http::Result, state::App, table::number_key,
};

/// Whom a link is for.
#[derive(Debug, Clone)]
pub struct Addressee {
    pub name: Name,
    pub email: Email,
}

/// What staff asked for, checked.
#[derive(Debug, Clone)]
pub struct Ask {
    pub account: AccountId,
    pub money: Money,
    pub min_amount: Option<i64>,
    pub invoice_number: Option<InvoiceNumber>,
    pub client: Option<Name>,
    pub matter: Option<Name>,
    pub external_id: Option<ExternalId>,
    pub description: Option<Description>,
    pub message: Option<Message>,
    pub due_on: Option<CivilDate>,
    pub expires_at: Option<Instant>,
    pub addressee: Option<Addressee>,
    pub send: bool,
    /// The upload that it is a row of.
    pub import: Option<ImportId>,
}

/// Checks a request: every wrong field is named at once.
///
/// # Errors
/// The problem to answer.
pub fn parse(new: &NewLink, now: Instant) -> Result<Ask, Problem> {
    let mut fields = Fields::new();
    let account: Option<AccountId> = match new.account_id.trim() {
        "" => {
            fields.refuse("/account_id", "Choose the receiving account");
            None
        }
        id => fields.take("/account_id", id.parse().map_err(|_| "Choose one of your receiving accounts")),
    };
    let currency: Option<Currency> = fields.parse("/currency", &new.currency);
    let money = currency.and_then(|currency| fields.take("/amount", amount(new.amount, currency)));
    let min_amount = money.and_then(|money| minimum(&mut fields, new.min_amount, money));
    let expires_at: Option<Instant> = fields.optional("/expires_at", new.expires_at.as_deref());
    let expires_at = expires_at.and_then(|end| fields.take("/expires_at", expiry::check(end, now)));
    let invoice_number = fields.optional("/invoice_number", new.invoice_number.as_deref());
    let client = fields.optional("/client", new.client.as_deref());
    let matter = fields.optional("/matter", new.matter.as_deref());
    let external_id = fields.optional("/external_id", new.external_id.as_deref());
    let description = fields.optional("/description", new.description.as_deref());
    let message = fields.optional("/message", new.message.as_deref());
    let due_on = fields.optional("/due_on", new.due_on.as_deref());
    let addressee = new.recipient.as_ref().and_then(|r| addressee(&mut fields, r));
    if new.send && new.recipient.is_none() {
        fields.refuse("/recipient/email", "Enter the address to send it to");
    }
    let ask = account.zip(money).map(|(account, money)| Ask {
        account,
        money,
        min_amount,
        invoice_number,
        client,
        matter,
        external_id,
        description,
        message,
        due_on,
        expires_at,
        addressee,
        send: new.send,
        import: None,
    });
    fields.finish(ask)
}

/// A person with name and address. Empty is nobody.
pub fn addressee(fields: &mut Fields, new: &NewRecipient) -> Option<Addressee> {
    if new.name.trim().is_empty() && new.email.trim().is_empty() {
        fields.refuse("/recipient/email", "Enter the address to send it to");
        return None;
    }
    let email: Option<Email> = fields.parse("/recipient/email", &new.email);
    // Without a name the address serves: people paste addresses.
    let name = if new.name.trim().is_empty() { new.email.as_str() } else { new.name.as_str() };
    let name: Option<Name> = fields.parse("/recipient/name", name);
    name.zip(email).map(|(name, email)| Addressee { name, email })
}

fn amount(amount: i64, currency: Currency) -> Result<Money, String> {
    let money = Money::new(amount, currency);
    match amount {
        ..=0 => Err("Enter an amount above zero".into()),
        1..=MAX_AMOUNT => amounts::to_stripe(money).map(|_| money).map_err(|why| why.to_string()),
        _ => Err("The amount is too large".into()),
    }
}

fn minimum(fields: &mut Fields, min: Option<i64>, money: Money) -> Option<i64> {
    let min = min?;
    let least = Money::new(min, money.currency);
    if min > money.amount {
        fields.refuse("/min_amount", format!("Choose at most {money}, the amount itself"));
        return None;
    }
    if min <= 0 {
        fields.refuse("/min_amount", "Enter a minimum above zero");
        return None;
    }
    fields.take("/min_amount", amounts::to_stripe(least)).map(|_| min)
}

/// A link about to be stored.
struct Insert<'a> {
    firm: &'a FirmId,
    account: &'a str,
    connection: &'a ConnectionId,
    mode: &'a str,
    money: Money,
    min_amount: Option<i64>,
    invoice_number: Option<&'a str>,
    client: Option<&'a str>,
    matter: Option<&'a str>,
    external_id: Option<&'a str>,
    description: Option<&'a str>,
    message: Option<&'a str>,
    due_on: Option<CivilDate>,
    expires_at: Option<i64>,
    recipient: Option<(&'a str, &'a str)>,
    predecessor: Option<&'a LinkRow>,
    import: Option<&'a str>,
    created_by: &'a str,
}

/// Stores what staff asked for.
///
/// # Errors
/// When the database refuses.
pub async fn ask(
    app: &App,
    tx: &mut Tx,
    ask: &Ask,
    account: &crate::accounts::AccountRow,
    connection: &ConnectionId,
    created_by: &str,
) -> Result<LinkId> {
    let mode = account.mode.as_ref().map_or("test", |mode| mode.as_str());
    let link = Insert {
        firm: &account.firm_id,
        account: account.id.as_str(),
        connection,
        mode,
        money: ask.money,
        min_amount: ask.min_amount,
        invoice_number: ask.invoice_number.as_ref().map(InvoiceNumber::as_str),
        client: ask.client.as_ref().map(Name::as_str),
        matter: ask.matter.as_ref().map(Name::as_str),
        external_id: ask.external_id.as_ref().map(ExternalId::as_str),
        description: ask.description.as_ref().map(Description::as_str),
        message: ask.message.as_ref().map(Message::as_str),
        due_on: ask.due_on,
        expires_at: ask.expires_at.map(Instant::ms),
        recipient: ask.addressee.as_ref().map(|a| (a.name.as_str(), a.email.as_str())),
        predecessor: None,
        import: ask.import.as_ref().map(ImportId::as_str),
        created_by,
    };
    insert(app, tx, link).await
}

/// Stores the link that asks for the rest of another, with the same terms.
///
/// # Errors
/// When the database refuses.
pub async fn successor(app: &App, tx: &mut Tx, link: &LinkRow, rest: i64) -> Result<LinkId> {
    let successor = Insert {
        firm: &link.firm_id,
        account: link.account_id.as_str(),
        connection: &link.connection_id,
        mode: link.mode.as_str(),
        money: Money::new(rest, link.currency.0),
        min_amount: link.min_amount.map(|min| min.min(rest)),
        invoice_number: link.invoice_number.as_deref(),
        client: link.client.as_deref(),
        matter: link.matter.as_deref(),
        external_id: link.external_id.as_deref(),
        description: link.description.as_deref(),
        message: None,
        due_on: link.due_on.as_ref().map(|due| due.0),
        // A link that has just been paid in part does not end before its payer can pay the rest.
        expires_at: link.expires_at.filter(|end| *end > app.now().plus_ms(DAY).ms()),
        recipient: link
            .recipient_email
            .as_deref()
            .map(|email| (link.recipient_name.as_deref().unwrap_or(email), email)),
        predecessor: Some(link),
        // What is left of an upload is found, and withdrawn, with the rest of it.
        import: link.import_id.as_ref().map(|id| id.as_str()),
        created_by: "Tender",
    };
    insert(app, tx, successor).await
}

async fn insert(app: &App, tx: &mut Tx, link: Insert<'_>) -> Result<LinkId> {
    let id = LinkId::from_u128(app.new_id());
    let key = app.keyring().current_id().to_owned();
    let token = app.keyring().token(&key, &id, 1).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let root = link.predecessor.map_or_else(|| id.to_string(), |p| p.root_id.to_string());
    sqlx::query(
        "INSERT INTO links (id, firm_id, account_id, connection_id, mode, status, amount, currency, min_amount,
             invoice_number, invoice_key, client, matter, external_id, description, message, due_on, expires_at,
             recipient_name, recipient_email, recipient_key, root_id, predecessor_id, token_hash, token_key,
             token_generation, created_by, created_at, import_id, external_fold, invoice_fold, alike)
         VALUES ($1, $2, $3, $4, $5, 'outstanding', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
             $20, $21, $22, $23, $24, 1, $25, $26, $27, $28, $29, $30)",
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
    .execute(tx.conn())
    .await?;
    let row = LinkRow::find(tx.conn(), link.firm, &id).await?;
    keep_terms(tx, &row).await?;
    Ok(id)
}
