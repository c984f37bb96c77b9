//! What a closed month says, to the byte, and who vouches for it.

use axum::extract::State;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    AccountKind, CivilDate, Currency, Instant, Mode, Problem,
    api::reconciliation::{BankLine, BookLine, Sides, SignedMonth, Verification},
    bank::Month,
    id::AccountId,
};
use ring::signature::{ED25519, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::AnyConnection;

use super::{
    book::{Book, InMode},
    items,
    month::MOST_OUTSTANDING,
};
use crate::{
    http::{CanLook, Error, Json, Path, Query, Result},
    state::App,
};

/// Balances of matters that are told one by one.
const MOST_MATTERS: i64 = 5000;

/// All that is signed. Its JSON is kept as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// Which shape this is.
    pub version: u32,
    pub firm: String,
    pub account_id: AccountId,
    pub account: String,
    pub kind: AccountKind,
    pub mode: Mode,
    pub currency: Currency,
    pub month: Month,
    pub last_day: CivilDate,
    pub sides: Sides,
    /// In the books, and not yet at the bank.
    pub outstanding: Vec<BookLine>,
    /// At the bank, and in the books only afterwards.
    pub booked_later: Vec<BankLine>,
    /// What clients have, by matter.
    pub matters: Vec<MatterBalance>,
    /// What those have that are not told one by one.
    pub other_matters: i64,
    pub closed_by: String,
    pub closed_at: Instant,
}

/// What a client has in trust for a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub(super) struct MatterBalance {
    pub client: String,
    pub matter: Option<String>,
    pub amount: i64,
}

impl Content {
    /// Puts it together.
    pub(super) async fn of(
        conn: &mut AnyConnection,
        book: &Book,
        month: Month,
        sides: Sides,
        (closed_by, closed_at): (&str, Instant),
    ) -> Result<Self> {
        let most = i64::try_from(MOST_OUTSTANDING + 1).unwrap_or(i64::MAX);
        let outstanding = items::entries(conn, book, month, most).await?;
        let booked_later = items::booked_later(conn, book, month, most).await?;
        if outstanding.len().max(booked_later.len()) > MOST_OUTSTANDING {
            let why = format!(
                "A month is closed with at most {MOST_OUTSTANDING} outstanding items: match some of them first"
            );
            return Err(Error::conflict("too-many-outstanding", why));
        }
        let matters = matters(conn, book, month).await?;
        let told: i64 = matters.iter().map(|matter| matter.amount).sum();
        let all: i64 = sides
            .owned
            .iter()
            .filter(|part| part.kind == domain::ledger::LedgerKind::Trust)
            .map(|part| part.amount)
            .sum();
        Ok(Self {
            version: 1,
            firm: book.firm.name.clone(),
            account_id: book.account.id.0.clone(),
            account: book.account.name.clone(),
            kind: book.account.kind.0,
            mode: book.mode,
            currency: book.currency(),
            month,
            last_day: month.last(),
            sides,
            outstanding,
            booked_later,
            matters,
            other_matters: all - told,
            closed_by: closed_by.to_owned(),
            closed_at,
        })
    }
}

async fn matters(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<Vec<MatterBalance>> {
    let rows = sqlx::query_as(
        "SELECT t.client, t.matter, t.amount FROM (
             SELECT a.id, c.name AS client, m.number AS matter,
                 CAST(COALESCE((SELECT SUM(e.amount) FROM ledger_entries e
                     WHERE e.ledger_account_id = a.id AND e.occurred_at >= $1), 0) - a.balance AS BIGINT) AS amount
             FROM ledger_accounts a
             JOIN clients c ON c.id = a.client_id AND c.firm_id = a.firm_id
             LEFT JOIN matters m ON m.id = a.matter_id AND m.firm_id = a.firm_id
             WHERE a.firm_id = $2 AND a.account_id = $3 AND a.kind = 'trust' AND a.mode = $4 AND a.currency = $5) t
         WHERE t.amount <> 0 ORDER BY t.client, t.matter NULLS FIRST, t.id LIMIT $6",
    )
    .bind(book.end(month).ms())
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(book.currency().code())
    .bind(MOST_MATTERS)
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// Signs a content by the installation's current key.
pub(super) fn sign(app: &App, content: &Content) -> Result<SignedMonth> {
    let content = serde_json::to_string(content).map_err(anyhow::Error::new)?;
    let key_id = app.keyring().current_id().to_owned();
    let signer = app.keyring().signer(&key_id)?;
    Ok(SignedMonth {
        digest: digest(&content),
        signature: STANDARD.encode(signer.sign(content.as_bytes())),
        public_key: STANDARD.encode(signer.public_key()),
        key_id,
        content,
    })
}

fn digest(content: &str) -> String {
    hex::encode(Sha256::digest(content.as_bytes()))
}

#[derive(sqlx::FromRow)]
struct Row {
    content: String,
    signature: String,
    key_id: String,
    public_key: String,
}

/// A closed month as it was signed.
pub(super) async fn signed(conn: &mut AnyConnection, book: &Book, month: Month) -> Result<SignedMonth> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT content, signature, key_id, public_key FROM bank_months
         WHERE firm_id = $1 AND account_id = $2 AND mode = $3 AND month = $4 AND status = 'closed'",
    )
    .bind(book.firm.id.as_str())
    .bind(book.account.id.as_str())
    .bind(book.mode.as_str())
    .bind(month.to_string())
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(|| Error::conflict("month-open", "This month is not closed"))?;
    let Row { content, signature, key_id, public_key } = row;
    Ok(SignedMonth { digest: digest(&content), content, signature, public_key, key_id })
}

/// What a closed month says, and its signature.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/months/{month}/signature", tag = "reconciliation",
    operation_id = "bank_month_signature", params(("id" = String, Path), ("month" = String, Path), InMode),
    responses((status = 200, body = SignedMonth), (status = 409, description = "It is not closed", body = Problem)))]
pub(super) async fn signature(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
) -> Result<Json<SignedMonth>> {
    let mode = of.parse()?;
    let mut conn = app.db.read().acquire().await?;
    let book = Book::open(&app, &mut conn, &staff.firm, &id, mode).await?;
    signed(&mut conn, &book, month).await.map(Json)
}

/// Check a signature: whether this installation signed this content. The key may have been replaced since then; the public
/// key that is sent along is not trusted.
#[utoipa::path(post, path = "/api/v1/months/verification", tag = "reconciliation", operation_id = "verify_bank_month",
    request_body = SignedMonth, responses((status = 200, body = Verification)))]
pub(super) async fn verify(
    State(app): State<App>,
    CanLook(_staff): CanLook,
    Json(signed): Json<SignedMonth>,
) -> Result<Json<Verification>> {
    let check = || {
        let signer = app.keyring().signer(&signed.key_id).ok()?;
        let signature = STANDARD.decode(signed.signature.trim()).ok()?;
        let key = UnparsedPublicKey::new(&ED25519, signer.public_key().as_ref());
        key.verify(signed.content.as_bytes(), &signature).ok()
    };
    Ok(Json(Verification { valid: check().is_some() }))
}
