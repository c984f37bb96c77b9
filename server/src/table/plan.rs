//! Which way leads to the rows.

use domain::{
    Problem,
    table::{Condition, FREE_ROWS, Reach, TableQuery, wanted},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    Args, Scope, Source,
    filter::{self, Use},
};
use crate::http::{Error, Result};

/// How the rows of a query are come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// By the index of the order.
    Walk,
    /// From the few rows that a subquery with the one column `id` leaves.
    Within(String),
}

/// One more than that is not counted.
const PROBE: i64 = FREE_ROWS + 1;

/// Chooses. Values that the plan needs are added to `args`.
///
/// # Errors
/// 422 when many rows would have to be sorted, or looked through one by one.
pub async fn choose<S: Source>(
    conn: &mut AnyConnection,
    scope: &Scope,
    args: &mut Args,
    query: &TableQuery<S>,
) -> Result<Plan> {
    let drivers = drivers(scope, args, query);
    let indexed = query.is_served_by_indexes();
    if indexed && drivers.iter().all(|driver| driver.is_walked) {
        return Ok(Plan::Walk);
    }
    let mut best: Option<(i64, String)> = None;
    for driver in drivers {
        let count = count(conn, args, &driver.sql).await?;
        if count < PROBE && best.as_ref().is_none_or(|(least, _)| count < *least) {
            best = Some((count, driver.sql));
        }
    }
    if let Some((_, sql)) = best {
        return Ok(Plan::Within(sql));
    }
    if indexed {
        return Ok(Plan::Walk);
    }
    let all = all_indexed(scope, args, query);
    match count(conn, args, &all).await? {
        ..PROBE => Ok(Plan::Within(all)),
        _ => Err(too_many(query)),
    }
}

/// A filter with an index: the ids that it leaves.
struct Driver {
    sql: String,
    /// The index that is walked serves this filter, too.
    is_walked: bool,
}

fn drivers<S: Source>(scope: &Scope, args: &mut Args, query: &TableQuery<S>) -> Vec<Driver> {
    let usual = query.sort.len() == 1 && query.sort.iter().all(|key| key.column == S::SORT.column);
    let mut drivers = Vec::new();
    for (column, asked) in &query.filters {
        if column.facts().filter != Reach::All || *column == S::MODE {
            continue;
        }
        let one_status = *column == S::STATUS && matches!(asked, Condition::Among(words) if words.len() == 1);
        let is_walked =
            usual && one_status || query.sort.len() == 1 && query.sort.iter().all(|key| key.column == *column);
        let condition = filter::condition(scope, args, *column, asked, Use::Index);
        drivers.push(Driver { sql: ids::<S>(&condition), is_walked });
    }
    for word in wanted(&query.words) {
        let term = filter::begins_with(args, &word);
        let sql =
            format!("SELECT DISTINCT t.row_id AS id FROM {} t WHERE t.firm_id = $1 AND {term} LIMIT {PROBE}", S::TERMS);
        drivers.push(Driver { sql, is_walked: false });
    }
    drivers
}

fn ids<S: Source>(condition: &str) -> String {
    format!(
        "SELECT {0}.id AS id FROM {1} {0} WHERE {0}.firm_id = $1 AND {0}.mode = $2 AND {condition} LIMIT {PROBE}",
        S::ALIAS,
        <S as Source>::TABLE,
    )
}

/// What all filters with an index leave together.
fn all_indexed<S: Source>(scope: &Scope, args: &mut Args, query: &TableQuery<S>) -> String {
    let mut conditions = vec!["1 = 1".to_owned()];
    for (column, asked) in &query.filters {
        if column.facts().filter == Reach::All {
            conditions.push(filter::condition(scope, args, *column, asked, Use::Index));
        }
    }
    for word in wanted(&query.words) {
        let term = filter::begins_with(args, &word);
        conditions.push(format!("EXISTS (SELECT 1 FROM {} t WHERE t.row_id = {}.id AND {term})", S::TERMS, S::ALIAS));
    }
    ids::<S>(&conditions.join(" AND "))
}

async fn count(conn: &mut AnyConnection, args: &Args, sql: &str) -> Result<i64> {
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM ({sql}) counted {}", args.counted());
    Ok(args.clone().bind_scalar(sqlx::query_scalar(AssertSqlSafe(sql))).fetch_one(conn).await?)
}

fn too_many<S: Source>(query: &TableQuery<S>) -> Error {
    let filters = query.filters.iter().filter(|(column, _)| column.facts().filter != Reach::All);
    let sorts = query.sort.iter().filter(|key| key.column.facts().sort != Reach::All);
    let mut names: Vec<&str> = filters.map(|(column, _)| column.facts().label).collect();
    names.extend(sorts.map(|key| key.column.facts().label));
    let what = if names.is_empty() { "This combination of columns".to_owned() } else { names.join(" and ") };
    Problem::new(422, "too-many-rows", "Too many rows for this order or filter")
        .with_detail(format!(
            "{what} can be used while at most 10,000 rows match. Narrow the list down first: by status, account, date, \
             amount, or by a search"
        ))
        .into()
}

/// A subquery of all rows that match, for a statement that takes them all.
#[derive(Debug, Clone)]
pub struct Matching {
    /// `SELECT id …` without order and limit; joins are in it.
    pub sql: String,
    /// Its values: `$1` is the firm, `$2` the mode; a statement around it may add more.
    pub args: Args,
}

/// What matches a query, in no order.
///
/// # Errors
/// 422 as for a page of it.
pub async fn matching<S: Source>(conn: &mut AnyConnection, scope: &Scope, query: &TableQuery<S>) -> Result<Matching> {
    // The order does not matter, and must not make the query a costly one.
    let query = TableQuery { sort: vec![S::SORT], ..query.clone() };
    let mut args = scope.args();
    let plan = choose(conn, scope, &mut args, &query).await?;
    let checks = filter::checks(scope, &mut args, &query).join(" AND ");
    let from = plan.from::<S>();
    let tie = plan.tie::<S>();
    Ok(Matching { sql: format!("SELECT {}.id AS id FROM {from} WHERE {checks}{tie}", S::ALIAS), args })
}

impl Plan {
    /// What stands behind FROM. A cross join keeps SQLite from beginning with the large table.
    pub fn from<S: Source>(&self) -> String {
        let table = format!("{} {}", <S as Source>::TABLE, S::ALIAS);
        match self {
            Self::Walk => format!("{table} {}", S::JOINS),
            Self::Within(ids) => format!("({ids}) d CROSS JOIN {table} {}", S::JOINS),
        }
    }

    /// What ties the table to the few rows.
    pub fn tie<S: Source>(&self) -> String {
        match self {
            Self::Walk => String::new(),
            Self::Within(_) => format!(" AND {}.id = d.id", S::ALIAS),
        }
    }
}
