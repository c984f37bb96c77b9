//! Looking for ours of what the gateway has, and comparing both.

use domain::{
    Currency, PaymentFlag, PaymentStatus,
    api::differences::ComparedKind,
    id::{ConnectionId, FirmId, PaymentId},
    refund::RefundStatus,
};
use sqlx::AnyConnection;

use super::{
    compare::{self, Side},
    row::Found,
    theirs::Theirs,
};
use crate::{
    db::{Col, Flags},
    http::Result,
};

#[derive(sqlx::FromRow)]
struct OurPayment {
    id: Col<PaymentId>,
    status: Col<PaymentStatus>,
    amount: i64,
    currency: Col<Currency>,
    fee: Option<i64>,
    flags: Col<Flags<PaymentFlag>>,
}

/// What a payment of the gateway differs in.
pub(super) async fn payment(
    conn: &mut AnyConnection,
    (firm, connection): (&FirmId, &ConnectionId),
    theirs: &Theirs<PaymentStatus>,
) -> Result<Option<Found>> {
    let ours: Option<OurPayment> = sqlx::query_as(
        "SELECT id, status, amount, currency, fee, flags FROM payments
         WHERE firm_id = $1 AND connection_id = $2 AND payment_intent = $3",
    )
    .bind(firm.as_str())
    .bind(connection.as_str())
    .bind(theirs.id.as_str())
    .fetch_optional(conn)
    .await?;
    let side = ours.as_ref().map(|ours| {
        let side = Side { status: ours.status.0, amount: ours.amount, currency: ours.currency.0, fee: ours.fee };
        (side, ours.flags.0.0.contains(&PaymentFlag::Foreign))
    });
    let verdict = compare::payment(&theirs.side, side.as_ref().map(|(side, foreign)| (side, *foreign)));
    Ok(verdict.map(|verdict| Found {
        verdict,
        about: ComparedKind::Payment,
        gateway_id: theirs.id.clone(),
        intent: theirs.intent.clone(),
        currency: theirs.side.currency,
        their_status: Some(theirs.side.status.as_str()),
        our_status: side.map(|(side, _)| side.status.as_str()),
        payment: ours.map(|ours| ours.id.0),
        at: theirs.at,
    }))
}

#[derive(sqlx::FromRow)]
struct OurRefund {
    payment_id: Col<PaymentId>,
    status: Col<RefundStatus>,
    amount: i64,
    currency: Col<Currency>,
}

/// What a refund of the gateway differs in.
pub(super) async fn refund(
    conn: &mut AnyConnection,
    (firm, connection): (&FirmId, &ConnectionId),
    theirs: &Theirs<RefundStatus>,
) -> Result<Option<Found>> {
    let ours: Option<OurRefund> = sqlx::query_as(
        "SELECT payment_id, status, amount, currency FROM refunds
         WHERE firm_id = $1 AND connection_id = $2 AND gateway_id = $3",
    )
    .bind(firm.as_str())
    .bind(connection.as_str())
    .bind(theirs.id.as_str())
    .fetch_optional(conn)
    .await?;
    let side = ours.as_ref().map(|ours| Side {
        status: ours.status.0,
        amount: ours.amount,
        currency: ours.currency.0,
        fee: None,
    });
    let verdict = compare::refund(&theirs.side, side.as_ref());
    Ok(verdict.map(|verdict| Found {
        verdict,
        about: ComparedKind::Refund,
        gateway_id: theirs.id.clone(),
        intent: theirs.intent.clone(),
        currency: theirs.side.currency,
        their_status: Some(theirs.side.status.as_str()),
        our_status: side.map(|side| side.status.as_str()),
        payment: ours.map(|ours| ours.payment_id.0),
        at: theirs.at,
    }))
}
