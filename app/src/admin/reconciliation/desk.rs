//! What the parts of the page share: the month, and what is ticked.

use std::collections::BTreeSet;

use domain::{
    Money, Permission,
    api::{
        reconciliation::{BankMonth, NewMatch},
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Keys, Query},
        live::Live,
        session::Session,
    },
    api::{self, reconciliation::Of},
    ui::Toasts,
};

/// The month that lies on the desk.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Which one.
    pub of: Memo<Option<Of>>,
    /// What is known of it.
    pub month: Query<BankMonth>,
    /// Lines of the bank that are ticked.
    pub lines: RwSignal<BTreeSet<String>>,
    /// Entries of the books that are ticked.
    pub entries: RwSignal<BTreeSet<String>>,
    /// Matching and undoing: one thing after the other.
    pub action: Action,
    /// Whether the reader may change something in a month that is open.
    pub may: Memo<bool>,
    keys: Keys<NewMatch>,
    toasts: Toasts,
    live: Live,
}

impl Desk {
    /// A desk for a month.
    pub fn new(of: Memo<Option<Of>>) -> Self {
        let (session, live) = (Session::from_context(), Live::from_context());
        let month = Query::<BankMonth>::new(
            move || of.get(),
            move || live.payments().wrapping_add(live.records()),
            |transport, of| async move { api::reconciliation::month(&transport, &of).await },
        );
        let desk = Self {
            of,
            month,
            lines: RwSignal::new(BTreeSet::new()),
            entries: RwSignal::new(BTreeSet::new()),
            action: Action::new(),
            may: Memo::new(move |_| {
                let open = month.value.with(|month| month.as_ref().is_some_and(|month| month.closed.is_none()));
                open && session.may(Permission::MoveMoney)
            }),
            keys: Keys::new(),
            toasts: use_context::<Toasts>().unwrap_or_default(),
            live,
        };
        // What was ticked belongs to the month that was shown.
        Effect::new(move |_| {
            of.track();
            desk.untick();
        });
        desk
    }

    /// An amount of this month.
    pub fn money(self, amount: i64) -> String {
        let currency = self.month.value.with(|month| month.as_ref().map(|month| month.currency));
        currency.map(|currency| Money::new(amount, currency).to_string()).unwrap_or_default()
    }

    /// Nothing is ticked.
    pub fn untick(self) {
        self.lines.update(BTreeSet::clear);
        self.entries.update(BTreeSet::clear);
    }

    /// What is ticked on each side: how many, and what they come to.
    pub fn ticked(self) -> [(usize, i64); 2] {
        let (lines, entries) = (self.lines.get(), self.entries.get());
        self.month.value.with(|month| {
            let Some(month) = month else { return [(0, 0); 2] };
            let of_bank = month.lines.iter().filter(|line| lines.contains(line.id.as_str())).map(|line| line.amount);
            let of_books = month.entries.iter().filter(|entry| entries.contains(&entry.id)).map(|entry| entry.amount);
            [(of_bank.clone().count(), of_bank.sum()), (of_books.clone().count(), of_books.sum())]
        })
    }

    /// Matches what is ticked.
    pub fn match_ticked(self) {
        let ids = |set: RwSignal<BTreeSet<String>>| set.with_untracked(|set| set.iter().cloned().collect());
        self.make(NewMatch { line_ids: ids(self.lines), entry_ids: ids(self.entries), proposals: false });
    }

    /// Matches some lines and entries, or all that is proposed.
    pub fn make(self, new: NewMatch) {
        let Some(of) = self.of.get_untracked() else { return };
        let key = self.keys.of(&new);
        let before = self.month.value.with_untracked(|month| month.as_ref().map_or(0, |month| month.matches.len()));
        self.action.run_or_tell(
            move |transport| async move { api::reconciliation::make(&transport, &of, &new, &key).await },
            move |month: BankMonth| {
                self.keys.forget();
                self.untick();
                self.say(&month, month.matches.len().saturating_sub(before));
                self.put(month);
            },
        );
    }

    /// One match can be taken back right away; of many, each below.
    fn say(self, month: &BankMonth, made: usize) {
        match (made, month.matches.iter().max_by_key(|made| made.id.as_str())) {
            (1, Some(last)) => {
                let id = last.id.clone();
                let undo = Callback::new(move |()| self.undo(id.clone()));
                self.toasts.offer("Matched.", "Undo", undo);
            }
            (made, _) => self.toasts.say(format!("{made} matched.")),
        }
    }

    /// Takes a match back.
    pub fn undo(self, id: domain::id::BankMatchId) {
        self.action.run_or_tell(
            move |transport| async move { api::reconciliation::undo(&transport, &id).await },
            move |()| {
                self.toasts.say("The match is taken back.");
                self.month.reload();
            },
        );
    }

    /// Shows what the server answered.
    pub fn put(self, month: BankMonth) {
        self.month.put(month);
        self.live.changed(ChangeKind::Record);
    }
}
