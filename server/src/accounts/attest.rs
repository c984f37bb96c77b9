//! An owner's word on who bears what a trust account must not bear.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    AccountKind, Fields, Problem,
    api::{
        accounts::{Account, NewAttestation},
        audit::EventKind,
    },
    id::AccountId,
    text::Name,
};

use super::{AccountRow, ready::is_the_trust_account};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanAttest, Error, Path, Result, Staff, idempotency::Once},
    state::App,
};

/// Attest who pays fees and negative balances of a trust account. Owners only.
#[utoipa::path(
    post, path = "/api/v1/accounts/{id}/attestation", tag = "accounts", operation_id = "attest_account",
    request_body = NewAttestation, params(("id" = AccountId, Path)),
    responses(
        (status = 201, body = Account), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Not a trust account with a connection", body = Problem),
        (status = 422, body = Problem),
    ),
    security(("session" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanAttest(staff): CanAttest,
    Path(id): Path<AccountId>,
    Once(new, mut ticket): Once<NewAttestation>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let account = AccountRow::lock(&mut tx, &staff.firm, &id).await?;
    let payers = Payers::parse(&account, &new)?;
    store(&app, &mut tx, &staff, &account, &payers).await?;
    let account = Account::from(AccountRow::find(tx.conn(), &staff.firm, &id).await?);
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &account).await?;
    tx.commit().await?;
    Ok(answer)
}

struct Payers {
    fees: Name,
    negative: Name,
}

impl Payers {
    fn parse(account: &AccountRow, new: &NewAttestation) -> Result<Self> {
        if account.kind.0 != AccountKind::Trust {
            return Err(Error::conflict("not-trust", "Only a trust account needs an attestation"));
        }
        if account.connection_id.is_none() {
            return Err(Error::conflict(
                "no-connection",
                "Choose a gateway connection first: the attestation is for it",
            ));
        }
        let mut fields = Fields::new();
        let fees = payer(&mut fields, "/fees_paid_by", &new.fees_paid_by, &account.name);
        let negative = payer(&mut fields, "/negative_balances_paid_by", &new.negative_balances_paid_by, &account.name);
        Ok(fields.finish(fees.zip(negative).map(|(fees, negative)| Self { fees, negative }))?)
    }
}

fn payer(fields: &mut Fields, pointer: &str, text: &str, account: &str) -> Option<Name> {
    let name: Name = fields.parse(pointer, text)?;
    if is_the_trust_account(&name, account) {
        fields.refuse(pointer, "It must be someone else than the trust account, such as the operating account");
    }
    Some(name)
}

async fn store(app: &App, tx: &mut Tx, staff: &Staff, account: &AccountRow, payers: &Payers) -> Result<()> {
    sqlx::query(
        "UPDATE accounts SET attested_fees = $1, attested_negative = $2, attested_by = $3, attested_at = $4
         WHERE firm_id = $5 AND id = $6",
    )
    .bind(payers.fees.as_str())
    .bind(payers.negative.as_str())
    .bind(staff.name.as_str())
    .bind(app.now().ms())
    .bind(staff.firm.as_str())
    .bind(account.id.as_str())
    .execute(tx.conn())
    .await?;
    let detail = format!("{}: fees by {}, negative balances by {}", account.name, payers.fees, payers.negative);
    Event::new(&staff.firm, EventKind::AccountAttested, staff).detail(detail).record(app, tx).await?;
    Ok(())
}
