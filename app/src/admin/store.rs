//! What several screens share: the accounts and the counts in the navigation.

use std::collections::BTreeMap;

use domain::{
    Mode,
    api::{
        accounts::Account,
        tables::{Count, Counts},
        users::User,
    },
    table::{TableQuery, links::LinkColumn, payments::PaymentColumn},
};
use leptos::prelude::*;

use super::{
    data::{Query, among},
    live::Live,
    session::Session,
};
use crate::api;

/// Shared values, in context.
#[derive(Clone, Copy)]
pub struct Store {
    /// The receiving accounts.
    pub accounts: Query<Vec<Account>>,
    /// How many links there are.
    pub links: Query<Counts>,
    /// How many payments a person should look at.
    pub flagged: Query<Count>,
    /// Of how many payments nobody has said whose they are.
    pub unlinked: Query<Count>,
    /// Who works here, for who may see that.
    pub staff: Query<Vec<User>>,
    /// The names of clients and matters that filters ask for, by their ids.
    names: RwSignal<BTreeMap<String, String>>,
}

/// What the firm's accounts move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modes {
    /// No account has a gateway.
    None,
    /// Only test money.
    Test,
    /// Only real money.
    Live,
    /// Some of each.
    Both,
}

impl Store {
    /// Loads the shared values and puts them into context.
    pub fn start() -> Self {
        let session = Session::from_context();
        let live = Live::from_context();
        let signed_in = move || session.is_in().then_some(());
        let count_of = |column: PaymentColumn, word: &'static str| {
            Query::new(
                signed_in,
                move || live.payments(),
                move |transport, ()| async move {
                    let mut query = TableQuery::default();
                    query.filter(column, Some(among([word])));
                    api::pages::counts(&transport, &query).await.map(|counts| counts.matching)
                },
            )
        };
        let store = Self {
            accounts: Query::new(
                signed_in,
                move || live.settings(),
                |transport, ()| async move { api::accounts::list(&transport).await.map(|page| page.data) },
            ),
            links: Query::new(
                signed_in,
                move || live.links(),
                |transport, ()| async move { api::pages::counts::<LinkColumn>(&transport, &TableQuery::default()).await },
            ),
            flagged: count_of(PaymentColumn::Flagged, "yes"),
            unlinked: count_of(PaymentColumn::Linked, "no"),
            staff: Query::new(
                signed_in,
                move || live.settings(),
                |transport, ()| async move { api::users::list(&transport).await.map(|page| page.data) },
            ),
            names: RwSignal::new(BTreeMap::new()),
        };
        provide_context(store);
        store
    }

    /// What [`Store::start`] put into context.
    pub fn from_context() -> Self {
        use_context::<Self>().unwrap_or_else(Self::start)
    }

    /// Test money or real money; `None` before the accounts are there.
    pub fn modes(self) -> Option<Modes> {
        self.accounts.value.with(|accounts| {
            let accounts = accounts.as_ref()?;
            let has = |mode| accounts.iter().any(|account| account.mode == Some(mode));
            Some(match (has(Mode::Test), has(Mode::Live)) {
                (false, false) => Modes::None,
                (true, false) => Modes::Test,
                (false, true) => Modes::Live,
                (true, true) => Modes::Both,
            })
        })
    }

    /// Whether a name is known.
    pub fn knows(self, id: &str) -> bool {
        self.names.with_untracked(|names| names.contains_key(id))
    }

    /// Keeps a name.
    pub fn learn(self, id: String, name: String) {
        self.names.try_update(|names| names.insert(id, name));
    }

    /// The names that are known of ids with a prefix.
    pub fn names(self, prefix: &str) -> Vec<(String, String)> {
        self.names.with(|names| {
            let these = names.iter().filter(|(id, _)| id.starts_with(prefix));
            these.map(|(id, name)| (id.clone(), name.clone())).collect()
        })
    }

    /// The money that lists show unless one asks for the other; `None` before the accounts are there.
    pub fn usual_mode(self) -> Option<Mode> {
        self.modes().map(|modes| match modes {
            Modes::Live | Modes::Both => Mode::Live,
            Modes::Test | Modes::None => Mode::Test,
        })
    }

    /// An account by its id.
    pub fn account(self, id: &str) -> Option<Account> {
        self.accounts
            .value
            .with(|accounts| accounts.as_ref().and_then(|all| all.iter().find(|a| a.id.as_str() == id).cloned()))
    }
}
