//! A payment by hand that was a mistake.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, PaymentStatus, Problem,
    api::{
        audit::EventKind,
        payments::{NewReversal, Payment},
    },
    id::PaymentId,
    text::Description,
};

use super::list;
use crate::{
    allocations::{self, Funds},
    audit::Event,
    http::{CanMoveMoney, Error, Path, Result, idempotency::Once},
    ledger,
    state::App,
};

/// Takes back a payment by hand that was a mistake, with all that it pays. It stays in the list, as one that failed: its
/// money never came.
#[utoipa::path(post, path = "/api/v1/payments/{id}/reversal", tag = "payments", operation_id = "reverse_payment",
    params(("id" = String, Path)), request_body = NewReversal, responses((status = 200, body = Payment),
    (status = 409, description = "It came through a gateway, was reversed, or its trust money was spent", body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path(id): Path<PaymentId>,
    Once(new, mut ticket): Once<NewReversal>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let mut fields = Fields::new();
    let reason: Option<Description> = fields.parse("/reason", &new.reason);
    let reason = fields.finish(reason)?;
    let mut funds = Funds::hold(&mut tx, &staff.firm, &id).await?;
    reversible(&funds)?;
    Event::new(&staff.firm, EventKind::PaymentReversed, &staff)
        .payment(&id)
        .detail(&reason)
        .record(&app, &mut tx)
        .await?;
    allocations::take_all_back(&app, &mut tx, &mut funds, "reversal", (&staff).into()).await?;
    let (books, cause) = ((&staff.firm, funds.mode.0), format!("payment:{id}"));
    let why = ((&staff).into(), Some(reason.to_string()), app.now());
    ledger::reverse(&app, &mut tx, books, &cause, why).await?;
    sqlx::query("UPDATE payments SET status = 'failed', failure = $1, reversed_at = $2 WHERE firm_id = $3 AND id = $4")
        .bind(reason.as_str())
        .bind(app.now().ms())
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let payment = list::find_in(tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &payment).await?;
    tx.commit().await?;
    Ok(answer)
}

fn reversible(funds: &Funds) -> Result<()> {
    if !funds.source.is_by_hand() {
        return Err(Error::conflict("not-by-hand", "This came through a gateway: refund it instead"));
    }
    if funds.status.0 != PaymentStatus::Succeeded {
        return Err(Error::conflict("already-reversed", "This payment has been reversed already"));
    }
    Ok(())
}
