//! Postings: each change of what clients have by payments is posted once, and they are numbered without a gap.

use sqlx::AnyConnection;

use super::{Found, Pages, Report, Rule, page_ends};

pub(super) async fn check(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    let mut pages = Pages::of(page_ends!("journals"));
    while let Some((after, last)) = pages.next(conn, report).await? {
        let wrong: Vec<Found<i64>> = sqlx::query_as(
            "SELECT firm_id, id, CAST(SUM(amount) AS BIGINT) FROM (
                 SELECT j.firm_id, j.id, -e.amount AS amount FROM journals j
                 JOIN ledgers l ON l.firm_id = j.firm_id AND l.mode = j.mode AND j.number > l.postings_after
                 JOIN ledger_entries e ON e.journal_id = j.id
                 JOIN ledger_accounts a ON a.id = e.ledger_account_id AND a.kind IN ('receivable', 'credit', 'trust')
                 WHERE j.id > $1 AND j.id <= $2 AND j.payment_id IS NOT NULL AND j.kind <> 'invoice'
                 UNION ALL
                 SELECT p.firm_id, p.journal_id, -p.amount FROM postings p
                 WHERE p.journal_id > $1 AND p.journal_id <= $2) both_sides
             GROUP BY firm_id, id HAVING SUM(amount) <> 0 ORDER BY id",
        )
        .bind(after)
        .bind(last)
        .fetch_all(&mut *conn)
        .await?;
        for (firm, journal, missing) in wrong {
            let what = format!("The postings of journal {journal} come to {missing} less than what it booked");
            report.add(Rule::Postings, firm, journal, what);
        }
    }
    numbers(conn, report).await
}

async fn numbers(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    let wrong: Vec<Found<i64>> = sqlx::query_as(
        "SELECT l.firm_id, l.mode, l.postings FROM ledgers l
         WHERE l.postings <> (SELECT COUNT(*) FROM postings p WHERE p.firm_id = l.firm_id AND p.mode = l.mode)
            OR l.postings <> (SELECT COALESCE(MAX(p.sequence), 0) FROM postings p
                WHERE p.firm_id = l.firm_id AND p.mode = l.mode)
         ORDER BY l.firm_id, l.mode",
    )
    .fetch_all(conn)
    .await?;
    for (firm, mode, made) in wrong {
        let what = format!("{made} postings of {mode} money were made; those that are there are others, or have gaps");
        report.add(Rule::PostingNumbers, &firm, &firm, what);
    }
    Ok(())
}
