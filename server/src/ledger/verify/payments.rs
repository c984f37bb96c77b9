//! Payments and refunds: their sums, and their journals.

use std::collections::BTreeSet;

use domain::{PaymentStatus, payment::Sums};
use sqlx::AnyConnection;

use super::{Pages, Report, Rule, firms, page_ends};
use crate::db::Col;

pub(super) async fn check(conn: &mut AnyConnection, report: &mut Report) -> Result<(), sqlx::Error> {
    let behind = behind(conn).await?;
    let mut pages = Pages::of(page_ends!("payments"));
    while let Some(page) = pages.next(conn, report).await? {
        sums(conn, &page, report).await?;
        journals(conn, &page, &behind, report).await?;
    }
    let mut pages = Pages::of(page_ends!("refunds"));
    while let Some(page) = pages.next(conn, report).await? {
        refunds(conn, &page, report).await?;
    }
    nobodys(conn, &behind, report).await
}

/// Firms of which payments are about to be booked: by the job that books what came before there were books, or an account.
async fn behind(conn: &mut AnyConnection) -> Result<BTreeSet<String>, sqlx::Error> {
    let firms: Vec<String> =
        sqlx::query_scalar("SELECT firm_id FROM jobs WHERE kind = 'book_payments' AND dead_at IS NULL")
            .fetch_all(conn)
            .await?;
    Ok(firms.into_iter().collect())
}

#[derive(sqlx::FromRow)]
struct Payment {
    firm_id: String,
    id: String,
    status: Col<PaymentStatus>,
    amount: i64,
    refunded: i64,
    withdrawn: i64,
    allocated: i64,
    parts: i64,
    refunds: i64,
    disputes: i64,
}

async fn sums(
    conn: &mut AnyConnection,
    (after, last): &(String, String),
    report: &mut Report,
) -> Result<(), sqlx::Error> {
    let payments: Vec<Payment> = sqlx::query_as(
        "SELECT p.firm_id, p.id, p.status, p.amount, p.refunded, p.withdrawn, p.allocated,
             CAST(COALESCE((SELECT SUM(o.amount - o.taken_back) FROM allocations o
                 WHERE o.firm_id = p.firm_id AND o.payment_id = p.id), 0) AS BIGINT) AS parts,
             CAST(COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.firm_id = p.firm_id AND r.payment_id = p.id
                 AND r.status NOT IN ('failed', 'cancelled')), 0) AS BIGINT) AS refunds,
             CAST(COALESCE((SELECT SUM(d.withdrawn) FROM disputes d
                 WHERE d.firm_id = p.firm_id AND d.payment_id = p.id), 0) AS BIGINT) AS disputes
         FROM payments p WHERE p.id > $1 AND p.id <= $2 ORDER BY p.id",
    )
    .bind(after.as_str())
    .bind(last.as_str())
    .fetch_all(conn)
    .await?;
    for payment in &payments {
        for what in payment.wrong() {
            report.add(Rule::PaymentSums, &payment.firm_id, &payment.id, format!("Payment {} {what}", payment.id));
        }
    }
    Ok(())
}

impl Payment {
    fn wrong(&self) -> Vec<String> {
        let Self { amount, refunded, withdrawn, allocated, parts, refunds, disputes, .. } = *self;
        let mut wrong = Vec::new();
        if allocated != parts {
            wrong.push(format!("says that {allocated} of it are allocated; its parts come to {parts}"));
        }
        if refunded != refunds {
            wrong.push(format!("says that {refunded} of it went back; its refunds come to {refunds}"));
        }
        if withdrawn != disputes {
            wrong.push(format!("says that disputes hold {withdrawn} of it; they hold {disputes}"));
        }
        // What happened outside can take more than there is: then nothing of it may be allocated.
        let left = Sums { amount, refunded, withdrawn, allocated }.refundable();
        if self.status.0 == PaymentStatus::Succeeded && allocated > left {
            wrong.push(format!("of {amount} has {allocated} allocated, {refunded} refunded and {withdrawn} withdrawn"));
        }
        if self.status.0 != PaymentStatus::Succeeded && allocated != 0 {
            wrong.push(format!("has not succeeded, and {allocated} of it are allocated"));
        }
        wrong
    }
}

/// What should be booked once, and how it is.
#[derive(sqlx::FromRow)]
struct Booked {
    firm_id: String,
    id: String,
    amount: i64,
    /// Whether it should stand in the books.
    stands: i64,
    /// How many journals that nothing took back say it.
    journals: i64,
    /// What they come to.
    booked: i64,
}

/// A statement that compares rows `x` with the journals `j` that stand for them. Their amount is what came to a gateway or
/// a bank, or left it.
macro_rules! booked {
    ($table:literal, $stands:literal, $which:literal) => {
        concat!(
            "SELECT x.firm_id, x.id, x.amount, CASE WHEN ",
            $stands,
            " THEN 1 ELSE 0 END AS stands, CAST(COUNT(j.id) AS BIGINT) AS journals,
             CAST(COALESCE(SUM((SELECT SUM(e.amount) FROM ledger_entries e
                 JOIN ledger_accounts a ON a.id = e.ledger_account_id
                 WHERE e.journal_id = j.id AND a.kind IN ('gateway', 'bank'))), 0) AS BIGINT) AS booked
             FROM ",
            $table,
            " x LEFT JOIN journals j ON j.firm_id = x.firm_id AND j.mode = x.mode AND j.currency = x.currency AND ",
            $which,
            " AND NOT EXISTS (SELECT 1 FROM journals r WHERE r.reverses = j.id)
             WHERE x.id > $1 AND x.id <= $2 GROUP BY x.firm_id, x.id, x.amount, x.status ORDER BY x.id"
        )
    };
}

// As long as a firm has no account that a payment could belong to, there are no books for it.
const PAYMENTS: &str = booked!(
    "payments",
    "x.status = 'succeeded' AND (x.account_id IS NOT NULL OR EXISTS (SELECT 1 FROM accounts o
         WHERE o.firm_id = x.firm_id AND (o.kind = 'operating' OR o.connection_id = x.connection_id)))",
    "j.kind = 'payment' AND j.payment_id = x.id"
);
// What a connected account gave back does not return to it: then another journal says that the refund failed.
const REFUNDS: &str = booked!(
    "refunds",
    "x.status NOT IN ('failed', 'cancelled')",
    "j.cause = 'refund:' || x.id AND NOT EXISTS (SELECT 1 FROM journals f WHERE f.firm_id = x.firm_id
         AND f.mode = x.mode AND f.cause = 'refund:' || x.id || ':failed')"
);

async fn journals(
    conn: &mut AnyConnection,
    (after, last): &(String, String),
    behind: &BTreeSet<String>,
    report: &mut Report,
) -> Result<(), sqlx::Error> {
    let rows: Vec<Booked> = sqlx::query_as(PAYMENTS).bind(after.as_str()).bind(last.as_str()).fetch_all(conn).await?;
    let due = rows.iter().filter(|row| row.journals > 0 || !behind.contains(&row.firm_id));
    due.for_each(|row| row.judge(Rule::PaymentJournal, "Payment", row.amount, report));
    Ok(())
}

async fn refunds(
    conn: &mut AnyConnection,
    (after, last): &(String, String),
    report: &mut Report,
) -> Result<(), sqlx::Error> {
    let rows: Vec<Booked> = sqlx::query_as(REFUNDS).bind(after.as_str()).bind(last.as_str()).fetch_all(conn).await?;
    rows.iter().for_each(|row| row.judge(Rule::RefundJournal, "Refund", -row.amount, report));
    Ok(())
}

impl Booked {
    /// Compares it with what should have come to a gateway or a bank: less than nothing if it left.
    fn judge(&self, rule: Rule, name: &str, came: i64, report: &mut Report) {
        let Self { id, amount, journals, booked, .. } = self;
        let what = match (self.stands, journals) {
            (0, 0) => return,
            (0, _) => format!("{name} {id} brought or took no money, and is booked"),
            (_, 0) => format!("{name} {id} of {amount} is not booked"),
            (_, 1) if *booked == came => return,
            (_, 1) => format!("{name} {id} of {amount} is booked with {booked}"),
            (_, count) => format!("{name} {id} is booked {count} times"),
        };
        report.add(rule, &self.firm_id, id, what);
    }
}

#[derive(sqlx::FromRow)]
struct Nobodys {
    account_id: String,
    mode: String,
    currency: String,
    books: i64,
    payments: i64,
}

/// What lies in unlinked payments and unidentified funds is what payments do not pay, account by account.
async fn nobodys(conn: &mut AnyConnection, behind: &BTreeSet<String>, report: &mut Report) -> Result<(), sqlx::Error> {
    for firm in firms(conn).await?.iter().filter(|firm| !behind.contains(firm.as_str())) {
        let wrong: Vec<Nobodys> = sqlx::query_as(
            "SELECT account_id, mode, currency, CAST(SUM(books) AS BIGINT) AS books,
                 CAST(SUM(payments) AS BIGINT) AS payments
             FROM (SELECT COALESCE(account_id, '') AS account_id, mode, currency, -balance AS books, 0 AS payments
                   FROM ledger_accounts WHERE firm_id = $1 AND kind IN ('unlinked', 'unidentified')
                   UNION ALL
                   SELECT account_id, mode, currency, 0,
                       CASE WHEN amount > refunded + withdrawn + allocated
                           THEN amount - refunded - withdrawn - allocated ELSE 0 END
                   FROM payments WHERE firm_id = $1 AND status = 'succeeded' AND account_id IS NOT NULL) both_sides
             GROUP BY account_id, mode, currency HAVING SUM(books) <> SUM(payments) ORDER BY account_id, mode, currency",
        )
        .bind(firm.as_str())
        .fetch_all(&mut *conn)
        .await?;
        for Nobodys { account_id, mode, currency, books, payments } in wrong {
            let what = format!(
                "In account {account_id} ({mode}, {currency}) {books} are nobody's by the books, and {payments} by its payments"
            );
            report.add(Rule::NobodysMoney, firm.as_str(), account_id, what);
        }
    }
    Ok(())
}
