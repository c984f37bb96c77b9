//! What an item is lifted by.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::{Sorting, lift::By};
use crate::ui::{Glyph, Icon};

/// The button that lifts an item.
#[component]
pub fn Grip(
    /// The list.
    sorting: Sorting,
    /// The item's place.
    #[prop(into)]
    at: Signal<usize>,
    /// What the item is called.
    #[prop(into)]
    name: Signal<String>,
    /// The id of the text that says how it works.
    help: StoredValue<String>,
    /// Whether the item stays where it is.
    #[prop(optional, into)]
    fixed: Signal<bool>,
) -> impl IntoView {
    let element = |event: &web_sys::Event| event.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
    let down = move |event: ev::PointerEvent| {
        let Some(grip) =
            element(&event).filter(|_| event.button() == 0 && event.is_primary() && !fixed.get_untracked())
        else {
            return;
        };
        let scrolled = sorting.list.get_untracked().map_or(0, |list| list.scroll_top());
        // Without it the item only lets go when the pointer leaves the grip.
        let _ = grip.set_pointer_capture(event.pointer_id());
        let y = event.client_y();
        sorting.lift(at.get_untracked(), By::Pointer { id: event.pointer_id(), start: y + scrolled, y, moved: 0 });
        sorting.scroll();
    };
    let is_ours = move |event: &ev::PointerEvent| {
        let by = sorting.lift.with_untracked(|lift| lift.as_ref().map(|lift| lift.by));
        matches!(by, Some(By::Pointer { id, .. }) if id == event.pointer_id())
    };
    let moved = move |event: ev::PointerEvent| {
        if is_ours(&event) {
            sorting.follow(event.client_y());
        }
    };
    let up = move |event: ev::PointerEvent| {
        if is_ours(&event) {
            sorting.drop_it(element(&event));
        }
    };
    let lost = move |event: ev::PointerEvent| {
        if is_ours(&event) {
            sorting.put_back();
        }
    };
    // Space and Enter click a button, and so do readers that keep the keys for themselves.
    let click = move |event: ev::MouseEvent| {
        if event.detail() != 0 || fixed.get_untracked() {
            return;
        }
        if sorting.is_lifting() {
            sorting.drop_it(element(&event));
        } else {
            sorting.lift(at.get_untracked(), By::Keys);
            let count = sorting.rows().len();
            sorting.voice.say(format!(
                "{} lifted, position {} of {count}. Arrow keys move it, Space drops it, Escape puts it back.",
                name.get_untracked(),
                at.get_untracked() + 1,
            ));
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        if !sorting.lift.with_untracked(|lift| lift.as_ref().is_some_and(|lift| lift.by == By::Keys)) {
            return;
        }
        match event.key().as_str() {
            key @ ("ArrowUp" | "ArrowDown" | "Home" | "End") => sorting.step_lifted(key),
            // One drops it first.
            "Tab" => {}
            _ => return,
        }
        event.prevent_default();
    };
    let blur = move |_| {
        if sorting.lift.with_untracked(|lift| lift.as_ref().is_some_and(|lift| lift.by == By::Keys)) {
            sorting.put_back();
        }
    };
    view! {
        <button
            type="button"
            class="grip"
            aria-label=move || format!("Move {}", name.get())
            aria-describedby=help.get_value()
            aria-pressed=move || sorting.has_lifted(at.get()).to_string()
            aria-disabled=move || fixed.get().then_some("true")
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=lost
            on:lostpointercapture=lost
            on:click=click
            on:keydown=keys
            on:blur=blur
        >
            <Icon glyph=Glyph::Grip/>
        </button>
    }
}

/// How lifting works, for readers: once beside a list.
#[component]
pub fn GripHelp(
    /// The id that grips refer to.
    id: StoredValue<String>,
) -> impl IntoView {
    view! {
        <p class="sr" id=id.get_value()>
            "Press Space to lift, arrow keys to move, Space to drop, Escape to put back."
        </p>
    }
}
