//! What went back of a payment, and what may.

use axum::extract::State;
use domain::{Problem, api::refunds::Refunds, id::PaymentId};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Paid, RefundRow, ask,
    money::{available, refusal},
};
use crate::{
    disputes::DisputeRow,
    http::{CanLook, Path, Result},
    state::App,
};

/// The routes of refunds.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, ask::create))
}

/// The refunds and the disputes of a payment, and what can be given back of it now.
#[utoipa::path(get, path = "/api/v1/payments/{id}/refunds", tag = "refunds", operation_id = "list_refunds",
    params(("id" = String, Path)), responses((status = 200, body = Refunds), (status = 404, body = Problem)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<PaymentId>,
) -> Result<axum::Json<Refunds>> {
    let mut conn = app.db.read().acquire().await?;
    let paid = Paid::find(&mut conn, &staff.firm, &id).await?;
    let refundable = available(&mut conn, &paid).await?;
    let refunds = RefundRow::of(&mut conn, &staff.firm, &id).await?;
    let disputes = DisputeRow::of(&mut conn, &staff.firm, &id).await?;
    let spent = (refundable == 0).then_some("The client has nothing of this money left here: it was spent.");
    Ok(axum::Json(Refunds {
        data: refunds.into_iter().map(Into::into).collect(),
        disputes: disputes.into_iter().map(Into::into).collect(),
        refundable,
        refused_because: refusal(&paid).or(spent).map(str::to_owned),
    }))
}
