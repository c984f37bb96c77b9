//! Making and changing accounts.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    AccountKind, Currency, Fields, Problem,
    api::{
        accounts::{Account, EditAccount, NewAccount},
        audit::EventKind,
    },
    id::{AccountId, ConnectionId, FirmId},
    text::Name,
};

use super::{AccountRow, NewRow, insert, ready::Destination};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanManage, Error, Json, Path, Result, idempotency::Once},
    jobs::Job,
    state::App,
};

/// Make an account.
#[utoipa::path(
    post, path = "/api/v1/accounts", tag = "accounts", operation_id = "create_account", request_body = NewAccount,
    responses((status = 201, body = Account), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Once(new, mut ticket): Once<NewAccount>,
) -> Result<Response> {
    let new = Wanted::parse(&new)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    must_exist(&mut tx, &staff.firm, new.connection.as_ref()).await?;
    follow(&app, &mut tx, &staff.firm).await?;
    let id = insert(&app, &mut tx, &staff.firm, &new.row()).await?;
    let event = Event::new(&staff.firm, EventKind::AccountCreated, &staff);
    event.detail(format!("{}, {}", new.name, new.kind)).record(&app, &mut tx).await?;
    let account = Account::from(AccountRow::find(tx.conn(), &staff.firm, &id).await?);
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &account).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Change an account. Links that were made before keep their connection.
#[utoipa::path(
    patch, path = "/api/v1/accounts/{id}", tag = "accounts", operation_id = "edit_account",
    request_body = EditAccount, params(("id" = AccountId, Path)),
    responses(
        (status = 200, body = Account), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn edit(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<AccountId>,
    Json(edit): Json<EditAccount>,
) -> Result<Json<Account>> {
    let mut tx = app.db.begin().await?;
    let before = AccountRow::lock(&mut tx, &staff.firm, &id).await?;
    let after = edited(&before, &edit)?;
    if let Some(changes) = changes(&before, &after) {
        must_exist(&mut tx, &staff.firm, after.connection_id.as_deref()).await?;
        store(&mut tx, &staff.firm, &after).await?;
        follow(&app, &mut tx, &staff.firm).await?;
        let event = Event::new(&staff.firm, EventKind::AccountChanged, &staff);
        event.detail(format!("{}: {changes}", before.name)).record(&app, &mut tx).await?;
    }
    let account = Account::from(AccountRow::find(tx.conn(), &staff.firm, &id).await?);
    tx.commit().await?;
    Ok(Json(account))
}

/// What one account is changes what another may take: the sessions of all trust links get a look. And what came before there
/// was an account for it can be booked.
async fn follow(app: &App, tx: &mut Tx, firm: &FirmId) -> Result<()> {
    Job::BookPayments { firm: firm.clone() }.enqueue(app, tx, app.now()).await?;
    Ok(Job::ReviewCheckouts { firm: firm.clone() }.enqueue(app, tx, app.now()).await?)
}

struct Wanted {
    name: Name,
    kind: AccountKind,
    currency: Currency,
    connection: Option<ConnectionId>,
    destination: Option<Destination>,
}

impl Wanted {
    fn parse(new: &NewAccount) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let name = fields.parse("/name", &new.name);
        let kind = fields.parse("/kind", &new.kind);
        let currency = fields.parse("/currency", &new.currency);
        let connection = connection(&mut fields, new.connection_id.as_deref());
        let destination = fields.optional("/destination", new.destination.as_deref());
        only_for_trust(&mut fields, kind, destination.is_some());
        let wanted = name.zip(kind).zip(currency);
        fields.finish(wanted.map(|((name, kind), currency)| Self { name, kind, currency, connection, destination }))
    }

    fn row(&self) -> NewRow<'_> {
        NewRow {
            name: self.name.as_str(),
            kind: self.kind,
            currency: self.currency,
            connection: self.connection.as_ref(),
            destination: self.destination.as_ref().map(Destination::as_str),
        }
    }
}

fn connection(fields: &mut Fields, text: Option<&str>) -> Option<ConnectionId> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    fields.take("/connection_id", text.parse().map_err(|_| NO_CONNECTION))
}

const NO_CONNECTION: &str = "Choose one of your firm's gateway connections";

fn only_for_trust(fields: &mut Fields, kind: Option<AccountKind>, has_destination: bool) {
    if kind == Some(AccountKind::Operating) && has_destination {
        fields.refuse("/destination", "Only a trust account is paid to a connected account: leave this empty");
    }
}

/// The account as it is to be. Another connection voids the attestation, which was given for the
/// one before.
fn edited(before: &AccountRow, edit: &EditAccount) -> Result<AccountRow, Problem> {
    let mut fields = Fields::new();
    let mut after = before.clone();
    if let Some(text) = &edit.name
        && let Some(name) = fields.parse::<Name>("/name", text)
    {
        after.name = name.into();
    }
    if let Some(text) = &edit.connection_id {
        after.connection_id = connection(&mut fields, Some(text)).map(crate::db::Col);
    }
    if let Some(text) = &edit.destination {
        let destination: Option<Destination> = fields.optional("/destination", Some(text));
        after.destination = destination.map(|destination| destination.as_str().to_owned());
    }
    only_for_trust(&mut fields, Some(after.kind.0), after.destination.is_some());
    if after.connection_id != before.connection_id {
        after.attested_fees = None;
        after.attested_negative = None;
        after.attested_by = None;
        after.attested_at = None;
    }
    fields.finish(Some(after))
}

/// What changes, for the audit trail; `None` if that is nothing.
fn changes(before: &AccountRow, after: &AccountRow) -> Option<String> {
    let changed = [
        ("name", before.name != after.name),
        ("connection", before.connection_id != after.connection_id),
        ("destination", before.destination != after.destination),
        ("attestation withdrawn", before.attested_at != after.attested_at),
    ];
    let names: Vec<_> = changed.into_iter().filter_map(|(name, is)| is.then_some(name)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

async fn store(tx: &mut Tx, firm: &FirmId, after: &AccountRow) -> Result<()> {
    sqlx::query(
        "UPDATE accounts SET name = $1, connection_id = $2, destination = $3, attested_fees = $4,
             attested_negative = $5, attested_by = $6, attested_at = $7
         WHERE firm_id = $8 AND id = $9",
    )
    .bind(after.name.as_str())
    .bind(after.connection_id.as_ref().map(|id| id.as_str()))
    .bind(after.destination.as_deref())
    .bind(after.attested_fees.as_deref())
    .bind(after.attested_negative.as_deref())
    .bind(after.attested_by.as_deref())
    .bind(after.attested_at)
    .bind(firm.as_str())
    .bind(after.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn must_exist(tx: &mut Tx, firm: &FirmId, connection: Option<&ConnectionId>) -> Result<()> {
    let Some(connection) = connection else { return Ok(()) };
    let found: Option<String> = sqlx::query_scalar("SELECT id FROM connections WHERE firm_id = $1 AND id = $2")
        .bind(firm.as_str())
        .bind(connection.as_str())
        .fetch_optional(tx.conn())
        .await?;
    found.map(drop).ok_or_else(|| Error::field("/connection_id", NO_CONNECTION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trust_account_has_a_destination() {
        let new = |kind: &str| NewAccount {
            name: "An account".into(),
            kind: kind.into(),
            currency: "usd".into(),
            connection_id: Some(String::new()),
            destination: Some("acct_1032D82eZvKYlo2C".into()),
        };
        assert!(Wanted::parse(&new("trust")).is_ok());
        assert!(Wanted::parse(&new("operating")).err().unwrap().field("/destination").is_some());
        assert!(Wanted::parse(&new("savings")).err().unwrap().field("/kind").is_some());
    }
}
