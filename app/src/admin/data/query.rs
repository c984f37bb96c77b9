//! A value of the server's that the page follows.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    admin::session::Session,
    api::{ApiError, Transport},
};

/// A value, loaded for a key and again whenever something changed. The old value stays until the new
/// one is there; it goes only when the key does.
pub struct Query<T: Send + Sync + 'static> {
    /// The value, once it is there.
    pub value: RwSignal<Option<T>>,
    /// Why the last call gave none.
    pub failure: RwSignal<Option<ApiError>>,
    again: RwSignal<u32>,
}

/// How far a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// On its way.
    Loading,
    /// There.
    There,
    /// There is no such thing.
    Gone,
    /// It could not be loaded.
    Failed(String),
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Query<T> {
    /// Loads by `fetch` what belongs to `key`, and again when `version` changes. A key of `None` loads nothing.
    pub fn new<K, Fut>(
        key: impl Fn() -> Option<K> + 'static,
        version: impl Fn() -> u32 + 'static,
        fetch: impl Fn(Transport, K) -> Fut + 'static,
    ) -> Self
    where
        K: PartialEq + Clone + 'static,
        Fut: Future<Output = Result<T, ApiError>> + 'static,
    {
        let query = Self { value: RwSignal::new(None), failure: RwSignal::new(None), again: RwSignal::new(0) };
        let session = Session::from_context();
        let latest = StoredValue::new(0_u64);
        Effect::new(move |before: Option<Option<K>>| {
            version();
            query.again.track();
            let key = key();
            if before.as_ref() != Some(&key) {
                query.value.set(None);
                query.failure.set(None);
            }
            let mine = latest.get_value() + 1;
            latest.set_value(mine);
            let Some(wanted) = key.clone() else { return key };
            let answer = fetch(session.transport(), wanted);
            spawn_local(async move {
                let answer = answer.await;
                // An answer to an older question, or to a page that is gone.
                if latest.try_get_value() == Some(mine) {
                    query.take(session, answer);
                }
            });
            key
        });
        query
    }

    fn take(self, session: Session, answer: Result<T, ApiError>) {
        match answer {
            Ok(value) => {
                if self.value.with_untracked(|old| old.as_ref() != Some(&value)) {
                    self.value.set(Some(value));
                }
                if self.failure.with_untracked(Option::is_some) {
                    self.failure.set(None);
                }
            }
            Err(error) => {
                session.hear(&error);
                self.failure.set(Some(error));
            }
        }
    }

    /// Loads again; the old value stays meanwhile.
    pub fn reload(self) {
        self.again.update(|n| *n += 1);
    }

    /// Puts a value in its place that the server has just answered.
    pub fn put(self, value: T) {
        self.value.set(Some(value));
    }

    /// How far it is; changes only when that does, not with every new value.
    pub fn stage(self) -> Memo<Stage> {
        Memo::new(move |_| {
            if self.failure.with(|failure| failure.as_ref().is_some_and(ApiError::is_not_found)) {
                return Stage::Gone;
            }
            match (self.value.with(Option::is_some), self.blocking_failure()) {
                (true, _) => Stage::There,
                (false, Some(why)) => Stage::Failed(why),
                (false, None) => Stage::Loading,
            }
        })
    }

    /// The failure, if there is no value to show instead.
    pub fn blocking_failure(self) -> Option<String> {
        if self.value.with(Option::is_some) {
            return None;
        }
        self.failure.with(|failure| failure.as_ref().map(ToString::to_string))
    }
}
