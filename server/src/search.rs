//! One search over clients, matters, invoices, links and payments.

use axum::extract::State;
use domain::{
    Mode, Money,
    api::{
        payments::Payment,
        search::{Hit, HitKind, Hits},
    },
    table::{
        Condition, TableQuery, clients::ClientColumn, invoices::InvoiceColumn, links::LinkColumn,
        matters::MatterColumn, payments::PaymentColumn, wanted,
    },
};
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    clients::ClientRow,
    http::{CanLook, Json, Query, Result, Staff, page::bad_query},
    invoices::InvoiceRow,
    links::row::LinkRow,
    matters::MatterRow,
    state::App,
    table::{self, Scope, Source},
};

/// How many of a kind are shown: who wants more looks in its list.
const OF_A_KIND: i64 = 5;
/// The longest search, in characters.
const LONGEST: usize = 200;

/// The search's route.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Beginnings of words, in any order.
    #[serde(default)]
    q: String,
    /// `live` or `test`; real money as soon as the firm can take any, if absent.
    mode: Option<String>,
}

/// Clients, matters, invoices, links and payments that hold all of the words, each by how it begins: at most five of a
/// kind, in the order of their lists.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", operation_id = "search", params(Asked),
    responses((status = 200, body = Hits), (status = 400, body = domain::Problem)))]
async fn search(State(app): State<App>, CanLook(staff): CanLook, Query(asked): Query<Asked>) -> Result<Json<Hits>> {
    if asked.q.chars().count() > LONGEST {
        return Err(bad_query(format!("look for at most {LONGEST} characters")));
    }
    let words: String = asked.q.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if wanted(&words).is_empty() {
        return Ok(Json(Hits { data: Vec::new() }));
    }
    let mode: Option<Mode> = match asked.mode.as_deref().filter(|mode| !mode.is_empty()) {
        None => None,
        Some(text) => Some(text.parse().map_err(bad_query)?),
    };
    let look = Look { words: &words, scope: scope(&app, &staff, mode).await? };
    let mut conn = app.db.read().acquire().await?;
    let mut data: Vec<Hit> = look.rows::<ClientColumn>(&mut conn).await?.into_iter().map(client).collect();
    data.extend(look.rows::<MatterColumn>(&mut conn).await?.into_iter().map(matter));
    data.extend(look.rows::<InvoiceColumn>(&mut conn).await?.into_iter().map(invoice));
    data.extend(look.rows::<LinkColumn>(&mut conn).await?.into_iter().map(link));
    data.extend(look.rows::<PaymentColumn>(&mut conn).await?.into_iter().map(|row| payment(row.into())));
    Ok(Json(Hits { data }))
}

async fn scope(app: &App, staff: &Staff, mode: Option<Mode>) -> Result<Scope> {
    let mut query = TableQuery::<ClientColumn>::default();
    query.filter(ClientColumn::Mode, mode.map(|mode| Condition::Among(vec![mode.to_string()])));
    Scope::of(app, &staff.firm, &query).await
}

/// What is looked for, and where.
struct Look<'a> {
    words: &'a str,
    scope: Scope,
}

impl Look<'_> {
    async fn rows<S: Source>(&self, conn: &mut AnyConnection) -> Result<Vec<S::Row>> {
        let query = TableQuery::<S> { words: self.words.to_owned(), ..TableQuery::default() };
        Ok(table::slice(conn, &self.scope, &query, None, OF_A_KIND).await?.rows)
    }
}

/// What tells a row from others, without what it lacks.
fn detail(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn client(row: ClientRow) -> Hit {
    let detail = detail([row.number, row.email]);
    Hit { kind: HitKind::Client, id: row.id.to_string(), title: row.name, detail }
}

fn matter(row: MatterRow) -> Hit {
    let detail = detail([Some(row.name), Some(row.client_name)]);
    Hit { kind: HitKind::Matter, id: row.id.to_string(), title: row.number, detail }
}

fn invoice(row: InvoiceRow) -> Hit {
    let money = row.money().to_string();
    let detail = detail([Some(row.client_name), Some(money), Some(row.status.label().to_owned())]);
    Hit { kind: HitKind::Invoice, id: row.id.to_string(), title: row.number, detail }
}

fn link(row: LinkRow) -> Hit {
    let (money, purpose) = (row.asked().to_string(), row.purpose());
    let named = row.recipient_name.or(row.recipient_email).or(row.client);
    let title = named.clone().or_else(|| purpose.clone()).unwrap_or_else(|| money.clone());
    let detail = detail([purpose.filter(|_| named.is_some()), Some(money), Some(row.status.label().to_owned())]);
    Hit { kind: HitKind::Link, id: row.id.to_string(), title, detail }
}

fn payment(payment: Payment) -> Hit {
    let money = Money::new(payment.amount, payment.currency).to_string();
    let named = payment.client_name.or(payment.payer_name).or(payment.payer_email);
    let detail = detail([
        named.as_ref().map(|_| money.clone()),
        payment.invoice_number.map(|number| format!("Invoice {number}")),
        Some(payment.status.label().to_owned()),
    ]);
    Hit { kind: HitKind::Payment, id: payment.id.to_string(), title: named.unwrap_or(money), detail }
}
