//! What components need from the browser beyond the DOM they render.

use std::time::Duration;

use domain::Color;
use leptos::{
    ev::EventDescriptor,
    html::ElementType,
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
    wasm_bindgen::JsCast,
};

/// Follows `source`, but only once it has rested for so many milliseconds.
pub fn debounced<T>(source: impl Fn() -> T + 'static, rest: u64) -> Signal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let settled = RwSignal::new(untrack(&source));
    let pending = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let value = source();
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        if settled.with_untracked(|old| *old == value) {
            return;
        }
        let handle = set_timeout_with_handle(move || drop(settled.try_set(value)), Duration::from_millis(rest));
        pending.set_value(handle.ok());
    });
    on_cleanup(move || {
        if let Some(handle) = pending.try_get_value().flatten() {
            handle.clear();
        }
    });
    settled.into()
}

/// Listens at the window for as long as the component lives.
pub fn on_window<E>(event: E, listen: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let handle = window_event_listener(event, listen);
    on_cleanup(move || handle.remove());
}

/// Focuses an element as soon as the browser has drawn it.
pub fn focus_soon<E>(node: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    request_animation_frame(move || {
        let element = node.try_get_untracked().flatten();
        if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that can't take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Focuses the first element that a selector finds, as soon as the browser has drawn it.
pub fn focus_first(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that can't take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Gives an element a colour of its own instead of the product's accent, readable in light and dark.
pub fn tint<E>(node: NodeRef<E>, color: Signal<Color>)
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |_| {
        let color = color.get();
        let Some(element) = node.get().and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
        let (light, dark) = (color.on_light(), color.on_dark());
        // Through the CSSOM: a `style` attribute would be against the page's content security policy.
        let style = element.style();
        let _ = style.set_property("--accent", &format!("light-dark({light}, {dark})"));
        let _ = style.set_property("--accent-ink", &format!("light-dark({}, {})", light.ink(), dark.ink()));
    });
}

/// A length in whole CSS pixels.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a length on a screen is far below 2^31")]
pub fn whole(length: f64) -> i32 {
    length.round() as i32
}

/// The widest window that is taken for a phone's; the style sheets have the same number.
const NARROW: i32 = 760;

/// Whether the window is a phone's.
#[must_use]
pub fn is_narrow() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| whole(width) <= NARROW)
}
