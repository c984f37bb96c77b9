//! Mending a difference: what the gateway says is recorded, as a webhook would have it, and compared once more.

use axum::extract::State;
use domain::{
    Problem,
    api::{
        differences::{ComparedKind, Difference},
        stream::{Change, ChangeKind},
    },
    id::DifferenceId,
};

use super::{
    find,
    row::{ComparisonRow, DifferenceRow},
    theirs,
};
use crate::{
    connections::ConnectionRow,
    gateways::stripe::CallError,
    http::{CanManage, Error, Path, Result},
    jobs::Failure,
    payments, refunds,
    state::App,
};

/// Record what the gateway says. Doing it again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/differences/{id}/repair", tag = "connections", operation_id = "repair_difference",
    params(("id" = DifferenceId, Path)),
    responses(
        (status = 200, body = Difference), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "This can't mend it", body = Problem), (status = 503, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn create(
    State(app): State<App>,
    CanManage(staff): CanManage,
    Path(id): Path<DifferenceId>,
) -> Result<axum::Json<Difference>> {
    let mut conn = app.db.read().acquire().await?;
    let row = DifferenceRow::find(&mut conn, &staff.firm, &id).await?;
    let comparison = ComparisonRow::find(&mut conn, &staff.firm, &row.comparison_id).await?;
    let connection = ConnectionRow::find(&mut conn, &staff.firm, &comparison.connection_id).await?;
    drop(conn);
    if !row.kind.0.is_repairable() {
        return Err(Error::conflict(
            "not-repairable",
            "Recording what the gateway says does not mend this: look at the payment",
        ));
    }
    let recorded = match row.about.0 {
        ComparedKind::Payment => payments::sync::payment(&app, &connection.id, &row.payment_intent).await,
        ComparedKind::Refund => refunds::of_payment(&app, &connection.id, &row.payment_intent).await,
    };
    recorded.map_err(|failure| unavailable(&failure))?;
    if differs(&app, &connection, &row).await? {
        return Err(Error::conflict("differs-still", "It differs still: look at the payment here and at the gateway"));
    }
    let mut tx = app.db.begin().await?;
    sqlx::query("UPDATE differences SET repaired_at = $1 WHERE firm_id = $2 AND id = $3 AND repaired_at IS NULL")
        .bind(app.now().ms())
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    let repaired = DifferenceRow::find(tx.conn(), &staff.firm, &id).await?;
    tx.announce(&staff.firm, Change::of(ChangeKind::Payment));
    tx.commit().await?;
    Ok(axum::Json(repaired.into()))
}

fn unavailable(failure: &Failure) -> Error {
    tracing::warn!(error = %failure, "repairing a difference");
    Problem::new(503, "gateway-unavailable", "The gateway does not answer right now")
        .with_detail("Try again in a minute.")
        .into()
}

/// Whether something other than where it came from is still another there.
async fn differs(app: &App, connection: &ConnectionRow, row: &DifferenceRow) -> Result<bool> {
    let client = connection.client(app)?;
    let gone = |error: CallError| unavailable(&Failure::Retry(error.into()));
    let whose = (&connection.firm_id.0, &connection.id.0);
    let found = match row.about.0 {
        ComparedKind::Payment => {
            let intent = client.payment_intent(&row.payment_intent).await.map_err(gone)?;
            let mut conn = app.db.read().acquire().await?;
            match theirs::payment(&intent, app.now()) {
                Some(theirs) => find::payment(&mut conn, whose, &theirs).await?,
                None => None,
            }
        }
        ComparedKind::Refund => {
            let all = client.refunds(&row.payment_intent).await.map_err(gone)?;
            let mut conn = app.db.read().acquire().await?;
            match all.iter().find(|refund| refund.id == row.gateway_id).and_then(theirs::refund) {
                Some(theirs) => find::refund(&mut conn, whose, &theirs).await?,
                None => None,
            }
        }
    };
    Ok(found.is_some_and(|found| found.verdict.kind.is_repairable()))
}
