//! What is typed into the form, and the request it makes.

use domain::{
    CivilDate, Currency, Fields, Instant, Money, Problem,
    amount::parse_amount,
    api::{
        accounts::Account,
        links::{NewLink, NewRecipient},
    },
    link::PartPolicy,
    text::{Description, Email, InvoiceNumber, Message, Name},
    time::DAY,
};
use leptos::prelude::*;

use crate::ui::end_of_day;

/// Everything that is typed; it outlives errors and answers.
#[derive(Clone, Copy)]
pub struct Draft {
    pub account_id: RwSignal<String>,
    pub amount: RwSignal<String>,
    pub invoice_number: RwSignal<String>,
    pub description: RwSignal<String>,
    pub due_on: RwSignal<String>,
    pub message: RwSignal<String>,
    /// `never`, a number of days, or `date`.
    pub expiry: RwSignal<String>,
    pub expires_on: RwSignal<String>,
    pub may_pay_less: RwSignal<bool>,
    pub min_amount: RwSignal<String>,
    /// What becomes of the rest: a [`PartPolicy`].
    pub part_policy: RwSignal<String>,
    pub name: RwSignal<String>,
    pub email: RwSignal<String>,
    pub send: RwSignal<bool>,
}

impl Draft {
    /// An empty form: mailed at once, never expires.
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            account_id: text(),
            amount: text(),
            invoice_number: text(),
            description: text(),
            due_on: text(),
            message: text(),
            expiry: RwSignal::new("never".to_owned()),
            expires_on: text(),
            may_pay_less: RwSignal::new(false),
            min_amount: text(),
            part_policy: RwSignal::new(PartPolicy::Continue.as_str().to_owned()),
            name: text(),
            email: text(),
            send: RwSignal::new(true),
        }
    }

    /// For the next one: the account, the expiry and the way of sending stay.
    pub fn clear(self) {
        let texts = [
            self.amount,
            self.invoice_number,
            self.description,
            self.due_on,
            self.message,
            self.min_amount,
            self.name,
            self.email,
        ];
        for text in texts {
            text.set(String::new());
        }
        self.may_pay_less.set(false);
        self.part_policy.set(PartPolicy::Continue.as_str().to_owned());
    }

    /// The request, or everything that is wrong with it.
    ///
    /// # Errors
    /// One sentence for each field.
    pub fn request(self, account: Option<&Account>, zone: &str, now: Instant) -> Result<NewLink, Problem> {
        let mut fields = Fields::new();
        if account.is_none() {
            fields.refuse("/account_id", "Choose where the money goes");
        }
        let currency = account.map_or(Currency::USD, |account| account.currency);
        let amount = fields.take("/amount", parse_amount(&self.amount.get_untracked(), currency));
        let min_amount = self.least(&mut fields, amount, currency);
        let expires_at = self.end(&mut fields, zone, now);
        let optional = |text: RwSignal<String>| Some(text.get_untracked());
        let due_on = fields.optional::<CivilDate>("/due_on", optional(self.due_on).as_deref());
        let description = fields.optional::<Description>("/description", optional(self.description).as_deref());
        let number = fields.optional::<InvoiceNumber>("/invoice_number", optional(self.invoice_number).as_deref());
        let message = fields.optional::<Message>("/message", optional(self.message).as_deref());
        let recipient = self.recipient(&mut fields);
        let link = account.zip(amount).map(|(account, amount)| NewLink {
            amount: amount.amount,
            currency: currency.code().to_owned(),
            account_id: account.id.to_string(),
            invoice_number: number.map(String::from),
            due_on: due_on.map(String::from),
            expires_at: expires_at.map(String::from),
            description: description.map(String::from),
            message: message.map(String::from),
            part_policy: min_amount.map(|_| self.part_policy.get_untracked()),
            min_amount: min_amount.map(|least| least.amount),
            recipient,
            send: self.send.get_untracked(),
            ..NewLink::default()
        });
        fields.finish(link)
    }

    fn least(self, fields: &mut Fields, amount: Option<Money>, currency: Currency) -> Option<Money> {
        if !self.may_pay_less.get_untracked() {
            return None;
        }
        let least = fields.take("/min_amount", parse_amount(&self.min_amount.get_untracked(), currency))?;
        if amount.is_some_and(|amount| least.amount >= amount.amount) {
            fields.refuse("/min_amount", "The least must be less than the amount");
        }
        Some(least)
    }

    fn end(self, fields: &mut Fields, zone: &str, now: Instant) -> Option<Instant> {
        let choice = self.expiry.get_untracked();
        if let Ok(days) = choice.parse::<i64>() {
            return Some(now.plus_ms(days * DAY));
        }
        if choice != "date" {
            return None;
        }
        let day: CivilDate = fields.parse("/expires_at", &self.expires_on.get_untracked())?;
        let end = end_of_day(day, zone);
        if end.is_some_and(|end| end <= now) {
            fields.refuse("/expires_at", "Choose a day that is not over yet");
        }
        end
    }

    fn recipient(self, fields: &mut Fields) -> Option<NewRecipient> {
        let (name, email) = (self.name.get_untracked(), self.email.get_untracked());
        let blank = name.trim().is_empty() && email.trim().is_empty();
        if blank && !self.send.get_untracked() {
            return None;
        }
        fields.parse::<Name>("/recipient/name", &name);
        fields.parse::<Email>("/recipient/email", &email);
        Some(NewRecipient { name: name.trim().to_owned(), email: email.trim().to_owned() })
    }
}
