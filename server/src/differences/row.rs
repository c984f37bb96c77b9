//! Comparisons and differences in the database.

use domain::{
    CivilDate, Currency, Instant,
    api::differences::{ComparedKind, Comparison, ComparisonState, Difference, DifferenceKind},
    id::{ComparisonId, ConnectionId, DifferenceId, FirmId, PaymentId},
};
use sqlx::AnyConnection;

use super::compare::Verdict;
use crate::{
    db::{Col, Tx},
    http::{Error, Result},
    state::App,
};

/// The most differences that an answer has.
const MOST: i64 = 500;

/// A comparison.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct ComparisonRow {
    pub id: Col<ComparisonId>,
    pub firm_id: Col<FirmId>,
    pub connection_id: Col<ConnectionId>,
    pub from_on: Col<CivilDate>,
    pub to_on: Col<CivilDate>,
    pub from_s: i64,
    pub to_s: i64,
    pub state: Col<ComparisonState>,
    pub step: String,
    pub place: String,
    pub payments: i64,
    pub refunds: i64,
    pub failure: Option<String>,
    pub created_at: i64,
    pub created_by: String,
}

macro_rules! comparisons {
    ($which:literal) => {
        concat!(
            "SELECT id, firm_id, connection_id, from_on, to_on, from_s, to_s, state, step, place, payments, refunds, failure,
                 created_at, created_by
             FROM comparisons WHERE firm_id = $1 AND ",
            $which
        )
    };
}

impl ComparisonRow {
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &ComparisonId) -> Result<Self> {
        let row: Option<Self> =
            sqlx::query_as(comparisons!("id = $2")).bind(firm.as_str()).bind(id.as_str()).fetch_optional(conn).await?;
        row.ok_or_else(|| Error::not_found("comparison"))
    }

    /// The newest of a connection; of a period, if one is given.
    pub async fn newest(
        conn: &mut AnyConnection,
        firm: &FirmId,
        connection: &ConnectionId,
        period: Option<(CivilDate, CivilDate)>,
    ) -> Result<Option<Self>> {
        let (from, to) = period.map_or((String::new(), String::new()), |(from, to)| (from.to_string(), to.to_string()));
        Ok(sqlx::query_as(comparisons!(
            "connection_id = $2 AND ($3 = '' OR (from_on = $3 AND to_on = $4)) ORDER BY created_at DESC, id DESC LIMIT 1"
        ))
        .bind(firm.as_str())
        .bind(connection.as_str())
        .bind(from)
        .bind(to)
        .fetch_optional(conn)
        .await?)
    }

    pub async fn show(self, conn: &mut AnyConnection) -> Result<Comparison> {
        let (differences, foreign): (i64, i64) = sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(CASE WHEN kind <> 'foreign' AND repaired_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(SUM(CASE WHEN kind = 'foreign' THEN 1 ELSE 0 END), 0) AS BIGINT)
             FROM differences WHERE firm_id = $1 AND comparison_id = $2",
        )
        .bind(self.firm_id.as_str())
        .bind(self.id.as_str())
        .fetch_one(conn)
        .await?;
        Ok(Comparison {
            id: self.id.0,
            from: self.from_on.0,
            to: self.to_on.0,
            state: self.state.0,
            payments: self.payments,
            refunds: self.refunds,
            differences,
            foreign,
            failure: self.failure,
            created_at: Instant::from_ms(self.created_at),
            created_by: self.created_by,
        })
    }
}

/// A difference.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct DifferenceRow {
    pub id: Col<DifferenceId>,
    pub comparison_id: Col<ComparisonId>,
    pub kind: Col<DifferenceKind>,
    pub about: Col<ComparedKind>,
    pub gateway_id: String,
    pub payment_intent: String,
    pub payment_id: Option<Col<PaymentId>>,
    pub currency: Col<Currency>,
    pub theirs: Option<i64>,
    pub ours: Option<i64>,
    pub their_status: Option<String>,
    pub our_status: Option<String>,
    pub happened_at: i64,
    pub repaired_at: Option<i64>,
}

macro_rules! differences {
    ($which:literal) => {
        concat!(
            "SELECT d.id, d.comparison_id, d.kind, d.about, d.gateway_id, d.payment_intent,
                 COALESCE(d.payment_id, (SELECT p.id FROM payments p JOIN comparisons c ON c.id = d.comparison_id
                     WHERE p.firm_id = d.firm_id AND p.connection_id = c.connection_id
                       AND p.payment_intent = d.payment_intent)) AS payment_id,
                 d.currency, d.theirs, d.ours, d.their_status, d.our_status, d.happened_at, d.repaired_at
             FROM differences d WHERE d.firm_id = $1 AND ",
            $which
        )
    };
}

impl DifferenceRow {
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &DifferenceId) -> Result<Self> {
        let row: Option<Self> = sqlx::query_as(differences!("d.id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
        row.ok_or_else(|| Error::not_found("difference"))
    }

    pub async fn all(conn: &mut AnyConnection, firm: &FirmId, comparison: &ComparisonId) -> Result<Vec<Self>> {
        Ok(sqlx::query_as(differences!(
            "d.comparison_id = $2
             ORDER BY CASE WHEN d.kind = 'foreign' THEN 1 ELSE 0 END, d.happened_at, d.id LIMIT $3"
        ))
        .bind(firm.as_str())
        .bind(comparison.as_str())
        .bind(MOST)
        .fetch_all(conn)
        .await?)
    }
}

impl From<DifferenceRow> for Difference {
    fn from(row: DifferenceRow) -> Self {
        Self {
            id: row.id.0,
            kind: row.kind.0,
            about: row.about.0,
            gateway_id: row.gateway_id,
            payment_id: row.payment_id.map(|id| id.0),
            currency: row.currency.0,
            theirs: row.theirs,
            ours: row.ours,
            their_status: row.their_status,
            our_status: row.our_status,
            happened_at: Instant::from_ms(row.happened_at),
            repaired_at: row.repaired_at.map(Instant::from_ms),
        }
    }
}

/// A difference that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub verdict: Verdict,
    pub about: ComparedKind,
    pub gateway_id: String,
    pub intent: String,
    pub currency: Currency,
    pub their_status: Option<&'static str>,
    pub our_status: Option<&'static str>,
    pub payment: Option<PaymentId>,
    pub at: Instant,
}

impl Found {
    /// Keeps it; a page that is read twice says it once.
    pub async fn insert(&self, app: &App, tx: &mut Tx, comparison: &ComparisonRow) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO differences (id, firm_id, comparison_id, kind, about, gateway_id, payment_intent, payment_id,
                 currency, theirs, ours, their_status, our_status, happened_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
        )
        .bind(DifferenceId::from_u128(app.new_id()).as_str())
        .bind(comparison.firm_id.as_str())
        .bind(comparison.id.as_str())
        .bind(self.verdict.kind.as_str())
        .bind(self.about.as_str())
        .bind(self.gateway_id.as_str())
        .bind(self.intent.as_str())
        .bind(self.payment.as_ref().map(PaymentId::as_str))
        .bind(self.currency.code())
        .bind(self.verdict.theirs)
        .bind(self.verdict.ours)
        .bind(self.their_status)
        .bind(self.our_status)
        .bind(self.at.ms())
        .execute(tx.conn())
        .await
        .map(drop)
    }
}
