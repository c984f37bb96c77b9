//! Journals: balanced, of one currency, numbered without a gap.

use sqlx::AnyConnection;

use super::{Found, Pages, Report, Rule, page_ends};

pub(super) async fn check(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    let mut pages = Pages::of(page_ends!("journals"));
    while let Some((after, last)) = pages.next(conn, report).await? {
        let unbalanced: Vec<Found<i64>> = sqlx::query_as(
            "SELECT j.firm_id, j.id, CAST(COALESCE(SUM(e.amount), 0) AS BIGINT)
             FROM journals j LEFT JOIN ledger_entries e ON e.journal_id = j.id
             WHERE j.id > $1 AND j.id <= $2 GROUP BY j.firm_id, j.id
             HAVING COALESCE(SUM(e.amount), 0) <> 0 OR COUNT(e.amount) < 2 ORDER BY j.id",
        )
        .bind(after.as_str())
        .bind(last.as_str())
        .fetch_all(&mut *conn)
        .await?;
        for (firm, journal, sum) in unbalanced {
            let what = match sum {
                0 => "has no two entries".to_owned(),
                sum => format!("has entries that sum to {sum}"),
            };
            report.add(Rule::JournalBalance, firm, &journal, format!("Journal {journal} {what}"));
        }
        let strangers: Vec<Found<String>> = sqlx::query_as(
            "SELECT j.firm_id, j.id, a.id FROM journals j
             JOIN ledger_entries e ON e.journal_id = j.id JOIN ledger_accounts a ON a.id = e.ledger_account_id
             WHERE j.id > $1 AND j.id <= $2 AND (a.firm_id <> j.firm_id OR e.firm_id <> j.firm_id
                 OR a.mode <> j.mode OR a.currency <> j.currency) ORDER BY j.id",
        )
        .bind(after)
        .bind(last)
        .fetch_all(&mut *conn)
        .await?;
        for (firm, journal, account) in strangers {
            let what =
                format!("Journal {journal} has an entry in {account}, which is of other books or another currency");
            report.add(Rule::JournalBalance, firm, journal, what);
        }
    }
    numbers(conn, report).await
}

#[derive(sqlx::FromRow)]
struct Numbers {
    firm_id: String,
    mode: String,
    said: i64,
    count: i64,
    last: i64,
}

async fn numbers(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    // Numbers are unique, so without a gap the last one is how many there are.
    let wrong: Vec<Numbers> = sqlx::query_as(
        "SELECT firm_id, mode, CAST(SUM(said) AS BIGINT) AS said, CAST(SUM(journals) AS BIGINT) AS count,
             CAST(MAX(last) AS BIGINT) AS last
         FROM (SELECT firm_id, mode, journals AS said, 0 AS journals, 0 AS last FROM ledgers
               UNION ALL
               SELECT firm_id, mode, 0, COUNT(*), MAX(number) FROM journals GROUP BY firm_id, mode) both_sides
         GROUP BY firm_id, mode HAVING SUM(said) <> SUM(journals) OR SUM(journals) <> MAX(last)
         ORDER BY firm_id, mode",
    )
    .fetch_all(conn)
    .await?;
    for Numbers { firm_id, mode, said, count, last } in wrong {
        let what =
            format!("The {mode} books have {count} journals, of which the last is number {last}; {said} were booked");
        report.add(Rule::JournalNumbers, &firm_id, &firm_id, what);
    }
    Ok(())
}
