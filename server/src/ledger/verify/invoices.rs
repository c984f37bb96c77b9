//! Invoices: what pays them, and what clients owe.

use sqlx::AnyConnection;

use super::{Pages, Report, Rule, firms, page_ends};

pub(super) async fn check(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    let mut pages = Pages::of(page_ends!("invoices"));
    while let Some(page) = pages.next(conn, report).await? {
        let wrong: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
            "SELECT i.firm_id, i.id, i.number, i.paid, CAST(COALESCE(SUM(o.amount - o.taken_back), 0) AS BIGINT)
             FROM invoices i LEFT JOIN allocations o ON o.firm_id = i.firm_id AND o.invoice_id = i.id
             WHERE i.id > $1 AND i.id <= $2 GROUP BY i.firm_id, i.id, i.number, i.paid
             HAVING i.paid <> COALESCE(SUM(o.amount - o.taken_back), 0) ORDER BY i.id",
        )
        .bind(page.0.as_str())
        .bind(page.1.as_str())
        .fetch_all(&mut *conn)
        .await?;
        for (firm, id, number, paid, parts) in wrong {
            let what = format!("Invoice {number} ({id}) says that {paid} pay it; parts of payments come to {parts}");
            report.add(Rule::InvoicePaid, firm, id, what);
        }
        reserved(conn, &page, report).await?;
    }
    receivables(conn, report).await
}

#[derive(sqlx::FromRow)]
struct Reserved {
    firm_id: String,
    id: String,
    number: String,
    total: i64,
    paid: i64,
    reserved: i64,
    sum: i64,
}

/// What checkouts under way are about to pay.
async fn reserved(
    conn: &mut AnyConnection,
    (after, last): &(String, String),
    report: &mut Report,
) -> Result<(), sqlx::Error> {
    let wrong: Vec<Reserved> = sqlx::query_as(
        "SELECT i.firm_id, i.id, i.number, i.total, i.paid, i.reserved, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS sum
         FROM invoices i LEFT JOIN reservations r ON r.firm_id = i.firm_id AND r.invoice_id = i.id
         WHERE i.id > $1 AND i.id <= $2
         GROUP BY i.firm_id, i.id, i.number, i.total, i.paid, i.reserved
         HAVING i.reserved <> COALESCE(SUM(r.amount), 0) OR i.paid + i.reserved > i.total ORDER BY i.id",
    )
    .bind(after.as_str())
    .bind(last.as_str())
    .fetch_all(conn)
    .await?;
    for Reserved { firm_id, id, number, total, paid, reserved, sum } in wrong {
        let what = format!(
            "Invoice {number} ({id}) of {total} has {paid} paid and {reserved} about to be paid; checkouts come to {sum}"
        );
        report.add(Rule::InvoiceReserved, firm_id, id, what);
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Receivable {
    client_id: String,
    currency: String,
    books: i64,
    open: i64,
}

async fn receivables(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    for firm in firms(conn).await? {
        let wrong: Vec<Receivable> = sqlx::query_as(
            "SELECT client_id, currency, CAST(SUM(books) AS BIGINT) AS books, CAST(SUM(open) AS BIGINT) AS open
             FROM (SELECT COALESCE(client_id, '') AS client_id, mode, currency, balance AS books, 0 AS open
                   FROM ledger_accounts WHERE firm_id = $1 AND kind = 'receivable'
                   UNION ALL
                   SELECT client_id, mode, currency, 0, total - paid FROM invoices
                   WHERE firm_id = $1 AND status <> 'void') both_sides
             GROUP BY client_id, mode, currency HAVING SUM(books) <> SUM(open) ORDER BY client_id, currency",
        )
        .bind(firm.as_str())
        .fetch_all(&mut *conn)
        .await?;
        for Receivable { client_id, currency, books, open } in wrong {
            let what = format!("Client {client_id} owes {books} ({currency}) by the books, and {open} by its invoices");
            report.add(Rule::Receivable, firm.as_str(), client_id, what);
        }
    }
    Ok(())
}
