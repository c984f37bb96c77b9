//! Asking for a refund: one transaction reserves the money, stores the exact request, and queues it.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Fields, Money, Problem,
    api::{
        audit::EventKind,
        refunds::{NewRefund, Refund, RefundPart},
    },
    id::{ConnectionId, PaymentId, RefundId},
    ledger::JournalKind,
    refund::{RefundReason, RefundStatus},
    text::Description,
};

use super::{
    Debited, Outflow, Paid, RefundRow,
    money::{available, plan, refusal},
};
use crate::{
    allocations::{self, Funds, Part, Short, Taking},
    audit::{Actor, Event},
    db::Tx,
    gateways::stripe::{RefundRequest, amounts, refund_request},
    http::{CanMoveMoney, Error, Path, Result, Staff, idempotency::Once},
    invoices::paying::Going,
    jobs::Job,
    ledger::{self, About, Journal},
    state::App,
};

/// The most parts that a refund names.
const MOST_PARTS: usize = 200;

/// Gives money of a payment back. The answer says *requested*; what becomes of it is seen by asking again.
#[utoipa::path(post, path = "/api/v1/payments/{id}/refunds", tag = "refunds", operation_id = "create_refund",
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, description = "One for each refund")),
    request_body = NewRefund, responses(
        (status = 201, body = Refund), (status = 400, description = "No `Idempotency-Key`", body = Problem),
        (status = 404, body = Problem), (status = 409, description = "Nothing can be given back", body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    CanMoveMoney(staff): CanMoveMoney,
    Path(id): Path<PaymentId>,
    Once(new, mut ticket): Once<NewRefund>,
) -> Result<Response> {
    ticket.must_have_key()?;
    let wish = Wish::parse(new)?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let (paid, funds) = Paid::hold(&mut tx, &staff.firm, &id).await?;
    let refund = reserve(&app, &mut tx, (&paid, funds), &wish, &staff).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &refund).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What someone asks for, parsed.
struct Wish {
    amount: Option<i64>,
    reason: RefundReason,
    note: Option<String>,
    parts: Option<Vec<RefundPart>>,
}

impl Wish {
    fn parse(new: NewRefund) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let reason = fields.take("/reason", new.reason.parse().map_err(|_| "Choose why the money goes back"));
        let note: Option<Description> = fields.optional("/note", new.note.as_deref());
        if reason == Some(RefundReason::Other) && note.is_none() && fields.is_fine() {
            fields.refuse("/note", "Say why, in a few words for your colleagues");
        }
        if new.amount.is_some_and(|amount| amount < 1) {
            fields.refuse("/amount", "Enter an amount above zero");
        }
        if new.parts.as_ref().is_some_and(|parts| parts.len() > MOST_PARTS) {
            fields.refuse("/parts", format!("Name at most {MOST_PARTS} parts"));
        }
        let (amount, parts) = (new.amount, new.parts);
        fields.finish(reason.map(|reason| Self { amount, reason, note: note.map(String::from), parts }))
    }
}

/// Takes the money out of everyone's reach, here, before the gateway is asked. The caller holds the payment.
async fn reserve(
    app: &App,
    tx: &mut Tx,
    (paid, mut funds): (&Paid, Funds),
    wish: &Wish,
    staff: &Staff,
) -> Result<Refund> {
    let new = New { id: RefundId::from_u128(app.new_id()), money: how_much(tx, paid, wish).await?, wish };
    let chosen = match &wish.parts {
        Some(parts) => parts.iter().map(|part| (part.allocation_id.clone(), part.amount)).collect(),
        None => plan(tx.conn(), paid, new.money.amount).await?.parts,
    };
    take(tx, paid, new.money.amount).await?;
    new.insert(app, tx, paid, staff).await?;
    paid.concern(Event::new(&paid.firm_id, EventKind::RefundRequested, staff))
        .detail(format!("{}, {}", new.money, wish.reason.label()))
        .record(app, tx)
        .await?;
    Job::SendRefund { refund: new.id.clone() }.enqueue(app, tx, app.now()).await?;
    let taking = Taking {
        amount: new.money.amount,
        chosen: Some(chosen),
        going: Going::Returned,
        short: Short::Refuse,
        cause: new.id.as_str(),
        actor: staff.into(),
    };
    let taken = allocations::take_back(app, tx, &mut funds, taking).await?;
    keep_parts(tx, paid, &new.id, &taken.parts).await?;
    book(app, tx, paid, &new, staff.into()).await?;
    let row = RefundRow::by_id(tx.conn(), &new.id).await?;
    row.map(Into::into).ok_or_else(|| Error::not_found("refund"))
}

/// What was taken back is given back if the refund fails.
async fn keep_parts(tx: &mut Tx, paid: &Paid, id: &RefundId, parts: &[Part]) -> Result<()> {
    sqlx::query("UPDATE refunds SET parts = $1 WHERE firm_id = $2 AND id = $3")
        .bind(serde_json::to_string(parts).map_err(anyhow::Error::from)?)
        .bind(paid.firm_id.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What is asked for, or all there is.
async fn how_much(tx: &mut Tx, paid: &Paid, wish: &Wish) -> Result<Money> {
    if let Some(why) = refusal(paid) {
        return Err(Error::conflict("not-refundable", why));
    }
    let most = available(tx.conn(), paid).await?;
    if most == 0 {
        let why = "The client has nothing of this money left here: it was spent. Nothing can be given back out of it.";
        return Err(Error::conflict("not-available", why));
    }
    let money = paid.money(wish.amount.unwrap_or(most));
    if money.amount > most {
        return Err(Error::field("/amount", format!("At most {} can be given back now", paid.money(most))));
    }
    amounts::refund_to_stripe(money).map_err(|why| Error::field("/amount", why.to_string()))?;
    Ok(money)
}

/// Two refunds at once never take more than there is: the statement says so.
async fn take(tx: &mut Tx, paid: &Paid, amount: i64) -> Result<()> {
    let taken = sqlx::query(
        "UPDATE payments SET refunded = refunded + $1
         WHERE firm_id = $2 AND id = $3 AND status = 'succeeded' AND takes_refunds = 1
             AND amount - refunded - withdrawn >= $1",
    )
    .bind(amount)
    .bind(paid.firm_id.as_str())
    .bind(paid.id.as_str())
    .execute(tx.conn())
    .await?;
    let done = taken.rows_affected() == 1;
    done.then_some(()).ok_or_else(|| Error::conflict("not-available", "Someone else was faster. Load the page again"))
}

struct New<'a> {
    id: RefundId,
    money: Money,
    wish: &'a Wish,
}

impl New<'_> {
    fn request(&self, paid: &Paid) -> Result<String> {
        let intent = paid.payment_intent.as_deref().ok_or_else(|| Error::not_found("payment at the gateway"))?;
        let amount = amounts::refund_to_stripe(self.money).map_err(anyhow::Error::from)?;
        Ok(refund_request(&RefundRequest {
            refund: &self.id,
            payment_intent: intent,
            amount,
            reason: self.wish.reason,
            from_destination: paid.destination.is_some(),
        })?)
    }

    async fn insert(&self, app: &App, tx: &mut Tx, paid: &Paid, staff: &Staff) -> Result<()> {
        let now = app.now().ms();
        sqlx::query(
            "INSERT INTO refunds (id, firm_id, payment_id, connection_id, mode, status, amount, currency, reason, note,
                 request, idempotency_key, key_since, created_at, created_by, created_by_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(self.id.as_str())
        .bind(paid.firm_id.as_str())
        .bind(paid.id.as_str())
        .bind(paid.connection_id.as_deref().map(ConnectionId::as_str))
        .bind(paid.mode.as_str())
        .bind(RefundStatus::Requested.as_str())
        .bind(self.money.amount)
        .bind(self.money.currency.code())
        .bind(self.wish.reason.as_str())
        .bind(self.wish.note.as_deref())
        .bind(self.request(paid)?)
        .bind(format!("{}-1", self.id))
        .bind(now)
        .bind(now)
        .bind(staff.name.as_str())
        .bind(staff.id())
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

async fn book(app: &App, tx: &mut Tx, paid: &Paid, new: &New<'_>, actor: Actor) -> Result<()> {
    let amount = new.money.amount;
    let outflow = Outflow { paid, amount, covered: amount, debited: Debited::Own };
    let journal = Journal {
        firm: &paid.firm_id,
        mode: paid.mode.0,
        currency: paid.currency.0,
        kind: JournalKind::Refund,
        cause: RefundRow::cause(&new.id),
        occurred_at: app.now(),
        actor,
        about: About { payment: Some(paid.id.0.clone()), refund: Some(new.id.clone()), ..About::default() },
        memo: new.wish.note.clone(),
        lines: outflow.lines().ok_or_else(|| Error::not_found("account of this payment"))?,
    };
    ledger::post(app, tx, journal).await?;
    Ok(())
}
