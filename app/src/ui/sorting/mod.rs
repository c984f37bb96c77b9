//! Putting the items of a list into another order: by mouse, finger or pen, and by keyboard.
//!
//! While an item is lifted nothing moves in the document: it and those that make room are shifted by
//! styles. The order changes once, when the item is dropped; Escape leaves everything as it was.

mod grip;
mod lift;

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

pub use self::grip::{Grip, GripHelp};
use self::lift::{By, Extent, Lift};
use super::{
    browser::{on_window, whole},
    voice::Voice,
};

/// So close to the list's edge it scrolls, in CSS pixels.
const NEAR: i32 = 40;

/// A list whose items can be lifted.
#[derive(Clone, Copy)]
pub struct Sorting {
    lift: RwSignal<Option<Lift>>,
    list: NodeRef<html::Ul>,
    rules: Rules,
    voice: Voice,
}

/// What the owner of a list says about its items, which are known by their place from 0.
#[derive(Clone, Copy)]
pub struct Rules {
    /// What an item is called.
    pub name: Callback<usize, String>,
    /// The first and the last place that an item may take.
    pub range: Callback<usize, (usize, usize)>,
    /// Puts an item from one place to another.
    pub put: Callback<(usize, usize)>,
}

impl Sorting {
    /// For the items of `list`: its children with `data-item`.
    pub fn new(list: NodeRef<html::Ul>, rules: Rules, voice: Voice) -> Self {
        let sorting = Self { lift: RwSignal::new(None), list, rules, voice };
        on_window(ev::keydown, move |event| {
            if event.key() == "Escape" && sorting.is_lifting() {
                // The panel around the list stays open.
                event.prevent_default();
                sorting.put_back();
            }
        });
        sorting
    }

    fn is_lifting(self) -> bool {
        self.lift.with_untracked(Option::is_some)
    }

    /// Whether an item is lifted.
    pub fn is_active(self) -> bool {
        self.lift.with(Option::is_some)
    }

    /// Whether the item at a place is lifted.
    pub fn has_lifted(self, at: usize) -> bool {
        self.lift.with(|lift| lift.as_ref().is_some_and(|lift| lift.from == at))
    }

    /// How far the item at a place is shown from where it stands, in CSS pixels.
    pub fn shift(self, at: usize) -> i32 {
        self.lift.with(|lift| lift.as_ref().map_or(0, |lift| lift.shift(at)))
    }

    fn lift(self, from: usize, by: By) {
        let range = self.rules.range.run(from);
        self.lift.set(Some(Lift { from, to: from, range, rows: self.rows(), by }));
    }

    /// Puts the item where it is shown. `grip` gets the focus again: the browser takes it when elements move.
    fn drop_it(self, grip: Option<HtmlElement>) {
        let Some(lift) = self.lift.get_untracked() else { return };
        let name = self.rules.name.run(lift.from);
        self.lift.set(None);
        if lift.from == lift.to {
            if lift.by == By::Keys {
                self.voice.say(format!("{name} stays at position {}.", lift.from + 1));
            }
        } else {
            self.rules.put.run((lift.from, lift.to));
            self.voice.say(format!("{name} moved to position {} of {}.", lift.to + 1, lift.rows.len()));
        }
        refocus(grip);
    }

    fn put_back(self) {
        let Some(lift) = self.lift.get_untracked() else { return };
        let name = self.rules.name.run(lift.from);
        self.lift.set(None);
        self.voice.say(format!("{name} put back to position {}.", lift.from + 1));
    }

    /// Moves an item by one place at once; for buttons.
    pub fn step(self, from: usize, by: isize) {
        let (first, last) = self.rules.range.run(from);
        let name = self.rules.name.run(from);
        let count = self.rows().len();
        match from.checked_add_signed(by).filter(|to| (first..=last).contains(to)) {
            Some(to) => {
                self.rules.put.run((from, to));
                self.voice.say(format!("{name} moved to position {} of {count}.", to + 1));
            }
            None => self.voice.say(format!("{name} can't move further.")),
        }
    }

    /// Whether an item can move by one place.
    pub fn may_step(self, from: usize, by: isize) -> bool {
        let (first, last) = self.rules.range.run(from);
        from.checked_add_signed(by).is_some_and(|to| (first..=last).contains(&to))
    }

    fn step_lifted(self, key: &str) {
        self.lift.update(|lift| {
            let Some(lift) = lift else { return };
            let (first, last) = lift.range;
            lift.to = match key {
                "ArrowUp" => lift.to.saturating_sub(1),
                "ArrowDown" => lift.to + 1,
                "Home" => first,
                _ => last,
            }
            .clamp(first, last);
        });
        let Some(lift) = self.lift.get_untracked() else { return };
        let name = self.rules.name.run(lift.from);
        self.voice.say(format!("{name}, position {} of {}.", lift.to + 1, lift.rows.len()));
        self.show(&lift);
    }

    /// Scrolls the list so far that the place of a lifted item is seen.
    fn show(self, lift: &Lift) {
        let (Some(list), Some(row)) = (self.list.get_untracked(), lift.rows.get(lift.to)) else { return };
        let (seen, height) = (list.scroll_top(), list.client_height());
        if row.top < seen {
            list.set_scroll_top(row.top);
        } else if row.top + row.height > seen + height {
            list.set_scroll_top(row.top + row.height - height);
        }
    }

    fn follow(self, y: i32) {
        let Some(list) = self.list.try_get_untracked().flatten() else { return };
        let at = y + list.scroll_top();
        self.lift.update(|lift| {
            if let Some(lift) = lift {
                lift.follow(y, at);
            }
        });
    }

    /// Scrolls as long as the pointer is near an edge, and asks again with the next frame.
    fn scroll(self) {
        request_animation_frame(move || {
            let Some(By::Pointer { y, .. }) = self.lift.try_get_untracked().flatten().map(|lift| lift.by) else {
                return;
            };
            let Some(list) = self.list.try_get_untracked().flatten() else { return };
            let edges = list.get_bounding_client_rect();
            let (above, below) = (y - whole(edges.top()), whole(edges.bottom()) - y);
            // The closer, the faster.
            let by = match (above, below) {
                (..NEAR, _) => -(NEAR - above.max(0)) / 3,
                (_, ..NEAR) => (NEAR - below.max(0)) / 3,
                _ => 0,
            };
            let before = list.scroll_top();
            if by != 0 {
                list.set_scroll_top(before + by);
            }
            if list.scroll_top() != before {
                self.follow(y);
            }
            self.scroll();
        });
    }

    fn rows(self) -> Vec<Extent> {
        let Some(list) = self.list.get_untracked() else { return Vec::new() };
        let children = list.children();
        let items = (0..children.length()).filter_map(|i| children.item(i)?.dyn_into::<HtmlElement>().ok());
        let items = items.filter(|item| item.has_attribute("data-item"));
        items.map(|item| Extent { top: item.offset_top(), height: item.offset_height() }).collect()
    }
}

fn refocus(element: Option<HtmlElement>) {
    request_animation_frame(move || {
        if let Some(element) = element {
            // An element that can't take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Focuses the button that was clicked again, once its item stands elsewhere.
pub fn stay_focused(event: &ev::MouseEvent) {
    refocus(event.current_target().and_then(|target| target.dyn_into().ok()));
}
