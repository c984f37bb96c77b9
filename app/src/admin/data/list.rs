//! The rows of a list, loaded page by page as one reads on, and kept as they are at the server.

use domain::api::{MAX_LIMIT, Page};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    admin::session::Session,
    api::{
        ApiError, Transport,
        pages::{MAX_IDS, Part},
    },
    rows::Keyed,
    ui::{Ask, Failure, Feed, Fresh, More},
};

/// So many rows are looked at for those that came in above.
const LOOK: u32 = 25;

/// The rows that `query` finds, loaded by `fetch`: the first page at once, the next ones as the list asks for them.
///
/// A new query keeps the old rows until the new ones are there. When `version` grows, what one sees is loaded again:
/// the first page if one reads at the top; else the rows on the screen, and a look whether others came in above.
pub fn list<T, Q, Fut>(
    query: Memo<Q>,
    version: impl Fn() -> u32 + 'static,
    fetch: impl Fn(Transport, Part<Q>) -> Fut + Copy + 'static,
) -> Feed<T>
where
    T: Keyed,
    Q: Clone + PartialEq + Send + Sync + 'static,
    Fut: Future<Output = Result<Page<T>, ApiError>> + 'static,
{
    let asked = RwSignal::new(None::<Ask>);
    let feed = Feed::new(Callback::new(move |ask| asked.set(Some(ask))));
    let list = List {
        feed,
        query,
        fetch,
        session: Session::from_context(),
        cursor: StoredValue::new(None),
        round: StoredValue::new(0),
        refreshing: StoredValue::new(Refreshing::No),
    };
    Effect::new(move |before: Option<Q>| {
        version();
        let wanted = query.get();
        if before.as_ref() == Some(&wanted) {
            list.refresh();
        } else {
            list.load();
        }
        wanted
    });
    Effect::new(move |_| match asked.get() {
        None => {}
        Some(Ask::More) => list.grow(),
        Some(Ask::Fresh) => list.refresh_top(),
        Some(Ask::Again) => list.load(),
    });
    feed
}

/// Whether what one sees is being loaded again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refreshing {
    No,
    Once,
    /// Something changed meanwhile.
    AndAgain,
}

struct List<T: Keyed, Q: Send + Sync + 'static, F> {
    feed: Feed<T>,
    query: Memo<Q>,
    fetch: F,
    session: Session,
    /// Where the next page begins.
    cursor: StoredValue<Option<String>>,
    /// Grows with each query: answers to an older one are of no use.
    round: StoredValue<u64>,
    refreshing: StoredValue<Refreshing>,
}

impl<T: Keyed, Q: Send + Sync + 'static, F: Copy> Clone for List<T, Q, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Keyed, Q: Send + Sync + 'static, F: Copy> Copy for List<T, Q, F> {}

impl<T, Q, F, Fut> List<T, Q, F>
where
    T: Keyed,
    Q: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(Transport, Part<Q>) -> Fut + Copy + 'static,
    Fut: Future<Output = Result<Page<T>, ApiError>> + 'static,
{
    fn ask(self, part: Part<Q>) -> Fut {
        (self.fetch)(self.session.transport(), part)
    }

    fn page(self, limit: u32, cursor: Option<String>) -> Part<Q> {
        Part::Page { query: self.query.get_untracked(), limit, cursor }
    }

    /// Whether the page is still there, and still asks the same.
    fn is_still(self, round: u64) -> bool {
        self.round.try_get_value() == Some(round)
    }

    /// Loads the first page of another query.
    fn load(self) {
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        self.refreshing.set_value(Refreshing::No);
        self.feed.stale.set(self.feed.rows.with_untracked(Option::is_some));
        let answer = self.ask(self.page(MAX_LIMIT, None));
        spawn_local(async move {
            let answer = answer.await;
            if !self.is_still(round) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.feed.rows.update(|rows| rows.get_or_insert_default().replace(page.data));
                    self.follow(page.next_cursor);
                    self.feed.failure.set(None);
                    self.feed.turn.update(|turn| *turn += 1);
                }
                Err(error) => self.fail(&error),
            }
            self.feed.fresh.set(Fresh::default());
            self.feed.stale.set(false);
        });
    }

    fn fail(self, error: &ApiError) {
        self.session.hear(error);
        let too_many = error.problem().filter(|problem| problem.kind.ends_with("too-many-rows"));
        self.feed.failure.set(Some(match too_many {
            Some(problem) => Failure::TooMany(problem.detail.clone().unwrap_or_else(|| problem.title.clone())),
            None => Failure::Broken(error.to_string()),
        }));
        self.feed.rows.set(None);
        self.follow(None);
    }

    fn follow(self, cursor: Option<String>) {
        self.feed.more.set(if cursor.is_some() { More::There } else { More::Nothing });
        self.cursor.set_value(cursor);
    }

    /// Loads the page after the last row.
    fn grow(self) {
        let Some(cursor) = self.cursor.get_value() else { return };
        if self.feed.more.with_untracked(|more| *more == More::Coming) {
            return;
        }
        self.feed.more.set(More::Coming);
        let round = self.round.get_value();
        let answer = self.ask(self.page(MAX_LIMIT, Some(cursor.clone())));
        spawn_local(async move {
            let answer = answer.await;
            // Another list, or the same one that begins anew, has another end.
            if !self.is_still(round) || self.cursor.get_value() != Some(cursor) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.feed.rows.update(|rows| rows.get_or_insert_default().append(page.data));
                    self.follow(page.next_cursor);
                }
                Err(error) => {
                    self.session.hear(&error);
                    self.feed.more.set(More::Broken(error.to_string()));
                }
            }
        });
    }

    /// Something changed: loads what one sees.
    fn refresh(self) {
        if self.feed.rows.with_untracked(Option::is_none) {
            return self.load();
        }
        if self.refreshing.get_value() != Refreshing::No {
            return self.refreshing.set_value(Refreshing::AndAgain);
        }
        let seen = self.feed.seen.get_untracked();
        if seen.start == 0 {
            return self.refresh_top();
        }
        let ids = untrack(|| self.feed.keys(seen)).into_iter().take(MAX_IDS).map(|key| key.to_string()).collect();
        let (seen, above) = (self.ask(Part::These(ids)), self.ask(self.page(LOOK, None)));
        self.once(
            async move {
                let seen = seen.await?;
                let above = above.await?;
                Ok((seen, above))
            },
            move |(seen, above)| {
                self.feed.rows.with_untracked(|rows| {
                    if let Some(rows) = rows {
                        seen.data.into_iter().for_each(|value| rows.renew(value));
                        let ahead = rows.ahead(&above.data);
                        let more = ahead == above.data.len() && above.next_cursor.is_some();
                        self.feed.fresh.set(Fresh { rows: ahead, more });
                    }
                });
            },
        );
    }

    /// Loads the first page again.
    fn refresh_top(self) {
        let first = self.ask(self.page(MAX_LIMIT, None));
        self.once(first, move |page| {
            let follows = self.feed.rows.try_update(|rows| rows.get_or_insert_default().begin_with(page.data));
            if follows != Some(true) {
                self.follow(page.next_cursor);
            }
            self.feed.fresh.set(Fresh::default());
        });
    }

    /// One after the other: what changes while an answer is on its way is asked for after it.
    fn once<A: 'static>(
        self,
        answer: impl Future<Output = Result<A, ApiError>> + 'static,
        take: impl FnOnce(A) + 'static,
    ) {
        let round = self.round.get_value();
        self.refreshing.set_value(Refreshing::Once);
        spawn_local(async move {
            let answer = answer.await;
            if !self.is_still(round) {
                return;
            }
            match answer {
                Ok(answer) => take(answer),
                // What is there stays; the next change asks again.
                Err(error) => self.session.hear(&error),
            }
            let again = self.refreshing.get_value() == Refreshing::AndAgain;
            self.refreshing.set_value(Refreshing::No);
            if again {
                self.refresh();
            }
        });
    }
}
