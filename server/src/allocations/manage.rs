//! Linking a payment, and taking that back.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Money, PaymentStatus,
    api::{
        allocations::{Allocations, NewAllocation},
        audit::EventKind,
    },
    id::PaymentId,
};

use super::{Ask, Funds, allocate, list, plan, take_all_back};
use crate::{
    audit::Event,
    http::{CanBill, Error, Path, Result, idempotency::Once},
    invoices::paying::Coming,
    state::App,
};

/// Says whose a payment is, and what it pays. Without parts, operating money pays the client's open invoices, oldest
/// first, and the rest is the client's credit; trust money goes to what the client, or the matter, has in trust.
#[utoipa::path(post, path = "/api/v1/payments/{id}/allocations", tag = "payments", operation_id = "link_payment",
    params(("id" = String, Path)), request_body = NewAllocation,
    responses((status = 201, body = Allocations), (status = 409, body = domain::Problem), (status = 422, body = domain::Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<PaymentId>,
    Once(new, mut ticket): Once<NewAllocation>,
) -> Result<Response> {
    if let Some(answer) = ticket.replayed(&app, &staff).await? {
        return Ok(answer);
    }
    let ask = Ask::parse(&new, "")?;
    must_be_there(&Funds::look(&mut *app.db.read().acquire().await?, &staff.firm, &id).await?)?;
    ask.make_room(&app, &staff.firm).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let funds = Funds::look(tx.conn(), &staff.firm, &id).await?;
    must_be_there(&funds)?;
    let shares = plan(&mut tx, &funds, &ask).await?;
    let sum: i64 = shares.iter().map(|share| share.amount).sum();
    if sum <= 0 {
        return Err(Error::conflict("nothing-left", "All of this payment has been linked or has gone back"));
    }
    let whose = (&ask.client, ask.matter.as_ref());
    allocate(&app, &mut tx, &funds, whose, &shares, (Coming::Anew, (&staff).into())).await?;
    Event::new(&staff.firm, EventKind::PaymentLinked, &staff)
        .payment(&id)
        .client(&ask.client)
        .matter(ask.matter.as_ref())
        .detail(Money::new(sum, funds.currency.0))
        .record(&app, &mut tx)
        .await?;
    let allocations = list::of(&mut tx, &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &allocations).await?;
    tx.commit().await?;
    Ok(answer)
}

fn must_be_there(funds: &Funds) -> Result<()> {
    match funds.status.0 {
        PaymentStatus::Succeeded => Ok(()),
        _ => Err(Error::conflict("not-succeeded", "Only money that is there can be linked")),
    }
}

/// Takes all of it back: the payment pays nothing, and is nobody's. Refused if trust money of it was spent.
#[utoipa::path(post, path = "/api/v1/payments/{id}/unlinking", tag = "payments", operation_id = "unlink_payment",
    params(("id" = String, Path)), responses((status = 200, body = Allocations), (status = 409, body = domain::Problem)))]
pub(super) async fn unlink(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<PaymentId>,
) -> Result<axum::Json<Allocations>> {
    let mut tx = app.db.begin().await?;
    let mut funds = Funds::hold(&mut tx, &staff.firm, &id).await?;
    let Some(client) = funds.client_id.clone() else {
        return Err(Error::conflict("not-linked", "This payment is nobody's: there is nothing to take back"));
    };
    let (matter, sum) = (funds.matter_id.clone(), funds.allocated);
    sqlx::query("UPDATE payments SET client_id = NULL, matter_id = NULL WHERE firm_id = $1 AND id = $2")
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    take_all_back(&app, &mut tx, &mut funds, "unlinking", (&staff).into()).await?;
    Event::new(&staff.firm, EventKind::PaymentUnlinked, &staff)
        .payment(&id)
        .client(&client)
        .matter(matter.as_deref())
        .detail(Money::new(sum, funds.currency.0))
        .record(&app, &mut tx)
        .await?;
    let allocations = list::of(&mut tx, &staff.firm, &id).await?;
    tx.commit().await?;
    Ok(axum::Json(allocations))
}
