//! Marks for all rows of an import: a few statements over whole sets, which write only rows that repeat something.

use super::{Scope, blocks, links_of_the_account, resembles, worst};
use crate::db::Tx;

/// Rows that share a value with an earlier row: which rows count, and the rank that it gives them.
macro_rules! twins {
    ($fold:literal, $among:literal, $rank:literal) => {
        concat!(
            "UPDATE import_checks SET twin = f.leader, twin_rank = ",
            $rank,
            " FROM (SELECT ",
            $fold,
            " AS shared, MIN(number) AS leader FROM import_checks WHERE import_id = $1 AND ",
            $among,
            " GROUP BY ",
            $fold,
            " HAVING COUNT(*) > 1) AS f
             WHERE import_checks.import_id = $1 AND import_checks.",
            $fold,
            " = f.shared AND ",
            $among,
            " AND import_checks.number > f.leader"
        )
    };
}

/// Weakest first: the same key says more than the same invoice.
const TWINS: [&str; 4] = [
    twins!("alike", "alike IS NOT NULL", "1"),
    twins!("invoice_fold", "invoice_fold IS NOT NULL", "1"),
    twins!("external_fold", "external_fold IS NOT NULL", "2"),
    twins!("invoice_fold", "invoice_fold IS NOT NULL AND external_fold IS NULL", "2"),
];

/// Rows that share a value with the newest of some links. Each value is looked for once, however many rows and links
/// have it; the cross join keeps SQLite from beginning with the links.
macro_rules! earlier {
    ($fold:literal, $among:literal, $link:expr, $rank:literal) => {
        concat!(
            "UPDATE import_checks SET earlier = f.link, earlier_rank = ",
            $rank,
            " FROM (SELECT c.shared, MAX(l.id) AS link
                  FROM (SELECT DISTINCT ",
            $fold,
            " AS shared FROM import_checks WHERE import_id = $1 AND ",
            $fold,
            " IS NOT NULL) c CROSS JOIN links l WHERE l.",
            $fold,
            " = c.shared AND ",
            links_of_the_account!(),
            " AND ",
            $link,
            " GROUP BY c.shared) AS f
             WHERE import_checks.import_id = $1 AND import_checks.",
            $fold,
            " = f.shared AND import_checks.rank <> 3 AND ",
            $among
        )
    };
}

const RESEMBLES: &str = earlier!("alike", "alike IS NOT NULL", resembles!(), "1");
/// Weakest first.
const BLOCKS: [&str; 3] = [
    earlier!("invoice_fold", "invoice_fold IS NOT NULL", blocks!(), "1"),
    earlier!("external_fold", "external_fold IS NOT NULL", blocks!(), "2"),
    earlier!("invoice_fold", "external_fold IS NULL", concat!("l.external_fold IS NULL AND ", blocks!()), "2"),
];

/// Marks all rows of an import.
///
/// # Errors
/// When the database refuses.
pub async fn mark_all(tx: &mut Tx, scope: &Scope<'_>) -> Result<(), sqlx::Error> {
    let import = scope.import.as_str();
    let forget = "UPDATE import_checks SET twin = NULL, twin_rank = 0, earlier = NULL, earlier_rank = 0,
             rank = CASE WHEN rank = 3 THEN 3 ELSE own_rank END
         WHERE import_id = $1 AND (twin IS NOT NULL OR earlier IS NOT NULL)";
    sqlx::query(forget).bind(import).execute(tx.conn()).await?;
    for twins in TWINS {
        sqlx::query(twins).bind(import).execute(tx.conn()).await?;
    }
    if let Some(account) = scope.account {
        let with = |sql| sqlx::query(sql).bind(import).bind(scope.firm.as_str()).bind(account.as_str());
        with(RESEMBLES).bind(scope.recent()).execute(tx.conn()).await?;
        for earlier in BLOCKS {
            with(earlier).execute(tx.conn()).await?;
        }
    }
    let rank = concat!(
        "UPDATE import_checks SET rank = ",
        worst!(),
        " WHERE import_id = $1 AND rank <> 3 AND (twin IS NOT NULL OR earlier IS NOT NULL)"
    );
    sqlx::query(rank).bind(import).execute(tx.conn()).await.map(drop)
}
