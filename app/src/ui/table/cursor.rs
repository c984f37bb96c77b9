//! The row one is at: the one that takes the focus, and from which the arrows go on.

use std::sync::Arc;

use leptos::{ev::KeyboardEvent, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement};

use super::{feed::Feed, look::TableRow, pick::Picker, screen::Screen};

/// What marks the link of a row, which takes the focus.
const ROW_LINK: &str = "a[data-row]";

/// The row one is at.
pub struct Cursor<T: TableRow> {
    /// Its id, once one has been at one. It stays in the page wherever one scrolls.
    pub at: RwSignal<Option<Arc<str>>>,
    /// The row that the Tab key finds.
    pub stop: Memo<Option<Arc<str>>>,
    feed: Feed<T>,
    screen: Screen,
    row: Memo<i32>,
    picker: Picker<T>,
}

impl<T: TableRow> Clone for Cursor<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: TableRow> Copy for Cursor<T> {}

impl<T: TableRow> Cursor<T> {
    /// At no row yet. `row` is how high a row is.
    pub fn new(feed: Feed<T>, screen: Screen, row: Memo<i32>, picker: Picker<T>) -> Self {
        let at = RwSignal::new(None::<Arc<str>>);
        let stop = Memo::new(move |_| {
            let here = at.get().filter(|key| feed.place(key).is_some());
            here.or_else(|| feed.key(screen.seen(row.get(), feed.count()).start))
        });
        Self { at, stop, feed, screen, row, picker }
    }

    /// The focus came to a row.
    pub fn enter(self, key: &Arc<str>) {
        if self.at.with_untracked(|at| at.as_ref() != Some(key)) {
            self.at.set(Some(Arc::clone(key)));
        }
    }

    /// Goes to the row at a place, wherever it is.
    fn go(self, at: usize) {
        let Some(key) = untrack(|| self.feed.key(at)) else { return };
        self.at.set(Some(Arc::clone(&key)));
        self.screen.reveal(at, self.row.get_untracked());
        let row = format!("{ROW_LINK}[data-row=\"{key}\"]");
        // It may only now be on its way into the page.
        if !focus(&row) {
            request_animation_frame(move || {
                focus(&row);
            });
        }
    }

    /// What a key does in the rows.
    pub fn keys(self, event: &KeyboardEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
        if modified || event.default_prevented() {
            return;
        }
        if event.key() == "Escape" && self.picker.clear() {
            event.prevent_default();
            return;
        }
        let is_box = target.matches("tbody input").unwrap_or(false);
        if !is_box && !target.matches(ROW_LINK).unwrap_or(false) {
            return;
        }
        let rows = untrack(|| self.feed.count());
        let at = untrack(|| self.at.get().and_then(|key| self.feed.place(&key))).unwrap_or(0);
        let page = untrack(|| self.screen.seen(self.row.get(), rows)).len().saturating_sub(1).max(1);
        let last = rows.saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(last),
            "ArrowUp" => at.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            "PageDown" => (at + page).min(last),
            "PageUp" => at.saturating_sub(page),
            // A box does that itself.
            " " if !is_box => {
                event.prevent_default();
                if let Some(key) = untrack(|| self.feed.key(at)) {
                    self.picker.pick(&key, event.shift_key());
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.go(to);
    }
}

/// Moves the focus to the table's row one was at, or to the first one. Says whether there is one.
pub fn focus_rows() -> bool {
    focus(&format!("{ROW_LINK}[tabindex=\"0\"]"))
}

/// Gives the focus back to the row whose details were open at a path.
pub fn focus_row(path: &str) {
    let selector = format!("{ROW_LINK}[href^=\"{path}\"]");
    request_animation_frame(move || {
        focus(&selector);
    });
}

fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    found.and_then(|found| found.dyn_into::<HtmlElement>().ok()).is_some_and(|row| row.focus().is_ok())
}
