//! What of a table is on the screen, in whole pixels.

use std::{ops::Range, rc::Rc};

use domain::table::Density;
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{Element, HtmlDivElement, HtmlElement, HtmlTableSectionElement, ResizeObserver};

use crate::{
    rows,
    ui::{
        browser::{is_narrow, whole},
        on_window,
    },
};

/// So many rows before the last one, the next ones are asked for.
const AHEAD: usize = 40;
/// How much of the page a phone's bars cover, above and below.
const BARS: (i32, i32) = (60, 68);

/// The places where rows are, and what of them one sees.
#[derive(Clone, Copy)]
pub struct Screen {
    /// What scrolls, on a desk. On a phone the page does.
    pub frame: NodeRef<html::Div>,
    /// What holds the rows.
    pub body: NodeRef<html::Tbody>,
    /// Whether rows are cards, below each other.
    pub cards: RwSignal<bool>,
    /// How wide the frame is inside.
    pub width: RwSignal<i32>,
    /// Whether columns have gone under those at the left.
    pub aside: RwSignal<bool>,
    /// Where what is visible begins and ends, from the first row's upper edge.
    window: RwSignal<(i32, i32)>,
}

impl Screen {
    /// Follows the window and the frame.
    pub fn here() -> Self {
        let screen = Self {
            frame: NodeRef::new(),
            body: NodeRef::new(),
            cards: RwSignal::new(is_narrow()),
            width: RwSignal::new(0),
            aside: RwSignal::new(false),
            window: RwSignal::new((0, 0)),
        };
        on_window(ev::scroll, move |_| screen.look());
        on_window(ev::resize, move |_| {
            let narrow = is_narrow();
            if screen.cards.get_untracked() != narrow {
                screen.cards.set(narrow);
            }
            screen.look();
        });
        screen.watch();
        screen
    }

    /// Notices when the frame gets another size, whatever made it.
    fn watch(self) {
        let changed = Closure::<dyn Fn()>::new(move || self.look());
        let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
        // Neither may change threads; a browser has one.
        let observer = StoredValue::new_local((observer, Rc::new(changed)));
        Effect::new(move |_| {
            let frame = self.frame.get();
            observer.with_value(|(observer, _)| {
                observer.disconnect();
                if let Some(frame) = frame {
                    observer.observe(&frame);
                }
            });
        });
        on_cleanup(move || {
            observer.try_with_value(|(observer, _)| observer.disconnect());
        });
    }

    /// What scrolls and what holds the rows, while they are there: a frame can come after the table has gone.
    fn parts(self) -> Option<(HtmlDivElement, HtmlTableSectionElement)> {
        self.frame.try_get_untracked().flatten().zip(self.body.try_get_untracked().flatten())
    }

    /// Looks where everything is now.
    pub fn look(self) {
        let Some((frame, body)) = self.parts() else { return };
        let top = whole(body.get_bounding_client_rect().top());
        let (from, to) = self.visible(&frame);
        set(self.window, (from - top, to - top));
        set(self.width, frame.client_width());
        set(self.aside, frame.scroll_left() > 0);
    }

    /// The part of the window in which rows are visible.
    fn visible(self, frame: &HtmlElement) -> (i32, i32) {
        let height = whole(window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or_default());
        if self.cards.get_untracked() {
            return (BARS.0, height - BARS.1);
        }
        let place = frame.get_bounding_client_rect();
        let head = self.head_height(frame);
        ((whole(place.top()) + head).max(0), whole(place.bottom()).min(height))
    }

    fn head_height(self, frame: &Element) -> i32 {
        let head = frame.query_selector("thead").ok().flatten();
        head.map_or(0, |head| whole(head.get_bounding_client_rect().height()))
    }

    /// The rows one sees, of so many.
    pub fn seen(self, height: i32, rows: usize) -> Range<usize> {
        rows::seen(self.window.get(), height, rows)
    }

    /// The rows that are kept ready, of so many.
    pub fn ready(self, height: i32, rows: usize) -> Range<usize> {
        rows::ready(&self.seen(height, rows), rows)
    }

    /// Scrolls no further than is needed for a row to be seen.
    pub fn reveal(self, at: usize, row: i32) {
        let Some((frame, body)) = self.parts() else { return };
        let at = i32::try_from(at).unwrap_or(i32::MAX);
        let top = whole(body.get_bounding_client_rect().top()).saturating_add(at.saturating_mul(row));
        let (from, to) = self.visible(&frame);
        let by = if top < from { top - from } else { (top + row - to).max(0) };
        if by != 0 {
            self.scroll(&frame, by);
        }
    }

    /// Back to the first row, if one has left it.
    pub fn rewind(self) {
        let Some((frame, body)) = self.parts() else { return };
        let top = whole(body.get_bounding_client_rect().top());
        let (from, _) = self.visible(&frame);
        if top < from {
            self.scroll(&frame, top - from);
        }
    }

    fn scroll(self, frame: &HtmlElement, by: i32) {
        if self.cards.get_untracked() {
            window().scroll_by_with_x_and_y(0.0, f64::from(by));
        } else {
            frame.set_scroll_top(frame.scroll_top() + by);
        }
        self.look();
    }

    /// Follows who reads: asks for more before they come to the end, begins at the top when they read something else,
    /// and looks again where rows moved. The answer is the places of the rows that they see.
    pub fn follow<V: PartialEq + 'static>(
        self,
        height: Memo<i32>,
        reading: Reading<
            impl Fn() -> usize + Copy + Send + Sync + 'static,
            impl Fn() -> V + 'static,
            impl Fn() + 'static,
        >,
    ) -> Memo<Range<usize>> {
        let Reading { rows, turn, grow } = reading;
        let seen = Memo::new(move |_| self.seen(height.get(), rows()));
        Effect::new(move |_| {
            if rows() <= seen.get().end + AHEAD {
                grow();
            }
        });
        Effect::new(move |before: Option<V>| {
            let turn = turn();
            if before.is_some_and(|before| before != turn) {
                self.rewind();
            }
            turn
        });
        // Where rows are, and how high, changes what one sees.
        Effect::new(move |_| {
            rows();
            height.track();
            self.cards.track();
            request_animation_frame(move || self.look());
        });
        seen
    }

    /// How high a row is, with the space below a card.
    pub fn row_height(self, density: Density) -> i32 {
        match (self.cards.get(), density) {
            (true, _) => 92,
            (false, Density::Comfortable) => 52,
            (false, Density::Compact) => 36,
        }
    }
}

/// What one reads, as far as a screen has to know.
pub struct Reading<Rows, Turn, Grow> {
    /// How many rows are loaded; tells again whenever other ones are.
    pub rows: Rows,
    /// Differs whenever one begins to read anew.
    pub turn: Turn,
    /// Asks for the rows after the last one, if there are any.
    pub grow: Grow,
}

/// Only what differs is news.
fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
