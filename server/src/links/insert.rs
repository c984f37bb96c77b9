//! Making links: what staff ask for, the successor that asks for the rest, and the link of an invoice's page.

use domain::{
    CivilDate, Currency, Fields, Instant, Money, Problem,
    api::links::{NewLink, NewRecipient},
    id::{AccountId, ConnectionId, ImportId, LinkId},
    link::PartPolicy,
    money::MAX_AMOUNT,
    text::{Description, Email, ExternalId, InvoiceNumber, Message, Name},
    time::DAY,
};

use super::{
    expiry, items,
    row::LinkRow,
    store::{self, Insert},
    whose::{self, Named, Whose},
};
use crate::{db::Tx, gateways::stripe::amounts, http::Result, invoices::row::InvoiceRow, state::App};

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
    pub part_policy: PartPolicy,
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
    /// Whose it is, if that is kept here.
    pub whose: Option<Whose>,
}

/// Checks a request: every wrong field is named at once.
///
/// # Errors
/// The problem to answer.
pub fn parse(new: &NewLink, now: Instant) -> Result<(Ask, Named), Problem> {
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
    let part_policy = policy(&mut fields, new);
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
    // Who is kept here has an address, perhaps.
    let named = whose::parse(&mut fields, new);
    if new.send && new.recipient.is_none() && named.is_nobody() {
        fields.refuse("/recipient/email", "Enter the address to send it to");
    }
    let ask = account.zip(money).map(|(account, money)| Ask {
        account,
        money,
        min_amount,
        part_policy,
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
        whose: None,
    });
    Ok((fields.finish(ask)?, named))
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

/// What becomes of a rest: says something only where a part may be paid.
fn policy(fields: &mut Fields, new: &NewLink) -> PartPolicy {
    let asked: Option<PartPolicy> = new.part_policy.as_deref().and_then(|word| {
        fields.take("/part_policy", word.parse().map_err(|_| "Choose one of: continue, until_paid, close"))
    });
    if asked.is_some() && new.min_amount.is_none() {
        fields.refuse("/min_amount", "Enter the least that may be paid, or leave out what becomes of the rest");
    }
    asked.unwrap_or(PartPolicy::Continue)
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
        part_policy: ask.part_policy,
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
        client_id: ask.whose.as_ref().map(|whose| &whose.client),
        matter_id: ask.whose.as_ref().and_then(|whose| whose.matter.as_ref()).map(|(id, _)| id),
        items: ask.whose.as_ref().map(|whose| whose.items.clone()).unwrap_or_default(),
    };
    store::insert(app, tx, link).await
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
        part_policy: link.part_policy.0,
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
        client_id: link.client_id.as_deref(),
        matter_id: link.matter_id.as_deref(),
        items: items::left_of(tx, link, rest).await?,
    };
    store::insert(app, tx, successor).await
}

/// Stores the link by which the page of an invoice takes money: it is sent to nobody.
///
/// # Errors
/// When the database refuses.
pub async fn for_invoice(
    app: &App,
    tx: &mut Tx,
    invoice: &InvoiceRow,
    amount: i64,
    connection: &ConnectionId,
) -> Result<LinkId> {
    let link = Insert {
        firm: &invoice.firm_id,
        account: invoice.account_id.as_str(),
        connection,
        mode: invoice.mode.as_str(),
        money: Money::new(amount, invoice.currency.0),
        min_amount: None,
        part_policy: PartPolicy::Continue,
        invoice_number: Some(&invoice.number),
        client: Some(&invoice.client_name),
        matter: invoice.matter_number.as_deref(),
        external_id: None,
        description: None,
        message: None,
        due_on: invoice.due_on.as_ref().map(|due| due.0),
        expires_at: None,
        recipient: None,
        predecessor: None,
        import: None,
        created_by: "Tender",
        client_id: Some(&invoice.client_id),
        matter_id: invoice.matter_id.as_deref(),
        items: vec![(invoice.id.0.clone(), amount)],
    };
    store::insert(app, tx, link).await
}
