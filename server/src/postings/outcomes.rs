//! What a connector, or a person, says of single postings.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Problem,
    api::{
        audit::EventKind,
        postings::{MAX_OUTCOMES, NewOutcome, NewOutcomes, OutcomeResult, Outcomes, Posting},
    },
    id::PostingId,
    posting::PostingStatus,
};

use super::{
    mark::{Marking, Said},
    row::find,
};
use crate::{
    audit::Event,
    db::{Col, Tx},
    firm,
    http::{CanBill, Error, Path, Result, Staff, idempotency::Once},
    state::App,
};

/// Say what became of a posting in the practice software. Saying the same again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/postings/{id}/outcome", tag = "postings", operation_id = "say_posting_outcome",
    params(("id" = PostingId, Path)), request_body = NewOutcome,
    responses(
        (status = 200, body = Posting), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "It stands where this can't be said of it", body = Problem),
        (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn one(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<PostingId>,
    Once(new, mut ticket): Once<NewOutcome>,
) -> Result<Response> {
    let said = Said::parse(&new, "")?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    firm::lock(&mut tx, &staff.firm).await?;
    let before = find(tx.conn(), &staff.firm, &id).await?;
    if before.status != said.outcome.status() {
        if let Some(why) = said.outcome.refused(before.status) {
            return Err(Error::conflict("stands-elsewhere", why));
        }
        let marking = Marking::begin(&app, &mut tx, &staff, said.outcome.status(), Some(&said)).await?;
        marking.choose_one(&mut tx, &id, said.outcome.from()).await?;
        marking.say(&app, &mut tx, &staff, &said).await?;
        let detail = format!("Posting {}: {}", before.sequence, said.outcome.status().label());
        let event = Event::new(&staff.firm, EventKind::PostingsMarked, &staff).payment(&before.payment_id);
        event.detail(detail).record(&app, &mut tx).await?;
    }
    let posting: Posting = find(tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &posting).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Say what became of several postings. Each is answered for itself: one that can't be marked keeps none of the others
/// from it. Send an `Idempotency-Key`, and repeat the request if you hear no answer.
#[utoipa::path(
    post, path = "/api/v1/postings/outcomes", tag = "postings", operation_id = "say_posting_outcomes",
    request_body = NewOutcomes,
    responses((status = 200, body = Outcomes), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn several(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewOutcomes>,
) -> Result<Response> {
    if !(1..=MAX_OUTCOMES).contains(&new.outcomes.len()) {
        return Err(Error::field("/outcomes", format!("Name 1 to {MAX_OUTCOMES} postings")));
    }
    let said = new.outcomes.iter().enumerate();
    let said = said.map(|(i, of)| Ok((of.id.clone(), Said::parse(&of.said, &format!("/outcomes/{i}"))?)));
    let said = said.collect::<Result<Vec<_>>>()?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    firm::lock(&mut tx, &staff.firm).await?;
    let mut results = Vec::with_capacity(said.len());
    for (id, said) in &said {
        results.push(mark(&app, &mut tx, &staff, id, said).await?);
    }
    let done = results.iter().filter(|result| result.done).count();
    let event = Event::new(&staff.firm, EventKind::PostingsMarked, &staff);
    event.detail(format!("{done} of {} postings", results.len())).record(&app, &mut tx).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::OK, &Outcomes { results }).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn mark(app: &App, tx: &mut Tx, staff: &Staff, id: &PostingId, said: &Said) -> Result<OutcomeResult> {
    let status: Option<Col<PostingStatus>> =
        sqlx::query_scalar("SELECT status FROM postings WHERE firm_id = $1 AND id = $2")
            .bind(staff.firm.as_str())
            .bind(id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    let left = |status, why: &str| OutcomeResult { id: id.clone(), done: false, status, why: Some(why.to_owned()) };
    let Some(Col(status)) = status else { return Ok(left(None, "There is no such posting")) };
    let wanted = said.outcome.status();
    if status != wanted {
        if let Some(why) = said.outcome.refused(status) {
            return Ok(left(Some(status), why));
        }
        let marking = Marking::begin(app, tx, staff, wanted, Some(said)).await?;
        marking.choose_one(tx, id, said.outcome.from()).await?;
        marking.say(app, tx, staff, said).await?;
    }
    Ok(OutcomeResult { id: id.clone(), done: true, status: Some(wanted), why: None })
}
