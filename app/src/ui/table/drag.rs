//! Headers that are dragged to another place.

use domain::table::{Columns, Layout};
use leptos::{ev, ev::PointerEvent, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use super::{TableModel, columns::Sheet, screen::Screen};
use crate::ui::{Voice, browser::whole, on_window};

/// A press that moves less than that is a click.
const SLOP: i32 = 5;
/// So close to the frame's sides the columns scroll along.
const SIDE: i32 = 40;

/// Where a column would come to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot<C> {
    Before(C),
    After(C),
}

/// A column that is being dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dragged<C> {
    /// Which one.
    pub column: C,
    /// Where the pointer is, from the frame's left.
    pub at: i32,
    /// Where it would come to stand, from the frame's left.
    pub line: i32,
    slot: Slot<C>,
}

/// The dragging of one table's headers.
pub struct Drag<C: Columns> {
    /// What is being dragged.
    pub now: RwSignal<Option<Dragged<C>>>,
    press: StoredValue<Option<(C, i32)>>,
    // The click that ends a drag is none.
    spent: StoredValue<bool>,
    model: TableModel<C>,
    sheet: Sheet<C>,
    screen: Screen,
    voice: Voice,
}

impl<C: Columns> Clone for Drag<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for Drag<C> {}

impl<C: Columns> Drag<C> {
    /// Nothing is being dragged. What comes of it, `voice` tells those who don't see it.
    pub fn new(model: TableModel<C>, sheet: Sheet<C>, screen: Screen, voice: Voice) -> Self {
        let drag = Self {
            now: RwSignal::new(None),
            press: StoredValue::new(None),
            spent: StoredValue::new(false),
            model,
            sheet,
            screen,
            voice,
        };
        on_window(ev::keydown, move |event| {
            if event.key() == "Escape" && drag.now.get_untracked().is_some() {
                event.prevent_default();
                drag.cancel();
            }
        });
        drag
    }

    /// A pointer goes down on a header.
    pub fn press(self, event: &PointerEvent, column: C) {
        self.spent.set_value(false);
        if event.button() != 0 {
            return;
        }
        if let Some(header) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without it the header is lost when the pointer leaves it.
            let _ = header.set_pointer_capture(event.pointer_id());
        }
        self.press.set_value(Some((column, event.client_x())));
    }

    /// The pointer moves.
    pub fn moves(self, event: &PointerEvent) {
        let Some((column, from)) = self.press.get_value() else { return };
        let x = event.client_x();
        if self.now.with_untracked(Option::is_none) && (x - from).abs() < SLOP {
            return;
        }
        self.spent.set_value(true);
        self.now.set(self.place(column, x));
    }

    /// The pointer goes up.
    pub fn release(self) {
        let dragged = self.now.get_untracked();
        self.cancel();
        let Some(Dragged { column, slot, .. }) = dragged else { return };
        self.model.layout.update(|layout| put(layout, column, slot));
        let (place, columns) = self.sheet.shown.with_untracked(|shown| {
            (shown.iter().position(|c| c.column == column).map_or(0, |at| at + 1), shown.len())
        });
        self.voice.say(format!("{} is now column {place} of {columns}.", column.facts().label));
    }

    /// Everything stays where it was.
    pub fn cancel(self) {
        self.press.set_value(None);
        self.now.set(None);
    }

    /// Whether the click that just came belongs to a drag.
    pub fn is_spent(self) -> bool {
        let spent = self.spent.get_value();
        self.spent.set_value(false);
        spent
    }

    /// What a drag to there would do: a column stays among those that are pinned as it is.
    fn place(self, column: C, x: i32) -> Option<Dragged<C>> {
        let frame = self.screen.frame.get_untracked()?;
        let sides = frame.get_bounding_client_rect();
        let (left, right) = (whole(sides.left()), whole(sides.right()));
        let by = if x > right - SIDE {
            SIDE / 4
        } else if x < left + SIDE {
            -SIDE / 4
        } else {
            0
        };
        frame.set_scroll_left(frame.scroll_left() + by);
        let shown = self.sheet.shown.get_untracked();
        let pinned = shown.iter().find(|c| c.column == column)?.pinned;
        let peers = shown.iter().filter(|c| c.pinned == pinned).filter_map(|c| {
            let header = frame.query_selector(&format!("th[data-column={}]", c.column)).ok()??;
            let place = header.get_bounding_client_rect();
            Some((c.column, whole(place.left()), whole(place.right())))
        });
        let peers: Vec<(C, i32, i32)> = peers.collect();
        let before = peers.iter().find(|(_, from, to)| x < (from + to) / 2);
        let (slot, line) = match before {
            Some((column, from, _)) => (Slot::Before(*column), *from),
            None => peers.last().map(|(column, _, to)| (Slot::After(*column), *to))?,
        };
        Some(Dragged { column, at: x - left, line: line.clamp(left, right) - left, slot })
    }
}

fn put<C: Columns>(layout: &mut Layout<C>, column: C, slot: Slot<C>) {
    let (Slot::Before(other) | Slot::After(other)) = slot;
    let (Some(from), Some(to)) = (layout.position(column), layout.position(other)) else { return };
    if from == to {
        return;
    }
    // Once it is taken out, those behind it stand one place further to the left.
    let to = if from < to { to - 1 } else { to };
    layout.move_to(column, if matches!(slot, Slot::After(_)) { to + 1 } else { to });
}
