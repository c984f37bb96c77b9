//! How many rows match, up to where counting ends.

use domain::{
    api::tables::{Count, Counts, StatusCount},
    table::{FREE_ROWS, TableQuery},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    Args, Scope, Source, filter,
    plan::{self, Plan},
};
use crate::http::Result;

/// One more than that is not counted.
const PROBE: i64 = FREE_ROWS + 1;

/// Counts what matches, in all and by status.
///
/// # Errors
/// 422 when a filter would have to look through too many rows.
pub async fn counts<S: Source>(conn: &mut AnyConnection, scope: &Scope, query: &TableQuery<S>) -> Result<Counts> {
    let mut all = TableQuery { sort: vec![S::SORT], ..query.clone() };
    all.filter(S::STATUS, None);
    let mut args = scope.args();
    let plan = plan::choose(conn, scope, &mut args, &all).await?;
    let checks = filter::checks(scope, &mut args, &all).join(" AND ");
    let by_status = by_status::<S>(conn, &plan, args, &checks).await?;
    let matching = match query.condition(S::STATUS) {
        Some(domain::table::Condition::Among(words)) => {
            sum(by_status.iter().filter(|entry| words.contains(&entry.status)).map(|entry| entry.count))
        }
        _ => sum(by_status.iter().map(|entry| entry.count)),
    };
    Ok(Counts { matching, all: sum(by_status.iter().map(|entry| entry.count)), by_status })
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
    let sql = parts.join(" UNION ALL ");
    let rows: Vec<(String, i64)> = args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(status, rows)| StatusCount { status, count: capped(rows) }).collect())
}

fn capped(rows: i64) -> Count {
    Count { count: rows.min(FREE_ROWS), more: rows > FREE_ROWS }
}

fn sum(counts: impl Iterator<Item = Count>) -> Count {
    let (rows, more) = counts.fold((0, false), |(rows, more), c| (rows + c.count, more || c.more));
    Count { count: rows.min(FREE_ROWS), more: more || rows > FREE_ROWS }
}
