//! Refunds, disputes and payouts that are not final: each is asked about again when its time has come.

use domain::time::HOUR;

use super::{ConnectionRow, sweep::BATCH};
use crate::{db::Tx, jobs::Job, state::App};

/// What is followed until it is final.
#[derive(Debug, Clone, Copy)]
enum Followed {
    Refunds,
    Disputes,
    Payouts,
}

/// A row whose time has come, and by what its job knows it.
#[derive(sqlx::FromRow)]
struct Due {
    id: String,
    /// The payment, or the account that the payout left.
    of: String,
    gateway_id: Option<String>,
}

macro_rules! of_payments {
    ($table:literal) => {
        concat!(
            "SELECT d.id, p.payment_intent AS \"of\", d.gateway_id FROM ",
            $table,
            " d JOIN payments p ON p.id = d.payment_id AND p.firm_id = d.firm_id
             WHERE d.connection_id = $1 AND d.next_check_at IS NOT NULL AND d.next_check_at <= $2
                 AND p.payment_intent IS NOT NULL
             ORDER BY d.next_check_at, d.id LIMIT $3"
        )
    };
}

impl Followed {
    const ALL: [Self; 3] = [Self::Refunds, Self::Disputes, Self::Payouts];

    fn due(self) -> &'static str {
        match self {
            Self::Refunds => of_payments!("refunds"),
            Self::Disputes => of_payments!("disputes"),
            Self::Payouts => {
                "SELECT d.id, d.gateway_account AS \"of\", d.gateway_id FROM payouts d
                 WHERE d.connection_id = $1 AND d.next_check_at IS NOT NULL AND d.next_check_at <= $2
                 ORDER BY d.next_check_at, d.id LIMIT $3"
            }
        }
    }

    fn postpone(self) -> &'static str {
        match self {
            Self::Refunds => "UPDATE refunds SET next_check_at = $1 WHERE firm_id = $2 AND id = $3",
            Self::Disputes => "UPDATE disputes SET next_check_at = $1 WHERE firm_id = $2 AND id = $3",
            Self::Payouts => "UPDATE payouts SET next_check_at = $1 WHERE firm_id = $2 AND id = $3",
        }
    }

    fn now(self) -> &'static str {
        match self {
            Self::Refunds => {
                "UPDATE refunds SET next_check_at = $1 WHERE connection_id = $2 AND next_check_at IS NOT NULL"
            }
            Self::Disputes => {
                "UPDATE disputes SET next_check_at = $1 WHERE connection_id = $2 AND next_check_at IS NOT NULL"
            }
            Self::Payouts => {
                "UPDATE payouts SET next_check_at = $1 WHERE connection_id = $2 AND next_check_at IS NOT NULL"
            }
        }
    }

    fn job(self, connection: &ConnectionRow, due: &Due) -> Job {
        let (connection, of) = (connection.id.0.clone(), due.of.clone());
        match self {
            Self::Refunds => Job::SyncRefunds { connection, payment_intent: of },
            Self::Disputes => Job::SyncDisputes { connection, payment_intent: of },
            Self::Payouts => {
                Job::SyncPayout { connection, account: of, payout: due.gateway_id.clone().unwrap_or_default() }
            }
        }
    }
}

/// Queues all whose time has come.
pub(super) async fn queue(app: &App, connection: &ConnectionRow) -> anyhow::Result<()> {
    for followed in Followed::ALL {
        while queue_some(app, connection, followed).await? == BATCH {}
    }
    Ok(())
}

/// Whatever their next check: all are due now.
pub(super) async fn all_now(tx: &mut Tx, connection: &ConnectionRow, now: i64) -> Result<(), sqlx::Error> {
    for followed in Followed::ALL {
        sqlx::query(followed.now()).bind(now).bind(connection.id.as_str()).execute(tx.conn()).await?;
    }
    Ok(())
}

async fn queue_some(app: &App, connection: &ConnectionRow, followed: Followed) -> anyhow::Result<i64> {
    let now = app.now();
    let due: Vec<Due> = sqlx::query_as(followed.due())
        .bind(connection.id.as_str())
        .bind(now.ms())
        .bind(BATCH)
        .fetch_all(app.db.read())
        .await?;
    if due.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    for one in &due {
        // If the job cannot say when to ask again, the sweep does in a while.
        sqlx::query(followed.postpone())
            .bind(now.plus_ms(HOUR).ms())
            .bind(connection.firm_id.as_str())
            .bind(one.id.as_str())
            .execute(tx.conn())
            .await?;
        followed.job(connection, one).enqueue(app, &mut tx, now).await?;
    }
    tx.commit().await?;
    Ok(i64::try_from(due.len()).unwrap_or(0))
}
