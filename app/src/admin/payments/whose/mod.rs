//! Whose money it is and what it pays: what is chosen, and the request that it makes.

mod fields;
mod invoices;
mod trust;

use domain::{
    AccountKind, FieldError, Mode, Money, Problem,
    allocation::Debt,
    api::{
        allocations::{NewAllocation, NewPart, Proposal},
        invoices::Invoice,
        matters::Matter,
    },
    id::InvoiceId,
};
use leptos::prelude::*;

pub use self::fields::WhoseFields;
use crate::{
    admin::records::Picked,
    sharing::{Say, Shares, read_share, spread},
};

/// The money that is to be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// How much of it.
    pub money: Money,
    /// Whose money lies in the account that it went to.
    pub kind: AccountKind,
    /// The account's name.
    pub account_name: Option<String>,
    /// Test money or real money.
    pub mode: Mode,
}

/// What someone chooses; it outlives errors and answers.
#[derive(Clone, Copy)]
pub struct Whose {
    /// The client.
    pub client: RwSignal<Option<Picked>>,
    /// The id of the matter; empty for none.
    matter: RwSignal<String>,
    /// The client's open invoices, the oldest first, and what is said of each.
    invoices: RwSignal<Vec<Invoice>>,
    said: RwSignal<Vec<Say>>,
    /// The invoice that a proposal named.
    named: RwSignal<Option<InvoiceId>>,
    /// Whether what is left of operating money becomes the client's credit, or stays unlinked.
    credit: RwSignal<bool>,
    /// The client's open matters, whether trust money is split over them, and what is typed for each.
    matters: RwSignal<Vec<Matter>>,
    split: RwSignal<bool>,
    typed: RwSignal<Vec<String>>,
}

impl Whose {
    /// Nobody's yet.
    pub fn new() -> Self {
        Self {
            client: RwSignal::new(None),
            matter: RwSignal::new(String::new()),
            invoices: RwSignal::new(Vec::new()),
            said: RwSignal::new(Vec::new()),
            named: RwSignal::new(None),
            credit: RwSignal::new(true),
            matters: RwSignal::new(Vec::new()),
            split: RwSignal::new(false),
            typed: RwSignal::new(Vec::new()),
        }
    }

    /// Begins anew, with a client or without.
    pub fn begin(self, client: Option<Picked>, matter: String) {
        self.forget();
        self.client.set(client);
        self.matter.set(matter);
        self.credit.set(true);
    }

    /// Takes a proposal.
    pub fn take(self, proposal: &Proposal) {
        self.begin(
            Some(Picked { id: proposal.client_id.clone(), name: proposal.client_name.clone() }),
            proposal.matter_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        );
        self.named.set(proposal.invoice_id.clone());
    }

    /// Of another client nothing is known yet.
    fn forget(self) {
        self.invoices.set(Vec::new());
        self.said.set(Vec::new());
        self.named.set(None);
        self.matters.set(Vec::new());
        self.split.set(false);
        self.typed.set(Vec::new());
    }

    /// How operating money is spread over the client's invoices.
    fn shares(self, money: Money) -> Shares {
        self.invoices.with(|invoices| {
            let debts: Vec<Debt> = invoices.iter().map(debt).collect();
            self.said.with(|said| spread(money.amount, money.currency, &debts, said))
        })
    }

    /// How trust money is split over matters: of each what was typed, the rest is the chosen one's.
    fn splits(self, money: Money) -> Shares {
        let read = |text: &String| match text.trim() {
            "" => Ok(0),
            text => read_share(text, money.currency, money.amount),
        };
        let chosen = self.matter.get();
        let answers: Vec<_> = self.matters.with(|matters| {
            let typed = self.typed.get();
            let split = self.split.get();
            matters
                .iter()
                .enumerate()
                .map(|(at, matter)| match typed.get(at).filter(|_| split && matter.id.as_str() != chosen) {
                    Some(text) => read(text),
                    None => Ok(0),
                })
                .collect()
        });
        let each: Vec<i64> = answers.iter().map(|answer| answer.as_ref().copied().unwrap_or_default()).collect();
        let rest = money.amount - each.iter().sum::<i64>();
        Shares { each, wrong: answers.into_iter().map(Result::err).collect(), rest }
    }

    /// The request, or what is wrong with it.
    ///
    /// # Errors
    /// One sentence.
    pub fn request(self, subject: &Subject) -> Result<NewAllocation, Problem> {
        untrack(|| {
            let client = self.client.get().ok_or_else(|| refused("/client_id", "Choose whose it is"))?;
            let matter_id = Some(self.matter.get()).filter(|id| !id.is_empty());
            let trust = subject.kind == AccountKind::Trust;
            let shares = if trust { self.splits(subject.money) } else { self.shares(subject.money) };
            if !shares.are_fine() {
                return Err(refused("/parts", "The parts must not come to more than there is"));
            }
            let parts = if trust { self.trust_parts(&shares) } else { self.operating_parts(&shares) };
            if parts.is_empty() {
                return Err(refused("/parts", "Tick an invoice, or let the rest be the client’s credit"));
            }
            Ok(NewAllocation { client_id: client.id.to_string(), matter_id, parts: Some(parts) })
        })
    }

    fn operating_parts(self, shares: &Shares) -> Vec<NewPart> {
        let invoices = self.invoices.get();
        let paid = invoices.iter().zip(&shares.each).filter(|(_, share)| **share > 0);
        let paid = paid.map(|(invoice, share)| NewPart {
            invoice_id: Some(invoice.id.to_string()),
            matter_id: invoice.matter_id.as_ref().map(ToString::to_string),
            amount: *share,
        });
        let credit =
            (self.credit.get() && shares.rest > 0).then(|| NewPart { amount: shares.rest, ..NewPart::default() });
        paid.chain(credit).collect()
    }

    fn trust_parts(self, shares: &Shares) -> Vec<NewPart> {
        let part = |matter_id: Option<String>, amount: i64| NewPart { invoice_id: None, matter_id, amount };
        let matters = self.matters.get();
        let typed = matters.iter().zip(&shares.each).filter(|(_, share)| **share > 0);
        let typed = typed.map(|(matter, share)| part(Some(matter.id.to_string()), *share));
        let main = Some(self.matter.get()).filter(|id| !id.is_empty());
        let rest = (shares.rest > 0).then(|| part(main, shares.rest));
        rest.into_iter().chain(typed).collect()
    }
}

fn refused(pointer: &str, why: &str) -> Problem {
    Problem::invalid(vec![FieldError { pointer: pointer.to_owned(), detail: why.to_owned() }])
}

/// What is asked for by an invoice.
fn debt(invoice: &Invoice) -> Debt {
    Debt { open: invoice.open, issued_on: invoice.issued_on, due_on: invoice.due_on }
}
