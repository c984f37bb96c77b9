//! The figures above the table of links. They read what is outstanding and the payments of twelve weeks, both by an
//! index, never the links of all time.

use axum::extract::State;
use domain::{
    AccountKind, CivilDate, Currency,
    api::{
        links::Total,
        overview::{AccountTotal, Age, AgeTotal, MethodTotal, Overview, WeekTotal},
        payments::method_kind,
        tables::Count,
    },
    id::AccountId,
    table::{FREE_ROWS, TableQuery, links::LinkColumn},
};
use jiff::{ToSpan as _, civil::Weekday};
use sqlx::{AnyConnection, AssertSqlSafe};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    db::Col,
    http::{CanLook, Result},
    state::App,
    table::{Scope, TableParams},
};

/// How far back it looks.
const WEEKS: i32 = 12;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What is outstanding, by age and account, and what came in over twelve weeks. Takes `filter[mode]` only.
#[utoipa::path(get, path = "/api/v1/links/overview", tag = "links", responses((status = 200, body = Overview)))]
async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    params: TableParams<LinkColumn>,
) -> Result<axum::Json<Overview>> {
    let mut query = TableQuery::<LinkColumn>::default();
    query.filter(LinkColumn::Mode, params.query.condition(LinkColumn::Mode).cloned());
    let scope = Scope::of(&app, &staff.firm, &query).await?;
    let mut conn = app.db.read().acquire().await?;
    let open = outstanding(&mut conn, &scope).await?;
    let weeks = Weeks::until(&scope);
    let came = collected(&mut conn, &scope, &weeks).await?;
    let accounts = accounts(&mut conn, &scope).await?;
    Ok(axum::Json(Overview {
        ages: ages(&open),
        weeks: weeks.totals(&came),
        accounts: by_account(accounts, &open, &came),
        methods: methods(&came),
        opened_not_paid: opened_not_paid(&mut conn, &scope).await?,
    }))
}

/// Outstanding links of one account, currency and age.
#[derive(sqlx::FromRow)]
struct Open {
    account_id: Col<AccountId>,
    currency: Col<Currency>,
    /// Its place in [`Age::ALL`].
    age: i64,
    amount: i64,
    links: i64,
}

async fn outstanding(conn: &mut AnyConnection, scope: &Scope) -> Result<Vec<Open>> {
    let before = |days: i32| CivilDate::new(scope.today.date().saturating_sub(days.days())).to_string();
    // By day first: that is the index's order, so that nothing is sorted.
    Ok(sqlx::query_as(
        "SELECT account_id, currency, CASE WHEN due_on IS NULL THEN 5 WHEN due_on >= $3 THEN 0
             WHEN due_on >= $4 THEN 1 WHEN due_on >= $5 THEN 2 WHEN due_on >= $6 THEN 3 ELSE 4 END AS age,
             CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(links) AS BIGINT) AS links
         FROM (SELECT account_id, currency, due_on, SUM(amount - paid) AS amount, COUNT(*) AS links
             FROM links WHERE firm_id = $1 AND mode = $2 AND status IN ('outstanding', 'processing')
             GROUP BY account_id, currency, due_on) AS days
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    .bind(scope.firm.as_str())
    .bind(scope.mode.as_str())
    .bind(before(0))
    .bind(before(30))
    .bind(before(60))
    .bind(before(90))
    .fetch_all(conn)
    .await?)
}

fn ages(open: &[Open]) -> Vec<AgeTotal> {
    let mut ages: Vec<AgeTotal> = Vec::new();
    for (at, age) in (0_i64..).zip(Age::ALL.iter().copied()) {
        let mut totals = Vec::new();
        for row in open.iter().filter(|row| row.age == at) {
            add(&mut totals, row.currency.0, row.amount, row.links);
        }
        ages.extend(totals.into_iter().map(|total| AgeTotal { age, total }));
    }
    ages
}

/// Payments of one account, method, currency and week.
#[derive(sqlx::FromRow)]
struct Came {
    account_id: Option<Col<AccountId>>,
    method: Option<String>,
    currency: Col<Currency>,
    week: i64,
    amount: i64,
    payments: i64,
}

/// The last weeks, this one included.
struct Weeks {
    mondays: Vec<CivilDate>,
    starts: Vec<i64>,
}

impl Weeks {
    fn until(scope: &Scope) -> Self {
        let today = scope.today.date();
        let monday = today.saturating_sub(i32::from(today.weekday().since(Weekday::Monday)).days());
        let mondays: Vec<CivilDate> =
            (0..WEEKS).rev().map(|back| CivilDate::new(monday.saturating_sub((7 * back).days()))).collect();
        let starts = mondays.iter().map(|monday| scope.start_of(*monday)).collect();
        Self { mondays, starts }
    }

    fn totals(&self, came: &[Came]) -> Vec<WeekTotal> {
        let week = |(at, from): (i64, &CivilDate)| {
            let mut totals = Vec::new();
            for row in came.iter().filter(|row| row.week == at) {
                add(&mut totals, row.currency.0, row.amount, row.payments);
            }
            WeekTotal { from: *from, to: CivilDate::new(from.date().saturating_add(6.days())), totals }
        };
        (0_i64..).zip(&self.mondays).map(week).collect()
    }
}

async fn collected(conn: &mut AnyConnection, scope: &Scope, weeks: &Weeks) -> Result<Vec<Came>> {
    let mut args = scope.args();
    let since = args.add(weeks.starts.first().copied().unwrap_or_default());
    let mut week = String::from("CASE");
    for (at, start) in weeks.starts.iter().enumerate().skip(1) {
        week.push_str(&format!(" WHEN p.confirmed_at < {} THEN {}", args.add(*start), at - 1));
    }
    week.push_str(&format!(" ELSE {} END", weeks.starts.len() - 1));
    let sql = format!(
        "SELECT p.account_id, p.method, p.currency, {week} AS week, CAST(SUM(p.amount) AS BIGINT) AS amount,
             CAST(COUNT(*) AS BIGINT) AS payments
         FROM payments p
         WHERE p.firm_id = $1 AND p.mode = $2 AND p.confirmed_at >= {since} AND p.status = 'succeeded'
             AND p.link_id IS NOT NULL
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    );
    Ok(args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?)
}

fn methods(came: &[Came]) -> Vec<MethodTotal> {
    let mut methods = Vec::new();
    for (kind, _) in domain::table::Columns::choices(LinkColumn::Method) {
        let of_kind = |row: &&Came| row.method.as_deref().map_or("other", method_kind) == *kind;
        let mut totals = Vec::new();
        for row in came.iter().filter(of_kind) {
            add(&mut totals, row.currency.0, row.amount, row.payments);
        }
        methods.extend(totals.into_iter().map(|total| MethodTotal { method: (*kind).to_owned(), total }));
    }
    methods
}

type AccountName = (Col<AccountId>, String, Col<AccountKind>);

async fn accounts(conn: &mut AnyConnection, scope: &Scope) -> Result<Vec<AccountName>> {
    Ok(sqlx::query_as("SELECT id, name, kind FROM accounts WHERE firm_id = $1 ORDER BY id LIMIT 200")
        .bind(scope.firm.as_str())
        .fetch_all(conn)
        .await?)
}

fn by_account(accounts: Vec<AccountName>, open: &[Open], came: &[Came]) -> Vec<AccountTotal> {
    let total = |(id, name, kind): AccountName| {
        let mut total =
            AccountTotal { account_id: id.0, name, kind: kind.0, outstanding: Vec::new(), collected: Vec::new() };
        for row in open.iter().filter(|row| row.account_id.0 == total.account_id) {
            add(&mut total.outstanding, row.currency.0, row.amount, row.links);
        }
        for row in came.iter().filter(|row| row.account_id.as_ref().is_some_and(|id| id.0 == total.account_id)) {
            add(&mut total.collected, row.currency.0, row.amount, row.payments);
        }
        total
    };
    accounts.into_iter().map(total).filter(|t| !(t.outstanding.is_empty() && t.collected.is_empty())).collect()
}

fn add(totals: &mut Vec<Total>, currency: Currency, amount: i64, count: i64) {
    match totals.iter_mut().find(|total| total.currency == currency) {
        Some(total) => {
            total.amount += amount;
            total.count += count;
        }
        None => totals.push(Total { currency, amount, count }),
    }
}

async fn opened_not_paid(conn: &mut AnyConnection, scope: &Scope) -> Result<Count> {
    let found: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM links
         WHERE firm_id = $1 AND mode = $2 AND status = 'outstanding' AND first_opened_at IS NOT NULL LIMIT $3) counted",
    )
    .bind(scope.firm.as_str())
    .bind(scope.mode.as_str())
    .bind(FREE_ROWS + 1)
    .fetch_one(conn)
    .await?;
    Ok(Count { count: found.min(FREE_ROWS), more: found > FREE_ROWS })
}
