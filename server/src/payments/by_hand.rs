//! Payments by hand: money that came by cheque, in cash or by transfer.

use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    CivilDate, Currency, Fields, Instant, Mode, Money, PaymentSource, Problem,
    api::{
        audit::EventKind,
        payments::{NewPayment, Payment},
    },
    id::{AccountId, FirmId, PaymentId},
    money::MAX_AMOUNT,
    table::payments::PaymentColumn,
    text::{Description, Email, Message, Name},
};

use sqlx::AnyConnection;

use super::{booking, list};
use crate::{
    accounts::AccountRow,
    allocations::{self, Ask, Funds},
    audit::Event,
    db::Tx,
    firm,
    http::{CanBill, Error, Result, Staff, idempotency::Once},
    invoices::paying::Coming,
    state::App,
    table::{terms, usual_mode},
};

/// What staff recorded, checked.
struct Recorded {
    source: PaymentSource,
    money: Money,
    account: AccountId,
    received_on: CivilDate,
    reference: Option<Description>,
    payer_name: Option<Name>,
    payer_email: Option<Email>,
    note: Option<Message>,
    mode: Option<Mode>,
    allocation: Option<Ask>,
}

impl Recorded {
    fn parse(new: &NewPayment) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let by_hand = |text: &str| {
            let source = text.trim().parse().ok().filter(|source: &PaymentSource| source.is_by_hand());
            source.ok_or("Choose how it came: cheque, cash, transfer or other")
        };
        let source = fields.take("/source", by_hand(&new.source));
        let account = new.account_id.trim().parse().map_err(|_| "Choose one of your receiving accounts");
        let account = fields.take("/account_id", account);
        let currency: Option<Currency> = fields.parse("/currency", &new.currency);
        let amount = match new.amount {
            ..=0 => Err("Enter an amount above zero"),
            1..=MAX_AMOUNT => Ok(new.amount),
            _ => Err("The amount is too large"),
        };
        let amount = fields.take("/amount", amount);
        let received_on = fields.parse("/received_on", &new.received_on);
        let mode = new.mode.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let mode = mode.and_then(|text| fields.take("/mode", text.parse::<Mode>().map_err(|_| "Choose live or test")));
        let reference = fields.optional("/reference", new.reference.as_deref());
        let payer_name = fields.optional("/payer_name", new.payer_name.as_deref());
        let payer_email = fields.optional("/payer_email", new.payer_email.as_deref());
        let note = fields.optional("/note", new.note.as_deref());
        let allocation = new.allocation.as_ref().map(|new| Ask::parse(new, "/allocation"));
        let allocation = match allocation.transpose() {
            Ok(allocation) => allocation,
            Err(problem) => {
                problem.errors.iter().for_each(|wrong| fields.refuse(&wrong.pointer, &wrong.detail));
                None
            }
        };
        let (Some(source), Some(account), Some(currency), Some(amount), Some(received_on)) =
            (source, account, currency, amount, received_on)
        else {
            return fields.finish(None);
        };
        let money = Money::new(amount, currency);
        let recorded =
            Self { source, money, account, received_on, reference, payer_name, payer_email, note, mode, allocation };
        fields.finish(Some(recorded))
    }

    /// Ends the open payment pages that are about to pay what this pays, if the rest of it can be.
    async fn make_room(&self, app: &App, firm: &FirmId) -> Result<()> {
        let Some(ask) = &self.allocation else { return Ok(()) };
        let mut conn = app.db.read().acquire().await?;
        let account = AccountRow::find(&mut *conn, firm, &self.account).await;
        self.admit(app, &mut conn, account).await?;
        drop(conn);
        ask.make_room(app, firm).await
    }

    /// The account that it came to, if that takes it, and when it came: the first moment of its day on the firm's calendar.
    async fn admit(
        &self,
        app: &App,
        conn: &mut AnyConnection,
        account: Result<AccountRow>,
    ) -> Result<(AccountRow, Instant)> {
        let account = account.map_err(|why| match why {
            Error::Problem(_) => Error::field("/account_id", "Choose one of your receiving accounts"),
            other => other,
        })?;
        if self.money.currency != account.currency.0 {
            return Err(Error::field("/currency", format!("This account takes {} only", account.currency.0)));
        }
        let firm = firm::load_in(conn, &account.firm_id).await?;
        if self.received_on > firm::today(&firm, app.now()) {
            return Err(Error::field("/received_on", "Choose a day that has come: today or before"));
        }
        Ok((account, firm::start_of_day(&firm.time_zone, self.received_on)))
    }
}

/// Records money that came by cheque, in cash or by transfer, and what it pays if that is said.
#[utoipa::path(post, path = "/api/v1/payments", tag = "payments", operation_id = "record_payment",
    request_body = NewPayment, responses((status = 201, body = Payment), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Once(new, mut ticket): Once<NewPayment>,
) -> Result<Response> {
    if let Some(answer) = ticket.replayed(&app, &staff).await? {
        return Ok(answer);
    }
    let usual = usual_mode(&app, &staff.firm).await?;
    let recorded = Recorded::parse(&new)?;
    recorded.make_room(&app, &staff.firm).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = ticket.redeem(&app, &mut tx, &staff).await? {
        return Ok(answer);
    }
    let id = store(&app, &mut tx, &staff, &recorded, usual).await?;
    Event::new(&staff.firm, EventKind::PaymentRecorded, &staff)
        .payment(&id)
        .detail(format!("{}, {}", recorded.source.label(), recorded.money))
        .record(&app, &mut tx)
        .await?;
    if let Some(ask) = &recorded.allocation {
        let funds = Funds::look(tx.conn(), &staff.firm, &id).await?;
        let shares = allocations::plan(&mut tx, &funds, ask).await?;
        let whose = (&ask.client, ask.matter.as_ref());
        allocations::allocate(&app, &mut tx, &funds, whose, &shares, (Coming::Anew, (&staff).into())).await?;
    }
    booking::book(&app, &mut tx, &staff.firm, &id).await?;
    let payment = list::find_in(tx.conn(), &staff.firm, &id).await?;
    let answer = ticket.store(&app, &mut tx, StatusCode::CREATED, &payment).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn store(app: &App, tx: &mut Tx, staff: &Staff, recorded: &Recorded, usual: Mode) -> Result<PaymentId> {
    let firm = &staff.firm;
    let account = AccountRow::lock(tx, firm, &recorded.account).await;
    let (account, came_at) = recorded.admit(app, tx.conn(), account).await?;
    let mode = recorded.mode.or(account.mode.map(|mode| mode.0)).unwrap_or(usual);
    let id = PaymentId::from_u128(app.new_id());
    sqlx::query(
        "INSERT INTO payments (id, firm_id, source, account_id, mode, status, amount, currency, payer_name, payer_email,
             reference, received_on, note, recorded_by, takes_refunds, confirmed_at, created_at)
         VALUES ($1, $2, $3, $4, $5, 'succeeded', $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)",
    )
    .bind(id.as_str())
    .bind(firm.as_str())
    .bind(recorded.source.as_str())
    .bind(recorded.account.as_str())
    .bind(mode.as_str())
    .bind(recorded.money.amount)
    .bind(recorded.money.currency.code())
    .bind(recorded.payer_name.as_ref().map(Name::as_str))
    .bind(recorded.payer_email.as_ref().map(Email::as_str))
    .bind(recorded.reference.as_ref().map(Description::as_str))
    .bind(recorded.received_on.to_string())
    .bind(recorded.note.as_ref().map(Message::as_str))
    .bind(staff.name.as_str())
    .bind(came_at.ms())
    .bind(app.now().ms())
    .execute(tx.conn())
    .await?;
    keep_terms(tx, firm, &id, recorded).await?;
    Ok(id)
}

async fn keep_terms(tx: &mut Tx, firm: &FirmId, id: &PaymentId, recorded: &Recorded) -> Result<()> {
    let plain = recorded.money.plain();
    let texts = [
        recorded.payer_name.as_ref().map(Name::as_str),
        recorded.payer_email.as_ref().map(Email::as_str),
        recorded.reference.as_ref().map(Description::as_str),
        Some(plain.as_str()),
    ];
    Ok(terms::put::<PaymentColumn>(tx, firm, id.as_str(), texts.into_iter().flatten()).await?)
}
