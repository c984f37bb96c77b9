//! How a table stands for who is signed in: their set-up, their views and the shared ones.

use domain::{
    api::tables::{CurrentSetup, Setup, TableState, View},
    id::ViewId,
    table::{Columns, Layout, Style, TableQuery},
};
use form_urlencoded::Serializer;
use leptos::prelude::*;

use crate::{
    admin::place::{Place, Step},
    ui::TableModel,
};

/// The set-up of one table, handed around by value.
pub struct Setups<C: Columns> {
    /// The table.
    pub model: TableModel<C>,
    /// Whether the table stands as it was left: until then there is nothing to show.
    pub ready: RwSignal<bool>,
    /// What the server knows; nothing if it could not be asked.
    pub state: RwSignal<Option<TableState>>,
    /// The view that the set-up came from.
    pub view: RwSignal<Option<ViewId>>,
    pub(super) place: Place,
}

impl<C: Columns> Clone for Setups<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for Setups<C> {}

impl<C: Columns> Setups<C> {
    /// All that is set up now, as a view keeps it.
    pub fn shown(self) -> Setup {
        self.model.query.with(|query| self.setup(query))
    }

    /// The set-up as it is kept for who is signed in.
    pub fn now(self) -> CurrentSetup {
        self.model.query.with(|query| self.with_query(query))
    }

    /// What will be kept with another query. What is searched for is of the moment and is not, unless the view
    /// itself searches for it.
    pub(super) fn with_query(self, query: &TableQuery<C>) -> CurrentSetup {
        let of_view = self.current_view().map(|view| read::<C>(&view.setup.query).words).unwrap_or_default();
        let words = if query.words == of_view { of_view } else { String::new() };
        let setup = self.setup(&TableQuery { words, ..query.clone() });
        CurrentSetup { setup, view_id: self.view.get() }
    }

    fn setup(self, query: &TableQuery<C>) -> Setup {
        let mut setup = self.model.layout.with(|layout| layout.to_setup(written(query)));
        // Whoever never moved a column gets those that the table will have some day.
        if self.model.layout.with(|layout| layout.columns == Layout::default().columns) {
            setup.columns.clear();
        }
        setup
    }

    /// The view that the set-up came from, while there is one.
    pub fn current_view(self) -> Option<View> {
        let id = self.view.get()?;
        self.find(&id)
    }

    /// A view by its id.
    pub fn find(self, id: &ViewId) -> Option<View> {
        self.state.with(|state| state.as_ref()?.views.iter().find(|view| view.id == *id).cloned())
    }

    /// The view that a first visit begins with.
    pub fn default_view(self) -> Option<View> {
        let id = self.state.with(|state| state.as_ref()?.default_view_id.clone())?;
        self.find(&id)
    }

    /// Whether the set-up is another one than its view's.
    pub fn is_modified(self) -> bool {
        self.current_view().is_some_and(|view| !same::<C>(&view.setup, &self.shown()))
    }

    /// The columns that a reset goes back to.
    pub fn initial(self) -> Layout<C> {
        let view = self.current_view().or_else(|| self.default_view());
        view.map_or_else(Layout::default, |view| Layout::from_setup(&view.setup))
    }

    /// Sets the table up as a view says, or as it is made.
    pub fn choose(self, view: Option<&View>) {
        let setup = view.map(|view| view.setup.clone()).unwrap_or_default();
        self.view.set(view.map(|view| view.id.clone()));
        self.model.layout.set(Layout::from_setup(&setup));
        let query = read::<C>(&setup.query);
        self.model.change(|now| *now = query);
    }

    /// The address of the table as a view shows it; whoever may see the view gets its columns, too.
    pub fn address(self, view: &View) -> String {
        let path = self.place.path();
        let list = path.match_indices('/').nth(2).map_or(path.as_str(), |(at, _)| path.get(..at).unwrap_or_default());
        let params = Serializer::new(String::new())
            .append_pair("view", view.id.as_str())
            .extend_pairs(read::<C>(&view.setup.query).params(Style::Address))
            .finish();
        format!("{}{list}?{params}", window().location().origin().unwrap_or_default())
    }

    /// Brings the address bar to a query without a step *back* could lead to.
    pub(super) fn settle(self, query: &TableQuery<C>) {
        let path = untrack(|| self.place.path());
        let params = query.params(Style::Address);
        let address = if params.is_empty() {
            path
        } else {
            format!("{path}?{}", Serializer::new(String::new()).extend_pairs(params).finish())
        };
        self.place.go(&address, Step::Instead);
    }
}

/// Filters, what is searched for, and order, as they are kept.
fn written<C: Columns>(query: &TableQuery<C>) -> String {
    Serializer::new(String::new()).extend_pairs(query.params(Style::Address)).finish()
}

/// Filters, what is searched for, and order that were kept.
pub(super) fn read<C: Columns>(kept: &str) -> TableQuery<C> {
    let params: Vec<(String, String)> = form_urlencoded::parse(kept.as_bytes()).into_owned().collect();
    TableQuery::read_leniently(Style::Address, params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Whether two set-ups show the same, however they are written.
fn same<C: Columns>(one: &Setup, other: &Setup) -> bool {
    let shown = |setup: &Setup| (Layout::<C>::from_setup(setup), written(&read::<C>(&setup.query)));
    shown(one) == shown(other)
}
