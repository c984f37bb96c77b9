//! What is typed of a payment by hand, and the request it makes.

use domain::{
    CivilDate, Fields, Mode, Money, PaymentSource, Problem,
    amount::parse_amount,
    api::{accounts::Account, payments::NewPayment},
    text::{Description, Email, Message, Name},
};
use leptos::prelude::*;

use crate::admin::payments::whose::{Subject, Whose};

/// Everything that is typed; it outlives errors and answers.
#[derive(Clone, Copy)]
pub struct Draft {
    pub source: RwSignal<String>,
    pub account_id: RwSignal<String>,
    pub amount: RwSignal<String>,
    pub received_on: RwSignal<String>,
    pub reference: RwSignal<String>,
    pub payer_name: RwSignal<String>,
    pub payer_email: RwSignal<String>,
    pub note: RwSignal<String>,
    pub whose: Whose,
}

impl Draft {
    /// A cheque that came today.
    pub fn new(today: Option<CivilDate>) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            source: RwSignal::new(PaymentSource::Cheque.to_string()),
            account_id: text(),
            amount: text(),
            received_on: RwSignal::new(today.map(|day| day.to_string()).unwrap_or_default()),
            reference: text(),
            payer_name: text(),
            payer_email: text(),
            note: text(),
            whose: Whose::new(),
        }
    }

    /// The money, as far as it is known: one can choose whose it is before the amount is typed.
    pub fn subject(self, account: &Account, mode: Mode) -> Subject {
        let amount = self.amount.with(|text| parse_amount(text, account.currency));
        Subject {
            money: amount.unwrap_or(Money::new(0, account.currency)),
            kind: account.kind,
            account_name: Some(account.name.clone()),
            mode,
        }
    }

    /// The request, or everything that is wrong with it.
    ///
    /// # Errors
    /// One sentence for each field.
    pub fn request(
        self,
        account: Option<&Account>,
        mode: Mode,
        today: Option<CivilDate>,
    ) -> Result<NewPayment, Problem> {
        let mut fields = Fields::new();
        let account = fields.take("/account_id", account.ok_or("Choose the account that it went to"));
        let amount = account
            .and_then(|account| fields.take("/amount", parse_amount(&self.amount.get_untracked(), account.currency)));
        let received_on = fields.parse::<CivilDate>("/received_on", &self.received_on.get_untracked());
        if received_on.zip(today).is_some_and(|(day, today)| day > today) {
            fields.refuse("/received_on", "Choose a day that has come");
        }
        let typed = |text: RwSignal<String>| Some(text.get_untracked());
        let reference = fields.optional::<Description>("/reference", typed(self.reference).as_deref());
        let payer_name = fields.optional::<Name>("/payer_name", typed(self.payer_name).as_deref());
        let payer_email = fields.optional::<Email>("/payer_email", typed(self.payer_email).as_deref());
        let note = fields.optional::<Message>("/note", typed(self.note).as_deref());
        let known = self.whose.client.with_untracked(Option::is_some);
        let allocation = match account.filter(|_| known && amount.is_some()) {
            Some(account) => match self.whose.request(&untrack(|| self.subject(account, mode))) {
                Ok(allocation) => Some(allocation),
                Err(problem) => {
                    problem.errors.iter().for_each(|e| fields.refuse(&format!("/allocation{}", e.pointer), &e.detail));
                    None
                }
            },
            None => None,
        };
        let payment = account.zip(amount).zip(received_on).map(|((account, amount), received_on)| NewPayment {
            source: self.source.get_untracked(),
            amount: amount.amount,
            currency: amount.currency.code().to_owned(),
            account_id: account.id.to_string(),
            received_on: received_on.to_string(),
            reference: reference.map(String::from),
            payer_name: payer_name.map(String::from),
            payer_email: payer_email.map(|email| email.to_string()),
            note: note.map(String::from),
            mode: Some(mode.to_string()),
            allocation,
        });
        fields.finish(payment)
    }
}
