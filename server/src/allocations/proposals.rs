//! Who may have paid: read from indexes alone, however many clients there are.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::{
    Currency, Mode,
    api::allocations::{Proposal, Proposals},
    id::{ClientId, FirmId, InvoiceId, MatterId, PaymentId},
    imports::fold,
};
use sqlx::AnyConnection;

use crate::{
    db::Col,
    http::{CanLook, Error, Path, Result},
    state::App,
};

/// The most that are proposed.
const MOST: usize = 10;
/// Words of a reference that may be numbers.
const MOST_WORDS: usize = 8;

#[derive(sqlx::FromRow)]
struct Payer {
    mode: Col<Mode>,
    amount: i64,
    currency: Col<Currency>,
    payer_name: Option<String>,
    payer_email: Option<String>,
    reference: Option<String>,
    invoice_number: Option<String>,
    recipient_email: Option<String>,
}

/// Something that points at a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    InvoiceNumber,
    Email,
    MatterNumber,
    Name,
    Amount,
}

impl Reason {
    fn weight(self) -> u32 {
        match self {
            Self::InvoiceNumber => 8,
            Self::Email => 6,
            Self::MatterNumber => 5,
            Self::Name => 4,
            Self::Amount => 2,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::InvoiceNumber => "Invoice number",
            Self::Email => "Same email",
            Self::MatterNumber => "Matter number",
            Self::Name => "Same name",
            Self::Amount => "Same amount",
        }
    }
}

#[derive(sqlx::FromRow)]
struct Found {
    client_id: Col<ClientId>,
    client_name: String,
    matter_id: Option<Col<MatterId>>,
    matter_number: Option<String>,
    invoice_id: Option<Col<InvoiceId>>,
    invoice_number: Option<String>,
}

/// Who may have paid, the likeliest first: by the address, the name, the number of an invoice or matter that the payer
/// wrote, and the amount of an invoice that is owed.
#[utoipa::path(get, path = "/api/v1/payments/{id}/proposals", tag = "payments", operation_id = "propose_clients",
    params(("id" = String, Path)), responses((status = 200, body = Proposals), (status = 404, body = domain::Problem)))]
pub(super) async fn index(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PaymentId>,
) -> Result<axum::Json<Proposals>> {
    let mut conn = app.db.read().acquire().await?;
    let payer = payer(&mut conn, &staff.firm, &id).await?;
    let mut ranking = Ranking::default();
    let numbers = numbers(&payer);
    let scope = Scope { firm: &staff.firm, mode: payer.mode.0 };
    ranking.add(Reason::InvoiceNumber, scope.numbered(&mut conn, BY_INVOICE, &numbers).await?);
    ranking.add(Reason::Email, scope.by_email(&mut conn, &payer).await?);
    ranking.add(Reason::MatterNumber, scope.numbered(&mut conn, BY_MATTER, &numbers).await?);
    ranking.add(Reason::Name, scope.by_name(&mut conn, &payer).await?);
    ranking.add(Reason::Amount, scope.by_amount(&mut conn, &payer).await?);
    Ok(axum::Json(Proposals { data: ranking.best() }))
}

async fn payer(conn: &mut AnyConnection, firm: &FirmId, id: &PaymentId) -> Result<Payer> {
    let row = sqlx::query_as(
        "SELECT p.mode, p.amount, p.currency, p.payer_name, p.payer_email, p.reference, l.invoice_number,
             l.recipient_email
         FROM payments p LEFT JOIN links l ON l.id = p.link_id AND l.firm_id = p.firm_id
         WHERE p.firm_id = $1 AND p.id = $2",
    )
    .bind(firm.as_str())
    .bind(id.as_str())
    .fetch_optional(conn)
    .await?;
    row.ok_or_else(|| Error::not_found("payment"))
}

/// What may be the number of an invoice or a matter: the link's, the whole reference, and its words.
fn numbers(payer: &Payer) -> Vec<String> {
    let reference = payer.reference.as_deref().unwrap_or_default();
    let words = reference.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '#')).take(MOST_WORDS);
    let mut numbers: Vec<String> = payer
        .invoice_number
        .as_deref()
        .into_iter()
        .chain([reference])
        .chain(words)
        .map(fold::key)
        .filter(|key| !key.is_empty())
        .collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

/// A statement that finds clients `c`: `$1` is the firm, `$2` the mode.
macro_rules! found {
    (alone, $rest:literal) => {
        found!("NULL AS matter_id, NULL AS matter_number, NULL AS invoice_id, NULL AS invoice_number", $rest)
    };
    (matter, $rest:literal) => {
        found!("m.id AS matter_id, m.number AS matter_number, NULL AS invoice_id, NULL AS invoice_number", $rest)
    };
    (invoice, $rest:literal) => {
        found!("m.id AS matter_id, m.number AS matter_number, i.id AS invoice_id, i.number AS invoice_number", $rest)
    };
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT c.id AS client_id, c.name AS client_name, ",
            $what,
            " FROM ",
            $rest,
            " AND c.status <> 'merged' LIMIT 20"
        )
    };
}

const BY_INVOICE: &str = found!(
    invoice,
    "invoices i JOIN clients c ON c.id = i.client_id AND c.firm_id = i.firm_id
     LEFT JOIN matters m ON m.id = i.matter_id AND m.firm_id = i.firm_id
     WHERE i.firm_id = $1 AND i.mode = $2 AND i.number_fold = $3 AND i.status <> 'void'"
);
const BY_MATTER: &str = found!(
    matter,
    "matters m JOIN clients c ON c.id = m.client_id AND c.firm_id = m.firm_id
     WHERE m.firm_id = $1 AND m.mode = $2 AND m.number_fold = $3"
);
const BY_EMAIL: &str = found!(alone, "clients c WHERE c.firm_id = $1 AND c.mode = $2 AND c.email_key = $3");
const BY_CONTACT: &str = found!(
    alone,
    "contacts t JOIN clients c ON c.id = t.client_id AND c.firm_id = t.firm_id
     WHERE t.firm_id = $1 AND c.mode = $2 AND t.email_key = $3"
);
const BY_NAME: &str = found!(alone, "clients c WHERE c.firm_id = $1 AND c.mode = $2 AND c.name_key = $3");
const BY_AMOUNT: &str = found!(
    invoice,
    "invoices i JOIN clients c ON c.id = i.client_id AND c.firm_id = i.firm_id
     LEFT JOIN matters m ON m.id = i.matter_id AND m.firm_id = i.firm_id
     WHERE i.firm_id = $1 AND i.mode = $2 AND i.total = $3 AND i.currency = $4 AND i.status = 'unpaid'"
);

/// Whose clients are looked for.
#[derive(Clone, Copy)]
struct Scope<'a> {
    firm: &'a FirmId,
    mode: Mode,
}

impl Scope<'_> {
    async fn with(self, conn: &mut AnyConnection, statement: &'static str, key: &str) -> Result<Vec<Found>> {
        let query = sqlx::query_as(statement).bind(self.firm.as_str()).bind(self.mode.as_str()).bind(key);
        Ok(query.fetch_all(conn).await?)
    }

    async fn numbered(
        self,
        conn: &mut AnyConnection,
        statement: &'static str,
        numbers: &[String],
    ) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for number in numbers {
            found.extend(self.with(conn, statement, number).await?);
        }
        Ok(found)
    }

    async fn by_email(self, conn: &mut AnyConnection, payer: &Payer) -> Result<Vec<Found>> {
        let mut keys: Vec<String> = [&payer.payer_email, &payer.recipient_email]
            .into_iter()
            .flatten()
            .map(|email| email.to_lowercase())
            .collect();
        keys.dedup();
        let mut found = Vec::new();
        for key in keys {
            found.extend(self.with(conn, BY_EMAIL, &key).await?);
            found.extend(self.with(conn, BY_CONTACT, &key).await?);
        }
        Ok(found)
    }

    async fn by_name(self, conn: &mut AnyConnection, payer: &Payer) -> Result<Vec<Found>> {
        let name = payer.payer_name.as_deref().map(fold::key).filter(|name| !name.is_empty());
        match name {
            Some(name) => self.with(conn, BY_NAME, &name).await,
            None => Ok(Vec::new()),
        }
    }

    async fn by_amount(self, conn: &mut AnyConnection, payer: &Payer) -> Result<Vec<Found>> {
        let query = sqlx::query_as(BY_AMOUNT).bind(self.firm.as_str()).bind(self.mode.as_str());
        Ok(query.bind(payer.amount).bind(payer.currency.code()).fetch_all(conn).await?)
    }
}

/// What points at whom, added up.
#[derive(Default)]
struct Ranking(BTreeMap<ClientId, (Vec<Reason>, Proposal)>);

impl Ranking {
    /// The first thing that names a matter or an invoice of a client is what is proposed.
    fn add(&mut self, reason: Reason, found: Vec<Found>) {
        for found in found {
            let (reasons, proposal) = self.0.entry(found.client_id.0.clone()).or_insert_with(|| {
                let proposal = Proposal {
                    client_id: found.client_id.0,
                    client_name: found.client_name,
                    matter_id: None,
                    matter_number: None,
                    invoice_id: None,
                    invoice_number: None,
                    reasons: Vec::new(),
                };
                (Vec::new(), proposal)
            });
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
            if proposal.matter_id.is_none() {
                proposal.matter_id = found.matter_id.map(|id| id.0);
                proposal.matter_number = found.matter_number;
            }
            if proposal.invoice_id.is_none() {
                proposal.invoice_id = found.invoice_id.map(|id| id.0);
                proposal.invoice_number = found.invoice_number;
            }
        }
    }

    fn best(self) -> Vec<Proposal> {
        let weight = |reasons: &[Reason]| -> u32 { reasons.iter().map(|reason| reason.weight()).sum() };
        let mut all: Vec<(Vec<Reason>, Proposal)> = self.0.into_values().collect();
        all.sort_by(|(a, left), (b, right)| {
            weight(b).cmp(&weight(a)).then_with(|| left.client_name.cmp(&right.client_name))
        });
        let said = |(reasons, proposal): (Vec<Reason>, Proposal)| Proposal {
            reasons: reasons.into_iter().map(|reason| reason.label().to_owned()).collect(),
            ..proposal
        };
        all.into_iter().take(MOST).map(said).collect()
    }
}
