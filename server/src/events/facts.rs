//! What is known of an appointment, checked; and storing it.

use domain::{
    Currency, Fields, Instant, Money,
    api::events::{AppointmentChange, NewAppointment},
    event::{AppointmentStatus, DepositKind, LEAST_MINUTES, MOST_MINUTES, Repeated, WHOLE, part_of},
    id::{AccountId, AppointmentId, FirmId, MatterId, UserId},
    imports::fold,
    money::MAX_AMOUNT,
    text::{EventTitle, Note, Place},
    time::MINUTE,
};
use jiff::tz::TimeZone;

use super::{row::AppointmentRow, when};
use crate::{
    accounts::AccountRow,
    clients::ClientRow,
    db::Tx,
    gateways::stripe::amounts,
    http::{Result, Staff},
    matters::responsible,
    state::App,
};

/// An appointment's facts as they were entered, each in itself fit to be stored.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub title: EventTitle,
    place: Option<Place>,
    starts_at: Instant,
    ends_at: Instant,
    pub matter: Option<MatterId>,
    responsible: Option<String>,
    pub account: Option<AccountId>,
    fee: i64,
    deposit: Deposit,
    note: Option<Note>,
}

#[derive(Debug, Clone, Copy)]
enum Deposit {
    None,
    Fixed(i64),
    Percent(i64),
}

/// What it costs, in the currency of its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Price {
    pub currency: Currency,
    pub fee: i64,
    kind: DepositKind,
    percent: Option<i64>,
    deposit: i64,
}

impl Facts {
    /// Checks what was entered; every wrong field is noted.
    pub fn parse(fields: &mut Fields, new: &NewAppointment, zone: &TimeZone) -> Option<Self> {
        let title = fields.parse("/title", &new.title);
        let place = fields.optional("/place", new.place.as_deref());
        let repeated: Option<Repeated> = match filled(&new.repeated) {
            None => None,
            Some(word) => fields.take("/repeated", word.parse().map_err(|_| "Choose the first or the second")),
        };
        let starts_at = when::read(&new.starts_at, repeated, zone);
        let starts_at = starts_at.map_err(|why| fields.refuse(why.pointer(), why)).ok();
        let minutes = match new.minutes {
            LEAST_MINUTES..=MOST_MINUTES => Ok(new.minutes),
            _ => Err("Choose 5 minutes to 24 hours"),
        };
        let minutes = fields.take("/minutes", minutes);
        let matter = filled(&new.matter_id)
            .and_then(|id| fields.take("/matter_id", id.parse().map_err(|_| "Choose one of your matters")));
        let account = filled(&new.account_id)
            .and_then(|id| fields.take("/account_id", id.parse().map_err(|_| "Choose one of your receiving accounts")));
        if !(0..=MAX_AMOUNT).contains(&new.fee) {
            fields.refuse("/fee", "Enter what it costs, or nothing");
        } else if new.fee > 0 && filled(&new.account_id).is_none() {
            fields.refuse("/account_id", "Choose the account that its money goes to");
        }
        let deposit = deposit(fields, new);
        let note = fields.optional("/note", new.note.as_deref());
        let responsible = filled(&new.responsible_id).map(str::to_owned);
        let (title, starts_at) = title.zip(starts_at)?;
        let ends_at = starts_at.plus_ms(minutes? * MINUTE);
        let (fee, deposit) = (new.fee, deposit?);
        Some(Self { title, place, starts_at, ends_at, matter, responsible, account, fee, deposit, note })
    }

    /// What it costs where it is paid to: the gateway can take the fee and the deposit.
    ///
    /// # Errors
    /// 422 at the amount that does not fit.
    pub fn price(&self, account: Option<&AccountRow>, own: Currency) -> Result<Price> {
        let currency = account.map_or(own, |account| account.currency.0);
        let mut fields = Fields::new();
        let (kind, percent, deposit, at) = match self.deposit {
            Deposit::None => (DepositKind::None, None, 0, "/deposit"),
            Deposit::Fixed(amount) => (DepositKind::Fixed, None, amount, "/deposit"),
            Deposit::Percent(part) => (DepositKind::Percent, Some(part), part_of(self.fee, part), "/deposit_percent"),
        };
        if self.fee > 0 {
            fields.take("/fee", amounts::to_stripe(Money::new(self.fee, currency)));
        }
        if kind != DepositKind::None && self.fee == 0 {
            fields.refuse("/fee", "Enter the fee that the deposit is a part of");
        } else if deposit > self.fee {
            let fee = Money::new(self.fee, currency);
            fields.refuse(at, format!("Ask for at most the fee, {fee}"));
        } else if kind != DepositKind::None {
            fields.take(at, amounts::to_stripe(Money::new(deposit, currency)));
        }
        Ok(fields.finish(Some(Price { currency, fee: self.fee, kind, percent, deposit }))?)
    }

    /// Who is there: a member of staff. Who left the firm stays where they were (`so_far`).
    ///
    /// # Errors
    /// 422 at `/responsible_id`.
    pub async fn responsible(&self, tx: &mut Tx, firm: &FirmId, so_far: Option<&UserId>) -> Result<Option<UserId>> {
        match &self.responsible {
            None => Ok(None),
            Some(id) => responsible(tx, firm, id, so_far).await.map(Some),
        }
    }

    /// Stores a new appointment.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert(
        &self,
        app: &App,
        tx: &mut Tx,
        staff: &Staff,
        client: &ClientRow,
        with: Option<&UserId>,
        price: Price,
    ) -> Result<AppointmentId> {
        let id = AppointmentId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO appointments (id, firm_id, mode, status, client_id, matter_id, title, title_key, place,
                 starts_at, ends_at, responsible_id, account_id, currency, fee, deposit_kind, deposit_percent, deposit,
                 note, created_by, created_at, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21)",
        )
        .bind(id.as_str())
        .bind(staff.firm.as_str())
        .bind(client.mode.as_str())
        .bind(AppointmentStatus::Booked.as_str())
        .bind(client.id.as_str())
        .bind(self.matter.as_ref().map(MatterId::as_str))
        .bind(self.title.as_str())
        .bind(fold::key(self.title.as_str()))
        .bind(self.place.as_ref().map(Place::as_str))
        .bind(self.starts_at.ms())
        .bind(self.ends_at.ms())
        .bind(with.map(UserId::as_str))
        .bind(self.account.as_ref().map(AccountId::as_str))
        .bind(price.currency.code())
        .bind(price.fee)
        .bind(price.kind.as_str())
        .bind(price.percent)
        .bind(price.deposit)
        .bind(self.note.as_ref().map(Note::as_str))
        .bind(staff.name.as_str())
        .bind(app.now().ms())
        .execute(tx.conn())
        .await?;
        Ok(id)
    }

    /// Stores what changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn update(
        &self,
        app: &App,
        tx: &mut Tx,
        before: &AppointmentRow,
        with: Option<&UserId>,
        price: Price,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE appointments SET matter_id = $1, title = $2, title_key = $3, place = $4, starts_at = $5, ends_at = $6,
                 responsible_id = $7, account_id = $8, currency = $9, fee = $10, deposit_kind = $11,
                 deposit_percent = $12, deposit = $13, note = $14, revision = revision + 1, changed_at = $15
             WHERE firm_id = $16 AND id = $17",
        )
        .bind(self.matter.as_ref().map(MatterId::as_str))
        .bind(self.title.as_str())
        .bind(fold::key(self.title.as_str()))
        .bind(self.place.as_ref().map(Place::as_str))
        .bind(self.starts_at.ms())
        .bind(self.ends_at.ms())
        .bind(with.map(UserId::as_str))
        .bind(self.account.as_ref().map(AccountId::as_str))
        .bind(price.currency.code())
        .bind(price.fee)
        .bind(price.kind.as_str())
        .bind(price.percent)
        .bind(price.deposit)
        .bind(self.note.as_ref().map(Note::as_str))
        .bind(app.now().ms())
        .bind(before.firm_id.as_str())
        .bind(before.id.as_str())
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn deposit(fields: &mut Fields, new: &NewAppointment) -> Option<Deposit> {
    let kind = match filled(&new.deposit_kind) {
        None => DepositKind::None,
        Some(word) => {
            fields.take("/deposit_kind", word.parse().map_err(|_| "Choose no deposit, an amount, or a part"))?
        }
    };
    match kind {
        DepositKind::None => Some(Deposit::None),
        DepositKind::Fixed => {
            let amount = new.deposit.filter(|amount| (1..=MAX_AMOUNT).contains(amount));
            fields.take("/deposit", amount.map(Deposit::Fixed).ok_or("Enter the deposit, above zero"))
        }
        DepositKind::Percent => {
            let part = new.deposit_percent.filter(|part| (1..=WHOLE).contains(part));
            fields.take("/deposit_percent", part.map(Deposit::Percent).ok_or("Enter a part of up to 100 %"))
        }
    }
}

/// What a change makes of an appointment, in the words of a new one: so that both are checked by the same lines.
pub(super) fn changed(row: &AppointmentRow, change: &AppointmentChange) -> NewAppointment {
    let or = |new: &Option<String>, old: Option<String>| new.clone().or(old);
    let starts_at = change.starts_at.clone().unwrap_or_else(|| Instant::from_ms(row.starts_at).to_string());
    NewAppointment {
        client_id: row.client_id.to_string(),
        matter_id: or(&change.matter_id, row.matter_id.as_ref().map(|id| id.to_string())),
        title: change.title.clone().unwrap_or_else(|| row.title.clone()),
        place: or(&change.place, row.place.clone()),
        starts_at,
        repeated: change.repeated.clone(),
        minutes: change.minutes.unwrap_or((row.ends_at - row.starts_at) / MINUTE),
        responsible_id: or(&change.responsible_id, row.responsible_id.as_ref().map(|id| id.to_string())),
        account_id: or(&change.account_id, row.account_id.as_ref().map(|id| id.to_string())),
        fee: change.fee.unwrap_or(row.fee),
        deposit_kind: or(&change.deposit_kind, Some(row.deposit_kind.to_string())),
        deposit: change.deposit.or(Some(row.deposit)),
        deposit_percent: change.deposit_percent.or(row.deposit_percent),
        note: or(&change.note, row.note.clone()),
    }
}
