//! What a payout is made of, so that it can be laid beside the bank's statement.

use domain::{
    Instant,
    api::payouts::{DepositLine, DepositReport, Payout},
    id::{FirmId, PaymentId},
    payout::MovementKind,
};
use sqlx::AnyConnection;

use crate::{db::Col, http::Result};

/// The most lines that are shown.
const MOST: i64 = 1_000;

#[derive(sqlx::FromRow)]
struct Group {
    kind: String,
    category: Option<String>,
    amount: i64,
    fee: i64,
    net: i64,
    count: i64,
}

#[derive(sqlx::FromRow)]
struct Line {
    kind: String,
    category: Option<String>,
    amount: i64,
    fee: i64,
    net: i64,
    payment_id: Option<Col<PaymentId>>,
    payer_name: Option<String>,
    client_name: Option<String>,
    invoice_number: Option<String>,
    gateway_id: String,
    moved_at: i64,
}

/// The report of a payout.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn of(conn: &mut AnyConnection, firm: &FirmId, payout: Payout) -> Result<DepositReport> {
    let groups: Vec<Group> = sqlx::query_as(
        "SELECT kind, category, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(fee) AS BIGINT) AS fee,
             CAST(SUM(net) AS BIGINT) AS net, CAST(COUNT(*) AS BIGINT) AS count
         FROM movements WHERE firm_id = $1 AND payout_id = $2 AND kind <> 'payout' GROUP BY kind, category",
    )
    .bind(firm.as_str())
    .bind(payout.id.as_str())
    .fetch_all(&mut *conn)
    .await?;
    let lines: Vec<Line> = sqlx::query_as(
        "SELECT m.kind, m.category, m.amount, m.fee, m.net, m.payment_id,
             COALESCE(l.recipient_name, p.payer_name) AS payer_name, c.name AS client_name, l.invoice_number,
             m.gateway_id, m.moved_at
         FROM movements m
         LEFT JOIN payments p ON p.id = m.payment_id AND p.firm_id = m.firm_id
         LEFT JOIN links l ON l.id = p.link_id AND l.firm_id = m.firm_id
         LEFT JOIN clients c ON c.id = p.client_id AND c.firm_id = m.firm_id
         WHERE m.firm_id = $1 AND m.payout_id = $2 AND m.kind <> 'payout' ORDER BY m.moved_at, m.id LIMIT $3",
    )
    .bind(firm.as_str())
    .bind(payout.id.as_str())
    .bind(MOST)
    .fetch_all(conn)
    .await?;
    Ok(sum(payout, &groups, lines.into_iter().map(Into::into).collect()))
}

fn sum(payout: Payout, groups: &[Group], lines: Vec<DepositLine>) -> DepositReport {
    let mut report = DepositReport {
        gross: 0,
        fees: 0,
        refunds: 0,
        disputes: 0,
        other: 0,
        net: 0,
        difference: payout.amount,
        count: 0,
        lines,
        payout,
    };
    for group in groups {
        let place = match MovementKind::of(&group.kind, group.category.as_deref()) {
            MovementKind::Payment => &mut report.gross,
            MovementKind::Refund => &mut report.refunds,
            MovementKind::Dispute => &mut report.disputes,
            MovementKind::Fee => &mut report.fees,
            MovementKind::Transfer | MovementKind::Payout | MovementKind::Other => &mut report.other,
        };
        *place += group.amount;
        report.fees -= group.fee;
        report.net += group.net;
        report.difference -= group.net;
        report.count += group.count;
    }
    report
}

impl From<Line> for DepositLine {
    fn from(line: Line) -> Self {
        Self {
            what: MovementKind::of(&line.kind, line.category.as_deref()).label().to_owned(),
            amount: line.amount,
            fee: line.fee,
            net: line.net,
            payment_id: line.payment_id.map(|id| id.0),
            payer_name: line.payer_name,
            client_name: line.client_name,
            invoice_number: line.invoice_number,
            gateway_id: line.gateway_id,
            moved_at: Instant::from_ms(line.moved_at),
        }
    }
}
