//! How many rows match, up to where counting ends.

use domain::{
    api::tables::{Count, Counts, StatusCount},
    table::{Condition, FREE_ROWS, TableQuery},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    Args, Scope, Source, filter,
    plan::{self, Plan},
};
use crate::http::Result;

/// One more than that is not counted.
const PROBE: i64 = FREE_ROWS + 1;

/// Counts what matches, in all and by status. What the other statuses hold is left out where only the filter on the
/// status makes the others answerable.
///
/// # Errors
/// 422 when a filter would have to look through too many rows.
pub async fn counts<S: Source>(conn: &mut AnyConnection, scope: &Scope, query: &TableQuery<S>) -> Result<Counts> {
    let mut all = TableQuery { sort: vec![S::SORT], ..query.clone() };
    all.filter(S::STATUS, None);
    let mut args = scope.args();
    let Ok(plan) = plan::choose(conn, scope, &mut args, &all).await else {
        return matching_only(conn, scope, query).await;
    };
    let checks = filter::checks(scope, &mut args, &all).join(" AND ");
    let by_status = by_status::<S>(conn, &plan, args, &checks).await?;
    let wanted = |entry: &&StatusCount| match query.condition(S::STATUS) {
        Some(Condition::Among(words)) => words.contains(&entry.status),
        _ => true,
    };
    let matching = sum(by_status.iter().filter(wanted));
    Ok(Counts { matching, all: Some(sum(by_status.iter())), by_status })
}

async fn matching_only<S: Source>(conn: &mut AnyConnection, scope: &Scope, query: &TableQuery<S>) -> Result<Counts> {
    let query = TableQuery { sort: vec![S::SORT], ..query.clone() };
    let mut args = scope.args();
    let plan = plan::choose(conn, scope, &mut args, &query).await?;
    let checks = filter::checks(scope, &mut args, &query).join(" AND ");
    let sql = format!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM {} WHERE {checks}{} LIMIT {PROBE}) counted {}",
        plan.from::<S>(),
        plan.tie::<S>(),
        args.counted(),
    );
    let found: i64 = args.bind_scalar(sqlx::query_scalar(AssertSqlSafe(sql))).fetch_one(conn).await?;
    Ok(Counts { matching: capped(found), all: None, by_status: Vec::new() })
}

/// One capped count a status, in one statement.
async fn by_status<S: Source>(
    conn: &mut AnyConnection,
    plan: &Plan,
    mut args: Args,
    checks: &str,
) -> Result<Vec<StatusCount>> {
    let mut parts = Vec::new();
    for (status, _) in S::STATUS.choices() {
        let status = args.add(*status);
        parts.push(format!(
            "SELECT {status} AS status, CAST(COUNT(*) AS BIGINT) AS found FROM
                 (SELECT 1 AS one FROM {} WHERE {checks}{} AND {} = {status} LIMIT {PROBE}) counted",
            plan.from::<S>(),
            plan.tie::<S>(),
            S::STATUS.compared(),
        ));
    }
    let sql = format!("{} {}", parts.join(" UNION ALL "), args.counted());
    let rows: Vec<(String, i64)> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(status, rows)| StatusCount { status, count: capped(rows) }).collect())
}

fn capped(rows: i64) -> Count {
    Count { count: rows.min(FREE_ROWS), more: rows > FREE_ROWS }
}

fn sum<'a>(entries: impl Iterator<Item = &'a StatusCount>) -> Count {
    let add = |(rows, more), entry: &StatusCount| (rows + entry.count.count, more || entry.count.more);
    let (rows, more) = entries.fold((0, false), add);
    Count { count: rows.min(FREE_ROWS), more: more || rows > FREE_ROWS }
}
