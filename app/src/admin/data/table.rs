//! A page with a table: the address bar holds what it shows, and which row's details are open beside it.

use domain::{
    api::tables::Counts,
    table::{Columns, Condition, Style, TableQuery},
};
use leptos::prelude::*;

use super::Query;
use crate::{
    admin::place::{Place, Step},
    api::{ApiError, Transport},
    params::Params,
    ui::TableModel,
};

/// A page with a table. It is handed around by value.
pub struct TablePage<C: Columns> {
    /// The table.
    pub model: TableModel<C>,
    /// How many rows there are, as far as that is known; those of the query before, until the new ones are.
    pub counts: RwSignal<Option<Counts>>,
    place: Place,
    path: &'static str,
}

impl<C: Columns> Clone for TablePage<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for TablePage<C> {}

impl<C: Columns> TablePage<C> {
    /// The page at a path. `fetch` counts its rows, again when `version` grows.
    pub fn new<Fut>(
        path: &'static str,
        version: impl Fn() -> u32 + 'static,
        fetch: impl Fn(Transport, TableQuery<C>) -> Fut + 'static,
    ) -> Self
    where
        Fut: Future<Output = Result<Counts, ApiError>> + 'static,
    {
        let place = Place::here();
        let query = Memo::new(move |_| TableQuery::read_leniently(Style::Address, place.params().pairs()));
        let go = move |query: TableQuery<C>| {
            // Details that are open stay open.
            let to = untrack(|| address(place, &place.path(), &query));
            place.go(&to, Step::New);
        };
        let page = Self { model: TableModel::new(query, Callback::new(go)), counts: RwSignal::new(None), place, path };
        page.count(version, fetch);
        page
    }

    fn count<Fut>(self, version: impl Fn() -> u32 + 'static, fetch: impl Fn(Transport, TableQuery<C>) -> Fut + 'static)
    where
        Fut: Future<Output = Result<Counts, ApiError>> + 'static,
    {
        // The order changes no count.
        let query = self.model.query;
        let unordered = Memo::new(move |_| TableQuery { sort: vec![C::SORT], ..query.get() });
        let counted = Query::new(move || Some(unordered.get()), version, fetch);
        Effect::new(move |_| {
            if let Some(counts) = counted.value.get() {
                self.model.matching.set(Some(counts.matching));
                self.counts.set(Some(counts));
            } else if counted.failure.with(Option::is_some) {
                self.model.matching.set(None);
                self.counts.set(None);
            }
        });
    }

    /// The row whose details are open.
    pub fn open_id(self) -> Option<String> {
        let path = self.place.path();
        let id = path.strip_prefix(self.path)?.strip_prefix('/')?;
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// The address of a row's details, over the table as it is.
    pub fn details(self, id: &str) -> String {
        self.place.at(&format!("{}/{id}", self.path))
    }

    /// Opens a row's details.
    pub fn open(self, id: &str) {
        let to = untrack(|| self.details(id));
        // From one row to the next, *back* still leads to the list.
        let step = if untrack(|| self.open_id()).is_some() { Step::Instead } else { Step::New };
        self.place.go(&to, step);
    }

    /// The address of the table with another query.
    pub fn changed(self, change: impl FnOnce(&mut TableQuery<C>)) -> String {
        let mut query = self.model.query.get();
        change(&mut query);
        address(self.place, self.path, &query)
    }

    /// The address of the table with everything in it, in the order it has.
    pub fn everything(self) -> String {
        self.changed(|query| *query = TableQuery { sort: query.sort.clone(), ..TableQuery::default() })
    }

    /// The address of the table with what is asked here and nothing else, in the order it has.
    pub fn only(self, asks: &[(C, Condition)]) -> String {
        self.changed(|query| {
            *query = TableQuery { sort: query.sort.clone(), ..TableQuery::default() };
            asks.iter().for_each(|(column, asked)| query.filter(*column, Some(asked.clone())));
        })
    }

    /// Whether the table asks this and nothing else.
    pub fn is_only(self, asks: &[(C, Condition)]) -> bool {
        self.model.query.with(|query| {
            let asked = asks.iter().all(|(column, asked)| query.condition(*column) == Some(asked));
            asked && query.filters.len() == asks.len() && query.words.is_empty()
        })
    }
}

/// The address of a path with a query; what else the address holds stays.
fn address<C: Columns>(place: Place, path: &str, query: &TableQuery<C>) -> String {
    let others = place.params();
    let others = others.pairs().filter(|(name, _)| !matches!(*name, "q" | "sort") && name.parse::<C>().is_err());
    let params = others.fold(Params::new(), |params, (name, value)| params.with(name, value));
    query.params(Style::Address).iter().fold(params, |params, (name, value)| params.with(name, value)).at(path)
}

/// One of some words, as a filter asks for it.
pub fn among<const N: usize>(words: [&str; N]) -> Condition {
    let mut words = words.map(str::to_owned);
    words.sort_unstable();
    Condition::Among(words.into())
}
