//! A list of the server's, page by page, that the screen follows.

use domain::api::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    admin::session::Session,
    api::{ApiError, Transport},
};

/// What tells the rows of a list apart.
pub trait RowKey {
    /// The row's id.
    fn row_key(&self) -> String;
}

/// One row: it stays the same element on the screen while its content changes.
pub struct Row<T: Send + Sync + 'static> {
    /// The row's id.
    pub key: String,
    /// The row's content.
    pub value: ArcRwSignal<T>,
}

impl<T: Send + Sync + 'static> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), value: self.value.clone() }
    }
}

/// A list that is loaded for a query, grows by pages and is loaded again, as far as it was loaded,
/// when something changed. Old rows stay until the new ones are there.
pub struct List<T: Send + Sync + 'static> {
    /// The rows; `None` before the first answer.
    pub rows: RwSignal<Option<Vec<Row<T>>>>,
    /// Why the last call gave none.
    pub failure: RwSignal<Option<ApiError>>,
    /// Whether the rows belong to an older query.
    pub stale: RwSignal<bool>,
    /// Whether more rows are being loaded.
    pub growing: RwSignal<bool>,
    cursor: RwSignal<Option<String>>,
    again: RwSignal<u32>,
    grow: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for List<T> {}

impl<T: RowKey + Clone + PartialEq + Send + Sync + 'static> List<T> {
    /// Loads by `fetch` what belongs to `query`, and again when `version` changes.
    pub fn new<K, Fut>(
        query: impl Fn() -> K + Send + Sync + Clone + 'static,
        version: impl Fn() -> u32 + 'static,
        fetch: impl Fn(Transport, K, u32, Option<String>) -> Fut + Send + Sync + Copy + 'static,
    ) -> Self
    where
        K: PartialEq + Clone + 'static,
        Fut: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let session = Session::from_context();
        let latest = StoredValue::new(0_u64);
        let rows = RwSignal::new(None);
        let cursor = RwSignal::new(None);
        let growing = RwSignal::new(false);
        let failure = RwSignal::new(None);
        let grow = {
            let query = query.clone();
            move |()| {
                let Some(from) = cursor.get_untracked() else { return };
                if growing.get_untracked() {
                    return;
                }
                growing.set(true);
                let mine = latest.get_value();
                let answer = fetch(session.transport(), untrack(&query), DEFAULT_LIMIT, Some(from));
                spawn_local(async move {
                    let answer = answer.await;
                    growing.try_set(false);
                    if latest.try_get_value() != Some(mine) {
                        return;
                    }
                    match answer {
                        Ok(page) => {
                            rows.update(|rows: &mut Option<Vec<Row<T>>>| append(rows, page.data));
                            cursor.set(page.next_cursor);
                        }
                        Err(error) => {
                            session.hear(&error);
                            failure.set(Some(error));
                        }
                    }
                });
            }
        };
        let list = Self {
            rows,
            failure,
            stale: RwSignal::new(false),
            growing,
            cursor,
            again: RwSignal::new(0),
            grow: Callback::new(grow),
        };
        Effect::new(move |before: Option<K>| {
            version();
            list.again.track();
            let wanted = query();
            let same = before.as_ref() == Some(&wanted);
            list.stale.set(!same);
            let have = if same { list.rows.with_untracked(|rows| rows.as_ref().map_or(0, Vec::len)) } else { 0 };
            let mine = latest.get_value() + 1;
            latest.set_value(mine);
            let question = wanted.clone();
            spawn_local(async move {
                let answer = load(session.transport(), question, have, fetch).await;
                if latest.try_get_value() == Some(mine) {
                    list.take(session, answer);
                }
            });
            wanted
        });
        list
    }

    fn take(self, session: Session, answer: Result<Page<T>, ApiError>) {
        match answer {
            Ok(page) => {
                self.rows.update(|rows| merge(rows, page.data));
                self.cursor.set(page.next_cursor);
                self.failure.set(None);
                self.stale.set(false);
            }
            Err(error) => {
                session.hear(&error);
                self.failure.set(Some(error));
                if self.stale.get_untracked() {
                    self.rows.set(None);
                }
            }
        }
    }

    /// Loads again what is loaded.
    pub fn reload(self) {
        self.again.update(|n| *n += 1);
    }

    /// Loads one more page.
    pub fn grow(self) {
        self.grow.run(());
    }

    /// Whether there is one more page.
    pub fn has_more(self) -> bool {
        self.cursor.with(Option::is_some)
    }

    /// Whether there are neither rows nor a failure yet.
    pub fn is_loading(self) -> bool {
        self.rows.with(Option::is_none) && self.failure.with(Option::is_none)
    }

    /// Whether the answer was that there is nothing.
    pub fn is_empty(self) -> bool {
        self.rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty))
    }

    /// The failure, if there are no rows to show instead.
    pub fn blocking_failure(self) -> Option<String> {
        if self.rows.with(Option::is_some) {
            return None;
        }
        self.failure.with(|failure| failure.as_ref().map(ToString::to_string))
    }
}

/// The first rows, at least as many as there are on the screen.
async fn load<T, K: Clone, Fut>(
    transport: Transport,
    query: K,
    have: usize,
    fetch: impl Fn(Transport, K, u32, Option<String>) -> Fut,
) -> Result<Page<T>, ApiError>
where
    Fut: Future<Output = Result<Page<T>, ApiError>>,
{
    let mut data = Vec::new();
    let mut cursor = None;
    loop {
        let missing = u32::try_from(have.saturating_sub(data.len())).unwrap_or(MAX_LIMIT);
        let limit = missing.clamp(DEFAULT_LIMIT, MAX_LIMIT);
        let page = fetch(transport.clone(), query.clone(), limit, cursor).await?;
        data.extend(page.data);
        cursor = page.next_cursor;
        if cursor.is_none() || data.len() >= have {
            return Ok(Page { data, next_cursor: cursor });
        }
    }
}

/// Puts new values into the rows that stay.
fn merge<T: RowKey + PartialEq + Send + Sync + 'static>(rows: &mut Option<Vec<Row<T>>>, values: Vec<T>) {
    let old = rows.take().unwrap_or_default();
    let row = |value: T| {
        let key = value.row_key();
        match old.iter().find(|row| row.key == key) {
            Some(row) => {
                if row.value.with_untracked(|there| *there != value) {
                    row.value.set(value);
                }
                row.clone()
            }
            None => Row { key, value: ArcRwSignal::new(value) },
        }
    };
    *rows = Some(values.into_iter().map(row).collect());
}

/// Adds what is not there yet: a row can move to a later page while one reads.
fn append<T: RowKey + Send + Sync + 'static>(rows: &mut Option<Vec<Row<T>>>, values: Vec<T>) {
    let rows = rows.get_or_insert_default();
    for value in values {
        let key = value.row_key();
        if rows.iter().all(|row| row.key != key) {
            rows.push(Row { key, value: ArcRwSignal::new(value) });
        }
    }
}
