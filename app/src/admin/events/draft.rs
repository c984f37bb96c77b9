//! What is typed about an appointment, and the requests it makes.

use domain::{
    CivilDate, Currency, Fields, Money, Problem,
    amount::parse_amount,
    api::events::{Appointment, AppointmentChange, NewAppointment},
    decimal::{parse_thousandths, show_thousandths},
    event::DepositKind,
    text::{EventTitle, Note, Place},
};
use leptos::prelude::*;

use super::times;
use crate::admin::records::Picked;

/// Everything that is typed; it outlives errors and answers.
#[derive(Clone, Copy)]
pub struct Draft {
    pub client: RwSignal<Option<Picked>>,
    pub matter_id: RwSignal<String>,
    pub title: RwSignal<String>,
    pub place: RwSignal<String>,
    pub day: RwSignal<String>,
    pub time: RwSignal<String>,
    /// Which of two times, where clocks go back.
    pub repeated: RwSignal<String>,
    pub minutes: RwSignal<String>,
    pub responsible_id: RwSignal<String>,
    pub fee: RwSignal<String>,
    pub account_id: RwSignal<String>,
    pub deposit_kind: RwSignal<String>,
    /// An amount or a part, as the kind says.
    pub deposit: RwSignal<String>,
    pub note: RwSignal<String>,
}

impl Draft {
    /// Three quarters of an hour, without a deposit.
    pub fn new(day: String, time: String) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            client: RwSignal::new(None),
            matter_id: text(""),
            title: text(""),
            place: text(""),
            day: RwSignal::new(day),
            time: RwSignal::new(time),
            repeated: text(""),
            minutes: text("45"),
            responsible_id: text(""),
            fee: text(""),
            account_id: text(""),
            deposit_kind: text(DepositKind::None.as_str()),
            deposit: text(""),
            note: text(""),
        }
    }

    /// An appointment as it is.
    pub fn of(before: &Appointment) -> Self {
        let day = times::day(&before.local_start).map(String::from).unwrap_or_default();
        let draft = Self::new(day, times::clock(&before.local_start).to_owned());
        draft.client.set(Some(Picked { id: before.client_id.clone(), name: before.client_name.clone() }));
        draft.matter_id.set(before.matter_id.as_ref().map(ToString::to_string).unwrap_or_default());
        draft.title.set(before.title.clone());
        draft.place.set(before.place.clone().unwrap_or_default());
        draft.minutes.set(before.minutes.to_string());
        draft.responsible_id.set(before.responsible_id.as_ref().map(ToString::to_string).unwrap_or_default());
        let money = |amount| Money::new(amount, before.currency).plain();
        if before.fee > 0 {
            draft.fee.set(money(before.fee));
        }
        draft.account_id.set(before.account_id.as_ref().map(ToString::to_string).unwrap_or_default());
        draft.deposit_kind.set(before.deposit_kind.to_string());
        draft.deposit.set(match before.deposit_kind {
            DepositKind::None => String::new(),
            DepositKind::Fixed => money(before.deposit),
            DepositKind::Percent => show_thousandths(before.deposit_percent.unwrap_or_default() * 10),
        });
        draft.note.set(before.note.clone().unwrap_or_default());
        draft
    }

    /// The request, or everything that is wrong with it.
    ///
    /// # Errors
    /// One sentence for each field.
    pub fn read(self, currency: Currency) -> Result<NewAppointment, Problem> {
        let mut fields = Fields::new();
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        let client = self.client.get_untracked();
        if client.is_none() {
            fields.refuse("/client_id", "Choose who comes");
        }
        fields.parse::<EventTitle>("/title", &text(self.title));
        fields.optional::<Place>("/place", Some(&text(self.place)));
        fields.optional::<Note>("/note", Some(&text(self.note)));
        let day = fields.parse::<CivilDate>("/starts_at", &text(self.day));
        let time = text(self.time);
        if time.is_empty() {
            fields.refuse("/time", "Enter when it begins");
        }
        let minutes =
            fields.take("/minutes", text(self.minutes).parse::<i64>().map_err(|_| "Choose how long it takes"));
        let fee = fields.take("/fee", amount(&text(self.fee), currency));
        let kind: DepositKind = text(self.deposit_kind).parse().unwrap_or(DepositKind::None);
        let (deposit, deposit_percent) = self.deposit(&mut fields, kind, currency);
        // Without a fee there is nothing to be paid anywhere.
        let account = text(self.account_id);
        let new = client.zip(day).map(|(client, day)| NewAppointment {
            client_id: client.id.to_string(),
            matter_id: Some(text(self.matter_id)),
            title: text(self.title),
            place: Some(text(self.place)),
            starts_at: format!("{day}T{time}"),
            repeated: Some(text(self.repeated)).filter(|word| !word.is_empty()),
            minutes: minutes.unwrap_or_default(),
            responsible_id: Some(text(self.responsible_id)),
            account_id: Some(account),
            fee: fee.unwrap_or_default(),
            deposit_kind: Some(kind.to_string()),
            deposit,
            deposit_percent,
            note: Some(text(self.note)),
        });
        fields.finish(new)
    }

    fn deposit(self, fields: &mut Fields, kind: DepositKind, currency: Currency) -> (Option<i64>, Option<i64>) {
        let typed = self.deposit.get_untracked();
        match kind {
            DepositKind::None => (None, None),
            DepositKind::Fixed => {
                let read = parse_amount(typed.trim(), currency).map(|money| money.amount);
                (fields.take("/deposit", read), None)
            }
            DepositKind::Percent => {
                // Thousandths of a percent are typed, hundredths are kept.
                let read = match parse_thousandths(typed.trim()) {
                    Ok(part) if part % 10 == 0 => Ok(part / 10),
                    Ok(_) => Err("Use at most two decimals".to_owned()),
                    Err(why) => Err(why.to_string()),
                };
                (None, fields.take("/deposit_percent", read))
            }
        }
    }
}

/// What it costs; nothing where nothing is typed.
fn amount(text: &str, currency: Currency) -> Result<i64, String> {
    if text.is_empty() || text.contains('0') && text.chars().all(|c| matches!(c, '0' | '.' | ',')) {
        return Ok(0);
    }
    parse_amount(text, currency).map(|money| money.amount).map_err(|why| why.to_string())
}

/// The request that changes an appointment: what is empty is taken away. A time that was not touched stays the moment
/// that it is.
pub fn change(new: NewAppointment, before: &Appointment) -> AppointmentChange {
    let moved = new.starts_at != before.local_start || new.repeated.is_some();
    AppointmentChange {
        matter_id: new.matter_id,
        title: Some(new.title),
        place: new.place,
        starts_at: moved.then_some(new.starts_at),
        repeated: new.repeated,
        minutes: Some(new.minutes),
        responsible_id: new.responsible_id,
        account_id: new.account_id,
        fee: Some(new.fee),
        deposit_kind: new.deposit_kind,
        deposit: new.deposit,
        deposit_percent: new.deposit_percent,
        note: new.note,
        status: None,
        revision: Some(before.revision),
    }
}
