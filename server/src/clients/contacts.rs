//! People at a client.

use std::collections::{HashMap, HashSet};

use domain::{
    Fields,
    api::{
        clients::{Contact, NewContact},
        matters::Payer,
    },
    id::{ClientId, ContactId, FirmId},
    text::{Email, Name, Phone, Position},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::row::ClientRow;
use crate::{
    db::{Col, Tx},
    http::{Error, Result},
    state::App,
    table::Args,
};

/// The most people at a client.
const MOST: usize = 20;

/// A person, checked.
#[derive(Debug, Clone)]
pub struct Person {
    id: Option<ContactId>,
    name: Name,
    role: Option<Position>,
    email: Option<Email>,
    phone: Option<Phone>,
    pays: bool,
}

/// Checks the people of a request; every wrong field is noted. `known` are those who are there already.
pub fn parse(fields: &mut Fields, people: &[NewContact], known: &HashSet<ContactId>) -> Vec<Person> {
    // A merger can have left more of them; they need not go.
    if people.len() > MOST.max(known.len()) {
        fields.refuse("/contacts", format!("Enter at most {MOST} people"));
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut payers = 0;
    let mut checked = Vec::new();
    for (i, new) in people.iter().enumerate() {
        let at = |field: &str| format!("/contacts/{i}/{field}");
        let id = match new.id.as_deref().filter(|id| !id.is_empty()) {
            None => None,
            Some(id) => {
                let id = id.parse().ok().filter(|id| known.contains(id) && seen.insert(id.clone()));
                fields.take(&at("id"), id.ok_or("This is not a contact of the client, or it stands here twice"))
            }
        };
        payers += usize::from(new.pays);
        if new.pays && payers > 1 {
            fields.refuse(&at("pays"), "Only one person can be asked for money");
        }
        let name = fields.parse(&at("name"), &new.name);
        let role = fields.optional(&at("role"), new.role.as_deref());
        let email = fields.optional(&at("email"), new.email.as_deref());
        let phone = fields.optional(&at("phone"), new.phone.as_deref());
        checked.extend(name.map(|name| Person { id, name, role, email, phone, pays: new.pays }));
    }
    checked
}

/// The ids of the people at a client.
///
/// # Errors
/// When the database refuses.
pub async fn known(conn: &mut AnyConnection, firm: &FirmId, client: &ClientId) -> Result<HashSet<ContactId>> {
    let ids: Vec<Col<ContactId>> =
        sqlx::query_scalar("SELECT id FROM contacts WHERE firm_id = $1 AND client_id = $2 LIMIT 1000")
            .bind(firm.as_str())
            .bind(client.as_str())
            .fetch_all(conn)
            .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Keeps these people, and nobody else. A matter whose payer is gone is asked for at the client's. The caller holds the
/// client.
///
/// # Errors
/// When the database refuses.
pub async fn replace(
    app: &App,
    tx: &mut Tx,
    (firm, client): (&FirmId, &ClientId),
    known: &HashSet<ContactId>,
    people: &[Person],
) -> Result<()> {
    let kept: HashSet<&ContactId> = people.iter().filter_map(|person| person.id.as_ref()).collect();
    let gone: Vec<&ContactId> = known.iter().filter(|id| !kept.contains(id)).collect();
    let mut payer = None;
    // The payer may be one who goes; nobody points at them while they do.
    set_payer(tx, firm, client, None).await?;
    for id in gone {
        remove(tx, firm, id).await?;
    }
    for (position, person) in (0_i64..).zip(people) {
        let id = match &person.id {
            Some(id) => id.clone(),
            None => ContactId::from_u128(app.new_id()),
        };
        keep(tx, (firm, client), &id, position, person).await?;
        if person.pays {
            payer = Some(id);
        }
    }
    set_payer(tx, firm, client, payer.as_ref()).await
}

async fn set_payer(tx: &mut Tx, firm: &FirmId, client: &ClientId, payer: Option<&ContactId>) -> Result<()> {
    sqlx::query("UPDATE clients SET payer_id = $1 WHERE firm_id = $2 AND id = $3")
        .bind(payer.map(ContactId::as_str))
        .bind(firm.as_str())
        .bind(client.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn remove(tx: &mut Tx, firm: &FirmId, id: &ContactId) -> Result<()> {
    for statement in [
        "UPDATE matters SET payer_id = NULL WHERE firm_id = $1 AND payer_id = $2",
        "DELETE FROM contacts WHERE firm_id = $1 AND id = $2",
    ] {
        sqlx::query(statement).bind(firm.as_str()).bind(id.as_str()).execute(tx.conn()).await?;
    }
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    (firm, client): (&FirmId, &ClientId),
    id: &ContactId,
    position: i64,
    person: &Person,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO contacts (id, firm_id, client_id, position, name, role, email, email_key, phone)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name, role = excluded.role,
             email = excluded.email, email_key = excluded.email_key, phone = excluded.phone",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(client.as_str())
    .bind(position)
    .bind(person.name.as_str())
    .bind(person.role.as_ref().map(Position::as_str))
    .bind(person.email.as_ref().map(Email::as_str))
    .bind(person.email.as_ref().map(Email::folded))
    .bind(person.phone.as_ref().map(Phone::as_str))
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ContactRow {
    client_id: Col<ClientId>,
    id: Col<ContactId>,
    name: String,
    role: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

/// The people at some clients, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn of(
    conn: &mut AnyConnection,
    firm: &FirmId,
    clients: &[&ClientId],
) -> Result<HashMap<ClientId, Vec<Contact>>> {
    let mut args = Args::default();
    let firm = args.add(firm.as_str());
    let ids = args.list(clients.iter().map(|id| id.as_str()));
    let sql = format!(
        "SELECT client_id, id, name, role, email, phone FROM contacts
         WHERE firm_id = {firm} AND client_id IN ({ids}) ORDER BY client_id, position, id"
    );
    let rows: Vec<ContactRow> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
    let mut people: HashMap<ClientId, Vec<Contact>> = HashMap::new();
    for row in rows {
        people.entry(row.client_id.0).or_default().push(Contact {
            id: row.id.0,
            name: row.name,
            role: row.role,
            email: row.email,
            phone: row.phone,
        });
    }
    Ok(people)
}

/// Who is asked for a client's money: its payer, else the client.
///
/// # Errors
/// When the database refuses.
pub async fn payer(conn: &mut AnyConnection, client: &ClientRow) -> Result<Payer> {
    let contact: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT name, email FROM contacts WHERE firm_id = $1 AND id = $2")
            .bind(client.firm_id.as_str())
            .bind(client.payer_id.as_ref().map(|id| id.as_str()))
            .fetch_optional(conn)
            .await?;
    let (name, email) = contact.unwrap_or_else(|| (client.name.clone(), client.email.clone()));
    Ok(Payer { name, email })
}

/// The contact of a client that a request names.
///
/// # Errors
/// 422 at `/payer_id` when the client has no such contact.
pub async fn named(tx: &mut Tx, firm: &FirmId, client: &ClientId, id: &str) -> Result<ContactId> {
    let known = known(tx.conn(), firm, client).await?;
    let id: Option<ContactId> = id.trim().parse().ok().filter(|id| known.contains(id));
    id.ok_or_else(|| Error::field("/payer_id", "Choose one of the client's contacts"))
}
