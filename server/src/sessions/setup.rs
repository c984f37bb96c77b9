//! The first-run set-up: the first firm and its owner, once.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    Currency, Fields, Problem, Role,
    api::session::{Me, Setup, SetupStatus},
    id::{FirmId, UserId},
    text::{Email, Name, check_password},
};
use secrecy::SecretString;
use subtle::ConstantTimeEq as _;

use super::{
    sign_in::user_agent,
    store::{self, Member},
};
use crate::{
    accounts, crypto,
    db::Tx,
    firm::{Zone, create_firm},
    http::{Error, Json, Result, SignedIn},
    state::App,
    users::create_user,
};

/// Whether the set-up is open.
#[utoipa::path(
    get, path = "/api/v1/setup", tag = "session", operation_id = "show_setup",
    responses((status = 200, body = SetupStatus)), security(()),
)]
pub(super) async fn status(State(app): State<App>, staff: SignedIn) -> Result<Json<SetupStatus>> {
    Ok(Json(SetupStatus { needed: setup_needed(&app).await?, signed_in: staff.0 }))
}

/// Make the first firm and its owner, and sign the owner in. Possible once.
#[utoipa::path(
    post, path = "/api/v1/setup", tag = "session", operation_id = "set_up", request_body = Setup,
    responses((status = 201, body = Me), (status = 409, body = Problem), (status = 422, body = Problem)),
    security(()),
)]
pub(super) async fn create(State(app): State<App>, headers: HeaderMap, Json(setup): Json<Setup>) -> Result<Response> {
    if !setup_needed(&app).await? {
        return Err(done_before());
    }
    let mut founding = parse(&app.setup_code, &setup)?;
    founding.password_hash = crypto::hash_password(SecretString::from(setup.password)).await?;
    let mut tx = app.db.begin().await?;
    let (firm, user) = found(&app, &mut tx, &founding).await?;
    let member = Member { firm, user, name: founding.name.to_string(), role: Role::Owner };
    let cookie = store::open(&app, &mut tx, &member, user_agent(&headers)).await?;
    tx.commit().await?;
    let me = store::me(&app, &member.firm, &member.user).await?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

/// What a first firm begins with.
pub struct Founding {
    /// The firm's name.
    pub firm_name: Name,
    /// The firm's zone.
    pub zone: Zone,
    /// The firm's currency.
    pub currency: Currency,
    /// The owner's name.
    pub name: Name,
    /// The owner's address.
    pub email: Email,
    /// The owner's hashed password.
    pub password_hash: String,
}

/// Makes the first firm with its owner and an operating account, whoever else tries at this moment.
///
/// # Errors
/// 409 when there is a firm.
pub async fn found(app: &App, tx: &mut Tx, founding: &Founding) -> Result<(FirmId, UserId)> {
    let claim = sqlx::query(
        "INSERT INTO installation (one, set_up_at)
         SELECT 1, CAST($1 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM firms) ON CONFLICT DO NOTHING",
    )
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    if claim.rows_affected() == 0 {
        return Err(done_before());
    }
    let Founding { firm_name, zone, currency, name, email, password_hash } = founding;
    let firm = create_firm(app, tx, firm_name, zone, *currency).await?;
    let user = create_user(app, tx, &firm, name, email, Role::Owner, password_hash).await?;
    accounts::create_operating(app, tx, &firm, *currency).await?;
    Ok((firm, user))
}

/// Whether there is no firm yet.
///
/// # Errors
/// When the database does not answer.
pub async fn setup_needed(app: &App) -> Result<bool> {
    let firm: Option<String> = sqlx::query_scalar("SELECT id FROM firms LIMIT 1").fetch_optional(app.db.read()).await?;
    Ok(firm.is_none())
}

fn parse(code: &str, setup: &Setup) -> Result<Founding, Problem> {
    let mut fields = Fields::new();
    let firm_name = fields.parse("/firm_name", &setup.firm_name);
    let zone = fields.parse("/time_zone", &setup.time_zone);
    let currency = fields.parse("/currency", &setup.currency);
    let name = fields.parse("/name", &setup.name);
    let email = fields.parse("/email", &setup.email);
    fields.take("/password", check_password(&setup.password));
    if !bool::from(setup.code.trim().as_bytes().ct_eq(code.as_bytes())) {
        fields.refuse("/code", "Enter the code that the server printed when it started");
    }
    let founding = (|| {
        let (firm_name, zone, currency) = (firm_name?, zone?, currency?);
        Some(Founding { firm_name, zone, currency, name: name?, email: email?, password_hash: String::new() })
    })();
    fields.finish(founding)
}

fn done_before() -> Error {
    Error::conflict("set-up", "This installation was set up before: sign in")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> Setup {
        Setup {
            firm_name: "Hale & Marsh".into(),
            time_zone: "America/New_York".into(),
            currency: "USD".into(),
            name: "Ann Hale".into(),
            email: "ann@example.org".into(),
            password: "correct horse".into(),
            code: " 1234 ".into(),
        }
    }

    #[test]
    fn the_code_opens_the_set_up() {
        assert!(parse("1234", &setup()).is_ok());
        assert!(parse("12345", &setup()).err().unwrap().field("/code").is_some());
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let empty = Setup {
            firm_name: String::new(),
            time_zone: "x".into(),
            password: "short".into(),
            code: String::new(),
            ..setup()
        };
        let problem = parse("1234", &empty).err().unwrap();
        for pointer in ["/firm_name", "/time_zone", "/password", "/code"] {
            assert!(problem.field(pointer).is_some(), "{pointer}");
        }
        assert!(problem.field("/email").is_none());
    }
}
