//! The queue: work that a transaction causes and that happens at least once.
//!
//! A job is a small serde enum; every handler is idempotent. One job waits per key; a cause that
//! comes while it runs makes it run again, so nothing that was heard during a fetch is lost.

mod worker;

use domain::{
    Instant,
    id::{ActionId, CheckoutId, ComparisonId, ConnectionId, FirmId, ImportId, JobId, LinkId, MessageId, RefundId},
};
use serde::{Deserialize, Serialize};

pub use self::worker::run_workers;
use crate::{
    db::{Db, Tx},
    state::App,
};

/// What there is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Ask the gateway what became of a payment.
    SyncPayment {
        /// The connection it came through.
        connection: ConnectionId,
        /// The gateway's id.
        payment_intent: String,
    },
    /// Book payments that were recorded before there were books.
    BookPayments {
        /// Whose payments.
        firm: FirmId,
    },
    /// Send a refund to the gateway.
    SendRefund {
        /// The refund.
        refund: RefundId,
    },
    /// Ask the gateway what became of a payment's refunds.
    SyncRefunds {
        /// The connection that the payment came through.
        connection: ConnectionId,
        /// The gateway's id of the payment.
        payment_intent: String,
    },
    /// Ask the gateway what became of a payment's disputes.
    SyncDisputes {
        /// The connection that the payment came through.
        connection: ConnectionId,
        /// The gateway's id of the payment.
        payment_intent: String,
    },
    /// Ask the gateway what became of a payout, and what is in it.
    SyncPayout {
        /// The connection.
        connection: ConnectionId,
        /// The account at the gateway that it left.
        account: String,
        /// The gateway's id.
        payout: String,
    },
    /// Ask the gateway what became of a session.
    SyncCheckout {
        /// Our attempt.
        checkout: CheckoutId,
    },
    /// End the sessions that an account's change left behind.
    ReviewCheckouts {
        /// The account's firm.
        firm: FirmId,
    },
    /// Finish cancelling or expiring a link.
    CloseLink {
        /// The link.
        link: LinkId,
    },
    /// Take out of a link what is not owed any more.
    FitLink {
        /// The link.
        link: LinkId,
    },
    /// Go on with what is done to many links.
    RunAction {
        /// Whose links.
        firm: FirmId,
        /// What is done.
        action: ActionId,
    },
    /// Write the file that has waited longest in a lane.
    WriteExports {
        /// Whose file was the cause.
        firm: FirmId,
        /// The lane.
        lane: i64,
    },
    /// Check the rows of an import.
    CheckImport {
        /// Whose import.
        firm: FirmId,
        /// The import.
        import: ImportId,
    },
    /// Go on making links of an upload's rows.
    DispatchImport {
        /// Whose upload.
        firm: FirmId,
        /// The upload.
        import: ImportId,
    },
    /// Compare the gateway's payments and refunds of a period with ours.
    CompareGateway {
        /// Whose.
        firm: FirmId,
        /// The comparison.
        comparison: ComparisonId,
    },
    /// Hand a mail to the mail server.
    SendMail {
        /// The mail.
        message: MessageId,
    },
}

macro_rules! insert {
    ($firm:literal) => {
        concat!(
            "INSERT INTO jobs (firm_id, outward, id, kind, payload, dedupe_key, run_at, created_at) VALUES (",
            $firm,
            ", $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (dedupe_key) DO UPDATE SET causes = jobs.causes + 1, dead_at = NULL,
                 run_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.run_at END"
        )
    };
}

impl Job {
    /// Jobs of the same key are one.
    fn key(&self) -> String {
        match self {
            Self::SyncPayment { connection, payment_intent } => format!("payment:{connection}:{payment_intent}"),
            Self::BookPayments { firm } => format!("book:{firm}"),
            Self::SendRefund { refund } => format!("refund:{refund}"),
            Self::SyncRefunds { connection, payment_intent } => format!("refunds:{connection}:{payment_intent}"),
            Self::SyncDisputes { connection, payment_intent } => format!("disputes:{connection}:{payment_intent}"),
            Self::SyncPayout { connection, payout, .. } => format!("payout:{connection}:{payout}"),
            Self::SyncCheckout { checkout } => format!("checkout:{checkout}"),
            Self::ReviewCheckouts { firm } => format!("review:{firm}"),
            Self::CloseLink { link } => format!("close:{link}"),
            Self::FitLink { link } => format!("fit:{link}"),
            Self::RunAction { action, .. } => format!("action:{action}"),
            Self::WriteExports { lane, .. } => format!("exports:{lane}"),
            Self::CheckImport { import, .. } => format!("check:{import}"),
            Self::DispatchImport { import, .. } => format!("dispatch:{import}"),
            Self::CompareGateway { comparison, .. } => format!("compare:{comparison}"),
            Self::SendMail { message } => format!("mail:{message}"),
        }
    }

    /// For logs and metrics.
    fn kind(&self) -> &'static str {
        match self {
            Self::SyncPayment { .. } => "sync_payment",
            Self::BookPayments { .. } => "book_payments",
            Self::SendRefund { .. } => "send_refund",
            Self::SyncRefunds { .. } => "sync_refunds",
            Self::SyncDisputes { .. } => "sync_disputes",
            Self::SyncPayout { .. } => "sync_payout",
            Self::SyncCheckout { .. } => "sync_checkout",
            Self::ReviewCheckouts { .. } => "review_checkouts",
            Self::CloseLink { .. } => "close_link",
            Self::FitLink { .. } => "fit_link",
            Self::RunAction { .. } => "run_action",
            Self::WriteExports { .. } => "write_exports",
            Self::CheckImport { .. } => "check_import",
            Self::DispatchImport { .. } => "dispatch_import",
            Self::CompareGateway { .. } => "compare_gateway",
            Self::SendMail { .. } => "send_mail",
        }
    }

    /// Whether it does something outside, rather than ask: see `quarantine`.
    fn is_outward(&self) -> bool {
        match self {
            Self::SyncPayment { .. }
            | Self::SyncRefunds { .. }
            | Self::SyncDisputes { .. }
            | Self::SyncPayout { .. }
            | Self::BookPayments { .. }
            | Self::SyncCheckout { .. }
            | Self::WriteExports { .. }
            | Self::CompareGateway { .. }
            | Self::CheckImport { .. } => false,
            Self::ReviewCheckouts { .. }
            | Self::CloseLink { .. }
            | Self::FitLink { .. }
            | Self::SendRefund { .. }
            | Self::SendMail { .. }
            | Self::RunAction { .. }
            | Self::DispatchImport { .. } => true,
        }
    }

    /// The statement that stores it, with the firm of what it is about, and that.
    fn insert(&self) -> (&'static str, &str) {
        match self {
            Self::SyncPayment { connection, .. }
            | Self::SyncRefunds { connection, .. }
            | Self::SyncDisputes { connection, .. }
            | Self::SyncPayout { connection, .. } => {
                (insert!("(SELECT firm_id FROM connections WHERE id = $1)"), connection.as_str())
            }
            Self::SendRefund { refund } => (insert!("(SELECT firm_id FROM refunds WHERE id = $1)"), refund.as_str()),
            Self::SyncCheckout { checkout } => {
                (insert!("(SELECT firm_id FROM checkouts WHERE id = $1)"), checkout.as_str())
            }
            Self::BookPayments { firm }
            | Self::ReviewCheckouts { firm }
            | Self::RunAction { firm, .. }
            | Self::WriteExports { firm, .. }
            | Self::CheckImport { firm, .. }
            | Self::CompareGateway { firm, .. }
            | Self::DispatchImport { firm, .. } => (insert!("$1"), firm.as_str()),
            Self::CloseLink { link } | Self::FitLink { link } => {
                (insert!("(SELECT firm_id FROM links WHERE id = $1)"), link.as_str())
            }
            Self::SendMail { message } => (insert!("(SELECT firm_id FROM messages WHERE id = $1)"), message.as_str()),
        }
    }

    /// Puts it into the queue, in the transaction that causes it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enqueue(&self, app: &App, tx: &mut Tx, run_at: Instant) -> Result<(), sqlx::Error> {
        let payload = serde_json::to_string(self).map_err(|e| sqlx::Error::Encode(e.into()))?;
        let (insert, about) = self.insert();
        sqlx::query(insert)
            .bind(about)
            .bind(i64::from(self.is_outward()))
            .bind(JobId::from_u128(app.new_id()).as_str())
            .bind(self.kind())
            .bind(payload)
            .bind(self.key())
            .bind(run_at.ms())
            .bind(app.now().ms())
            .execute(tx.conn())
            .await?;
        tx.wake_workers();
        Ok(())
    }
}

/// Why a job did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Try again later.
    #[error("{0:#}")]
    Retry(anyhow::Error),
    /// Trying again will not help.
    #[error("{0:#}")]
    GiveUp(anyhow::Error),
}

impl From<Failure> for crate::http::Error {
    fn from(failure: Failure) -> Self {
        Self::Internal(failure.into())
    }
}

/// What a caller could act on is final for a job, which has no caller; a hiccup of ours is not.
impl From<crate::http::Error> for Failure {
    fn from(error: crate::http::Error) -> Self {
        match error {
            // Who gave way to someone else does it again.
            crate::http::Error::Problem(problem) if problem.status == 503 => Self::Retry(problem.into()),
            crate::http::Error::Problem(problem) => Self::GiveUp(problem.into()),
            crate::http::Error::Internal(error) => Self::Retry(error),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Retry(error.into())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Retry(error)
    }
}

/// Tries again what of a connection's payments was given up before some moment. A payment whose fetch was given up is
/// known by nothing but its job, so that is never the last word; nor is it for refunds, disputes and payouts, nor for a
/// refund that was asked for and whose money is kept for it.
///
/// # Errors
/// When the database refuses.
pub async fn fetch_again(app: &App, connection: &ConnectionId, before: Instant) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let found = sqlx::query(
        "UPDATE jobs SET dead_at = NULL, attempts = 0, run_at = $1
         WHERE dead_at <= $2 AND ((kind IN ('sync_payment', 'sync_refunds', 'sync_disputes', 'sync_payout')
                 AND dedupe_key LIKE $3)
             OR (kind = 'send_refund' AND EXISTS (SELECT 1 FROM refunds r WHERE r.firm_id = jobs.firm_id
                 AND r.id = SUBSTR(jobs.dedupe_key, 8) AND r.connection_id = $4 AND r.status = 'requested')))",
    )
    .bind(app.now().ms())
    .bind(before.ms())
    .bind(format!("%:{connection}:%"))
    .bind(connection.as_str())
    .execute(tx.conn())
    .await?;
    if found.rows_affected() > 0 {
        tx.wake_workers();
    }
    tx.commit().await
}

/// How many jobs wait or run, and how many were given up.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &Db) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) FROM jobs",
    )
    .fetch_one(db.read())
    .await
}
