//! What mouse and finger do in the grid.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, EventTarget};

use super::cursor::{Cell, Cursor};

impl Cursor {
    /// A press on a cell goes there; with Shift it marks everything between.
    pub fn press(self, event: &ev::PointerEvent) {
        let Some((element, cell)) = cell_of(event.target()) else { return };
        if event.button() != 0 || is_control(event.target(), &element) {
            return;
        }
        // The focus is ours to give, and text is not to be marked.
        event.prevent_default();
        self.commit();
        self.go(cell, event.shift_key());
    }

    /// Moving with the button held marks on.
    pub fn sweep(self, event: &ev::PointerEvent) {
        if event.buttons() != 1 || event.pointer_type() != "mouse" || self.editing.with_untracked(Option::is_some) {
            return;
        }
        if let Some((_, cell)) = cell_of(event.target())
            && self.at.get_untracked().is_some_and(|at| at != cell)
        {
            self.go(cell, true);
        }
    }

    /// A double click edits.
    pub fn twice(self, event: &ev::MouseEvent) {
        if let Some((element, cell)) = cell_of(event.target())
            && !is_control(event.target(), &element)
        {
            self.set(cell, false);
            self.edit(None);
        }
    }

    /// The focus came to a cell by itself.
    pub fn focused(self, event: &ev::FocusEvent) {
        let Some((element, cell)) = cell_of(event.target()) else { return };
        let itself = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|e| e == element);
        if itself && self.at.get_untracked() != Some(cell) {
            self.set(cell, false);
        }
    }
}

/// The cell that something is in.
pub fn cell_of(target: Option<EventTarget>) -> Option<(Element, Cell)> {
    let element = target?.dyn_into::<Element>().ok()?.closest("[data-cell]").ok()??;
    let cell = Cell::of(&element.get_attribute("data-cell")?)?;
    Some((element, cell))
}

/// Whether it is a box, a link or a field within the cell.
fn is_control(target: Option<EventTarget>, cell: &Element) -> bool {
    let target = target.and_then(|target| target.dyn_into::<Element>().ok());
    let control = target.and_then(|target| target.closest("a, button, input, textarea, label").ok().flatten());
    control.is_some_and(|control| cell.contains(Some(&control)))
}
