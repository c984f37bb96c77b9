//! One page of a table, and where the next one begins.

use domain::{
    api::Page,
    table::{Direction, SortKey, TableQuery},
};
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe, FromRow as _, Row as _, any::AnyRow};

use super::{
    Args, Key, Scope, Source, Value, filter,
    plan::{self, Plan},
};
use crate::{
    http::{Error, Result, page as paging, page::Paging},
    state::App,
};

/// A key of the last row of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum At {
    Number(i64),
    Text(String),
    Missing,
}

/// Where a page ends. It belongs to one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    order: String,
    keys: Vec<At>,
    id: String,
}

/// Some rows, and the end of them if there are more.
#[derive(Debug)]
pub struct Slice<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Where the next ones begin; `None` behind the last one.
    pub next: Option<Cursor>,
}

/// One page, as a list's address asks for it.
///
/// # Errors
/// 400 for a limit or a cursor that is none, 422 when too many rows would have to be sorted.
pub async fn page<S: Source, T>(
    app: &App,
    scope: &Scope,
    query: &TableQuery<S>,
    asked: &Paging,
    show: impl FnMut(S::Row) -> Result<T>,
) -> Result<Page<T>> {
    let limit = asked.limit()?;
    let cursor: Option<Cursor> = asked.cursor()?;
    if cursor.as_ref().is_some_and(|cursor| !cursor.fits(query)) {
        return Err(paging::bad_query("the cursor is of another sort"));
    }
    let mut conn = app.db.read().acquire().await?;
    let found = slice(&mut conn, scope, query, cursor.as_ref(), limit).await?;
    drop(conn);
    let next_cursor = found.next.as_ref().map(paging::cursor);
    let data = found.rows.into_iter().map(show).collect::<Result<Vec<T>>>()?;
    Ok(Page { data, next_cursor })
}

/// Rows behind a cursor.
///
/// # Errors
/// 422 when too many rows would have to be sorted.
pub async fn slice<S: Source>(
    conn: &mut AnyConnection,
    scope: &Scope,
    query: &TableQuery<S>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Slice<S::Row>> {
    read(conn, scope, query, after, limit, S::FIELDS, |row| S::Row::from_row(row)).await
}

/// As [`slice`], of these fields only, among which is `id`. A row is read as it comes, while the database looks for the
/// next ones.
///
/// # Errors
/// 422 when too many rows would have to be sorted.
pub async fn read<S: Source, T>(
    conn: &mut AnyConnection,
    scope: &Scope,
    query: &TableQuery<S>,
    after: Option<&Cursor>,
    limit: i64,
    fields: &str,
    read: impl Fn(&AnyRow) -> sqlx::Result<T>,
) -> Result<Slice<T>> {
    let wanted = usize::try_from(limit).unwrap_or_default();
    let mut rows = Vec::new();
    let mut last = None;
    // One more, which only says that there are more.
    for (sql, args) in statements(conn, scope, query, after, limit + 1, fields).await? {
        let mut found = args.bind(sqlx::query(AssertSqlSafe(sql))).fetch(&mut *conn);
        while let Some(row) = found.try_next().await? {
            if rows.len() == wanted {
                return Ok(Slice { rows, next: last });
            }
            rows.push(read(&row)?);
            if rows.len() == wanted {
                last = Some(Cursor::at(query, &keys(query)?, &row)?);
            }
        }
    }
    Ok(Slice { rows, next: None })
}

/// The statements that find rows behind a cursor; the next is needed when the one before has found too few.
///
/// # Errors
/// 422 when too many rows would have to be sorted.
pub async fn statements<S: Source>(
    conn: &mut AnyConnection,
    scope: &Scope,
    query: &TableQuery<S>,
    after: Option<&Cursor>,
    limit: i64,
    fields: &str,
) -> Result<Vec<(String, Args)>> {
    let mut args = scope.args();
    let plan = plan::choose(conn, scope, &mut args, query).await?;
    let keys = keys(query)?;
    let checks = filter::checks(scope, &mut args, query).join(" AND ");
    let statement = Statement { plan: &plan, keys: &keys, checks: &checks, limit, fields };
    Ok(parts(&plan, &keys, after).iter().map(|part| statement.sql::<S>(args.clone(), *part, after)).collect())
}

/// The keys of an order, with their directions.
fn keys<S: Source>(query: &TableQuery<S>) -> Result<Vec<(Key, Direction)>> {
    let key = |sort: &SortKey<S>| {
        let key = sort.column.key().ok_or_else(|| paging::bad_query(format!("{} cannot be sorted by", sort.column)))?;
        Ok((key, sort.direction))
    };
    query.sort.iter().map(key).collect()
}

/// A stretch of the order that one index scan covers. Rows without a value come last, whichever the direction, so
/// walking an index whose key can be missing takes two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Everything, sorted.
    Sorted,
    /// Rows that have the key.
    There,
    /// Rows that lack it.
    Missing,
}

fn parts(plan: &Plan, keys: &[(Key, Direction)], after: Option<&Cursor>) -> &'static [Part] {
    let nullable = keys.first().is_some_and(|(key, _)| key.nullable);
    match (plan, nullable, after.and_then(|after| after.keys.first())) {
        (Plan::Within(_), ..) => &[Part::Sorted],
        (Plan::Walk, false, _) => &[Part::There],
        (Plan::Walk, true, Some(At::Missing)) => &[Part::Missing],
        (Plan::Walk, true, _) => &[Part::There, Part::Missing],
    }
}

struct Statement<'a> {
    plan: &'a Plan,
    keys: &'a [(Key, Direction)],
    checks: &'a str,
    limit: i64,
    fields: &'a str,
}

impl Statement<'_> {
    fn sql<S: Source>(&self, mut args: Args, part: Part, after: Option<&Cursor>) -> (String, Args) {
        let keys: String =
            self.keys.iter().enumerate().map(|(i, (key, _))| format!(", {} AS key_{i}", key.sql)).collect();
        let behind = match part {
            Part::Sorted => self.behind::<S>(&mut args, after),
            Part::There | Part::Missing => self.walked::<S>(&mut args, part, after),
        };
        let sql = format!(
            "SELECT {}{keys} FROM {} WHERE {}{}{behind} ORDER BY {} LIMIT {} {}",
            self.fields,
            self.plan.from::<S>(),
            self.checks,
            self.plan.tie::<S>(),
            self.order::<S>(part),
            self.limit,
            args.counted(),
        );
        (sql, args)
    }

    /// The direction in which ids break ties.
    fn last(&self) -> Direction {
        self.keys.last().map_or(Direction::Ascending, |(_, direction)| *direction)
    }

    fn order<S: Source>(&self, part: Part) -> String {
        let mut terms = Vec::new();
        for (key, direction) in self.keys {
            let word = word(*direction);
            match part {
                Part::Sorted if key.nullable => {
                    terms.push(format!("CASE WHEN {0} IS NULL THEN 1 ELSE 0 END, {0} {word}", key.sql));
                }
                Part::Sorted | Part::There => terms.push(format!("{} {word}", key.sql)),
                Part::Missing => {}
            }
        }
        terms.push(format!("{}.id {}", S::ALIAS, word(self.last())));
        terms.join(", ")
    }

    /// Behind the cursor, as a range of the index that is walked.
    fn walked<S: Source>(&self, args: &mut Args, part: Part, after: Option<&Cursor>) -> String {
        let Some((key, direction)) = self.keys.first() else { return String::new() };
        let sign = sign(*direction);
        let id = format!("{}.id", S::ALIAS);
        match (part, after) {
            (Part::Missing, Some(Cursor { keys, id: at, .. })) if keys.first() == Some(&At::Missing) => {
                format!(" AND {} IS NULL AND {id} {sign} {}", key.sql, args.add(at.as_str()))
            }
            (Part::Missing, _) => format!(" AND {} IS NULL", key.sql),
            (_, None) if key.nullable => format!(" AND {} IS NOT NULL", key.sql),
            (_, None) => String::new(),
            (_, Some(after)) => {
                let value = after.keys.first().map(|value| value.bind(args)).unwrap_or_default();
                let at = args.add(after.id.as_str());
                // A pair is compared by the index: many rows with the same key cost nothing.
                format!(" AND ({}, {id}) {sign} ({value}, {at})", key.sql)
            }
        }
    }

    /// Behind the cursor, key by key.
    fn behind<S: Source>(&self, args: &mut Args, after: Option<&Cursor>) -> String {
        let Some(after) = after else { return String::new() };
        let at = args.add(after.id.as_str());
        let mut condition = format!("{}.id {} {at}", S::ALIAS, sign(self.last()));
        for ((key, direction), value) in self.keys.iter().zip(&after.keys).rev() {
            let sql = key.sql;
            condition = if *value == At::Missing {
                format!("({sql} IS NULL AND {condition})")
            } else {
                let value = value.bind(args);
                let or_missing = if key.nullable { format!(" OR {sql} IS NULL") } else { String::new() };
                format!("({sql} {} {value}{or_missing} OR ({sql} = {value} AND {condition}))", sign(*direction))
            };
        }
        format!(" AND {condition}")
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    }
}

fn sign(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => ">",
        Direction::Descending => "<",
    }
}

impl At {
    fn bind(&self, args: &mut Args) -> String {
        match self {
            Self::Number(number) => args.add(*number),
            Self::Text(text) => args.add(text.as_str()),
            Self::Missing => "NULL".into(),
        }
    }

    fn read(row: &AnyRow, index: usize, key: &Key) -> Result<Self> {
        let name = format!("key_{index}");
        Ok(match key.value {
            Value::Number => row.try_get::<Option<i64>, _>(name.as_str())?.map_or(Self::Missing, Self::Number),
            Value::Text => row.try_get::<Option<String>, _>(name.as_str())?.map_or(Self::Missing, Self::Text),
        })
    }

    fn is_a(&self, key: &Key) -> bool {
        match self {
            Self::Number(_) => key.value == Value::Number,
            Self::Text(_) => key.value == Value::Text,
            Self::Missing => key.nullable,
        }
    }
}

impl Cursor {
    fn at<S: Source>(query: &TableQuery<S>, keys: &[(Key, Direction)], row: &AnyRow) -> Result<Self> {
        let values = keys.iter().enumerate().map(|(i, (key, _))| At::read(row, i, key));
        let id = row.try_get("id").map_err(Error::from)?;
        Ok(Self { order: query.order(), keys: values.collect::<Result<_>>()?, id })
    }

    fn fits<S: Source>(&self, query: &TableQuery<S>) -> bool {
        let typed = |keys: Vec<(Key, Direction)>| {
            keys.len() == self.keys.len() && keys.iter().zip(&self.keys).all(|((key, _), at)| at.is_a(key))
        };
        self.order == query.order() && keys(query).is_ok_and(typed)
    }
}
