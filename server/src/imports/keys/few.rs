//! Marks after an edit: the edited rows, and those that share a value with what they say, or said.

use std::collections::BTreeSet;

use super::{Folds, Scope, blocks, links_of_the_account, mark_all, resembles, worst};
use crate::db::Tx;

/// More rows than these are marked together with all others, which is then quicker.
const FEW: usize = 200;

/// Marks edited rows anew, and those that they have, or had, something in common with. `before` is what the rows said
/// before the edit, removed rows included. Answers the numbers of the rows that were looked at; only the edited ones,
/// where these would be many.
///
/// # Errors
/// When the database refuses.
pub async fn mark(
    tx: &mut Tx,
    scope: &Scope<'_>,
    edited: &[i64],
    before: &[Folds],
) -> Result<BTreeSet<i64>, sqlx::Error> {
    let Some(numbers) = touched(tx, scope, edited, before).await? else {
        mark_all(tx, scope).await?;
        return Ok(edited.iter().copied().collect());
    };
    for number in &numbers {
        mark_one(tx, scope, *number).await?;
    }
    Ok(numbers)
}

/// The rows to look at; `None` where they are many.
async fn touched(
    tx: &mut Tx,
    scope: &Scope<'_>,
    edited: &[i64],
    before: &[Folds],
) -> Result<Option<BTreeSet<i64>>, sqlx::Error> {
    let mut numbers: BTreeSet<i64> = edited.iter().copied().collect();
    if edited.len() + before.len() > FEW {
        return Ok(None);
    }
    let mut folds = before.to_vec();
    for number in edited {
        folds.extend(now_says(tx, scope, *number).await?);
    }
    let mut seen = BTreeSet::new();
    for fold in folds {
        let shared = [
            (sharing!("external_fold"), fold.external_fold),
            (sharing!("invoice_fold"), fold.invoice_fold),
            (sharing!("alike"), fold.alike),
        ];
        for (sql, value) in shared {
            let Some(value) = value.filter(|value| seen.insert((sql, value.clone()))) else { continue };
            let most = i64::try_from(FEW).unwrap_or(i64::MAX) + 1;
            let rows = sqlx::query_scalar(sql).bind(scope.import.as_str()).bind(value).bind(most);
            let rows: Vec<i64> = rows.fetch_all(tx.conn()).await?;
            numbers.extend(rows);
            if numbers.len() > FEW {
                return Ok(None);
            }
        }
    }
    Ok(Some(numbers))
}

macro_rules! sharing {
    ($fold:literal) => {
        concat!("SELECT number FROM import_checks WHERE import_id = $1 AND ", $fold, " = $2 ORDER BY number LIMIT $3")
    };
}
use sharing;

async fn now_says(tx: &mut Tx, scope: &Scope<'_>, number: i64) -> Result<Option<Folds>, sqlx::Error> {
    sqlx::query_as("SELECT external_fold, invoice_fold, alike FROM import_checks WHERE import_id = $1 AND number = $2")
        .bind(scope.import.as_str())
        .bind(number)
        .fetch_optional(tx.conn())
        .await
}

/// The first row above this one (`$2`) with the same.
macro_rules! above {
    ($fold:literal, $more:literal) => {
        concat!(
            "(SELECT MIN(t.number) FROM import_checks t WHERE t.import_id = $1 AND t.",
            $fold,
            " = import_checks.",
            $fold,
            " AND t.number < $2",
            $more,
            ")"
        )
    };
}
macro_rules! same_key {
    () => {
        concat!(
            "COALESCE(",
            above!("external_fold", ""),
            ", ",
            above!("invoice_fold", " AND t.external_fold IS NULL AND import_checks.external_fold IS NULL"),
            ")"
        )
    };
}
macro_rules! same_otherwise {
    () => {
        concat!("COALESCE(", above!("invoice_fold", ""), ", ", above!("alike", ""), ")")
    };
}

/// The newest link with the same. `$5` is the row's number.
macro_rules! before {
    ($fold:literal, $link:expr) => {
        concat!(
            "(SELECT MAX(l.id) FROM links l WHERE ",
            links_of_the_account!(),
            " AND l.",
            $fold,
            " = import_checks.",
            $fold,
            " AND ",
            $link,
            ")"
        )
    };
}
macro_rules! link_of_key {
    () => {
        concat!(
            "COALESCE(",
            before!("external_fold", blocks!()),
            ", ",
            before!(
                "invoice_fold",
                concat!("l.external_fold IS NULL AND import_checks.external_fold IS NULL AND ", blocks!())
            ),
            ")"
        )
    };
}
macro_rules! link_otherwise {
    () => {
        concat!("COALESCE(", before!("invoice_fold", blocks!()), ", ", before!("alike", resembles!()), ")")
    };
}

const TWIN: &str = concat!(
    "UPDATE import_checks SET twin = COALESCE(",
    same_key!(),
    ", ",
    same_otherwise!(),
    "), twin_rank = CASE WHEN ",
    same_key!(),
    " IS NOT NULL THEN 2 WHEN ",
    same_otherwise!(),
    " IS NOT NULL THEN 1 ELSE 0 END, earlier = NULL, earlier_rank = 0 WHERE import_id = $1 AND number = $2"
);
const EARLIER: &str = concat!(
    "UPDATE import_checks SET earlier = COALESCE(",
    link_of_key!(),
    ", ",
    link_otherwise!(),
    "), earlier_rank = CASE WHEN ",
    link_of_key!(),
    " IS NOT NULL THEN 2 WHEN ",
    link_otherwise!(),
    " IS NOT NULL THEN 1 ELSE 0 END WHERE import_id = $1 AND number = $5 AND rank <> 3"
);
const RANK: &str =
    concat!("UPDATE import_checks SET rank = ", worst!(), " WHERE import_id = $1 AND number = $2 AND rank <> 3");

/// Marks one row.
///
/// # Errors
/// When the database refuses.
async fn mark_one(tx: &mut Tx, scope: &Scope<'_>, number: i64) -> Result<(), sqlx::Error> {
    let import = scope.import.as_str();
    sqlx::query(TWIN).bind(import).bind(number).execute(tx.conn()).await?;
    if let Some(account) = scope.account {
        sqlx::query(EARLIER)
            .bind(import)
            .bind(scope.firm.as_str())
            .bind(account.as_str())
            .bind(scope.recent())
            .bind(number)
            .execute(tx.conn())
            .await?;
    }
    sqlx::query(RANK).bind(import).bind(number).execute(tx.conn()).await.map(drop)
}
