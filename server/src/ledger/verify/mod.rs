//! Proving the books: everything that must agree is read again, in one snapshot, a page at a time.
//!
//! Each rule is a statement that finds what breaks it; none of them trusts a sum that another one keeps.

mod accounts;
mod invoices;
mod journals;
mod payments;
mod postings;

use domain::id::FirmId;
use serde::Serialize;
use sqlx::AnyConnection;

use crate::db::Db;

/// Rows that one statement looks at.
const PAGE: i64 = 1000;
/// Findings that are named; the others are counted.
const MOST: usize = 1000;

/// A rule of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The entries of a journal sum to zero, and are of its currency.
    JournalBalance,
    /// A firm's journals are numbered from 1 without a gap.
    JournalNumbers,
    /// An account's balance, the number of its entries and the balance after each are what its entries come to.
    AccountBalance,
    /// No client has less than nothing, or less than is under way out.
    Overdrawn,
    /// What a payment pays is the sum of its parts, and with what went back no more than it.
    PaymentSums,
    /// Money that is nobody's is what payments do not pay.
    NobodysMoney,
    /// A payment that succeeded is booked once, with its amount.
    PaymentJournal,
    /// A refund that takes money is booked once, with its amount, and no other is.
    RefundJournal,
    /// What a payment changed of what a client has is posted once, with its amount.
    Postings,
    /// A firm's postings are numbered from 1 without a gap.
    PostingNumbers,
    /// What pays an invoice is the sum of the parts of payments.
    InvoicePaid,
    /// What is about to pay an invoice is the sum of the reservations, and with what pays it no more than its total.
    InvoiceReserved,
    /// What a client owes is what is open of its invoices.
    Receivable,
}

impl Rule {
    /// Its name, as JSON has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JournalBalance => "journal_balance",
            Self::JournalNumbers => "journal_numbers",
            Self::AccountBalance => "account_balance",
            Self::Overdrawn => "overdrawn",
            Self::PaymentSums => "payment_sums",
            Self::NobodysMoney => "nobodys_money",
            Self::PaymentJournal => "payment_journal",
            Self::RefundJournal => "refund_journal",
            Self::Postings => "postings",
            Self::PostingNumbers => "posting_numbers",
            Self::InvoicePaid => "invoice_paid",
            Self::InvoiceReserved => "invoice_reserved",
            Self::Receivable => "receivable",
        }
    }
}

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Whose books.
    pub firm_id: String,
    /// The id of what breaks it.
    pub id: String,
    /// What is wrong, in a sentence with amounts in minor units.
    pub what: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many journals, accounts of the ledger, payments, refunds and invoices were looked at.
    pub looked_at: i64,
    /// What breaks a rule; the first thousand.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: usize,
}

impl Report {
    /// Whether every rule holds.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, rule: Rule, firm: impl Into<String>, id: impl Into<String>, what: impl Into<String>) {
        if self.findings.len() == MOST {
            self.more += 1;
            return;
        }
        self.findings.push(Finding { rule, firm_id: firm.into(), id: id.into(), what: what.into() });
    }
}

/// Checks all rules, over all firms, in one snapshot: also while the server runs.
///
/// # Errors
/// When the database does not answer.
pub async fn run(db: &Db) -> Result<Report, sqlx::Error> {
    let mut snapshot = db.snapshot().await?;
    let mut report = Report::default();
    journals::check(&mut snapshot, &mut report).await?;
    accounts::check(&mut snapshot, &mut report).await?;
    payments::check(&mut snapshot, &mut report).await?;
    invoices::check(&mut snapshot, &mut report).await?;
    postings::check(&mut snapshot, &mut report).await?;
    Ok(report)
}

/// A row of which the numbers are compared.
type Found<T> = (String, String, T);

/// Pages of a table by id: the first id after, and the last one.
struct Pages {
    /// Says where a page ends: `$1` is where the one before ended, `$2` how long it is.
    ends: &'static str,
    after: String,
}

impl Pages {
    fn of(ends: &'static str) -> Self {
        Self { ends, after: String::new() }
    }

    /// The next page, as what it lies between; none at the end.
    async fn next(
        &mut self,
        conn: &mut AnyConnection,
        report: &mut Report,
    ) -> Result<Option<(String, String)>, sqlx::Error> {
        let (last, count): (Option<String>, i64) =
            sqlx::query_as(self.ends).bind(self.after.as_str()).bind(PAGE).fetch_one(conn).await?;
        let Some(last) = last else { return Ok(None) };
        report.looked_at += count;
        let after = std::mem::replace(&mut self.after, last.clone());
        Ok(Some((after, last)))
    }
}

/// The statement that says where a page of a table ends.
macro_rules! page_ends {
    ($table:literal) => {
        concat!(
            "SELECT MAX(id), CAST(COUNT(*) AS BIGINT) FROM (SELECT id FROM ",
            $table,
            " WHERE id > $1 ORDER BY id LIMIT $2) page"
        )
    };
}
use page_ends;

/// The firms of the database, for rules that compare sums.
async fn firms(conn: &mut AnyConnection) -> Result<Vec<FirmId>, sqlx::Error> {
    let rows: Vec<crate::db::Col<FirmId>> =
        sqlx::query_scalar("SELECT id FROM firms ORDER BY id").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}
