//! A panel that belongs to a button: beside it on a desk, a sheet from below on a phone.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement};

use super::{
    browser::{on_window, whole},
    field::fresh_id,
    icon::{Glyph, Icon},
};

/// Between the button and the panel, in CSS pixels.
const GAP: i32 = 6;
/// Between the panel and the edge of the window.
const EDGE: i32 = 12;
/// With less room than this below its button, a panel looks for room above.
const LITTLE: i32 = 320;

/// Which edge of its button a panel follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// The left one: the panel spreads to the right.
    #[default]
    Left,
    /// The right one.
    Right,
}

/// A panel over the page. It takes the focus and gives it back; Escape and a click outside close it.
///
/// It is the browser's own dialog. What is inside is made anew each time it opens.
#[component]
pub fn Popover(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The button it belongs to.
    anchor: NodeRef<html::Button>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Beside the heading.
    #[prop(optional, into)]
    note: Signal<String>,
    /// Which edge of the button it follows.
    #[prop(optional)]
    side: Side,
    /// A class more.
    #[prop(default = "")]
    class: &'static str,
    /// What is inside.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = StoredValue::new(fresh_id());
    let place_it = move || {
        if let (Some(dialog), Some(button)) = (node.try_get_untracked().flatten(), anchor.try_get_untracked().flatten())
        {
            place(&dialog, &button, side);
        }
    };
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            // After the children are there, so that the browser finds the field to focus.
            request_animation_frame(move || {
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    place_it();
                    // Refused only for a dialog that has left the page in between.
                    let _ = dialog.show_modal();
                    // Only now it has a width.
                    place_it();
                }
            });
        } else if dialog.open() {
            dialog.close();
        }
    });
    let follow = move || {
        if open.try_get_untracked() == Some(true) {
            place_it();
        }
    };
    on_window(ev::resize, move |_| follow());
    on_window(ev::scroll, move |_| follow());
    let outside = move |event: ev::MouseEvent| {
        // Only the backdrop has the dialog itself as its target: what is inside fills it.
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.has_attribute("data-popover")) {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=node
            class=format!("popover {class}")
            data-popover=""
            aria-labelledby=heading.get_value()
            on:close=move |_| open.set(false)
            on:mousedown=outside
        >
            <Show when=move || open.get()>
                <div class="popover-body">
                    <header class="popover-head">
                        <h2 id=heading.get_value()>{move || title.get()}</h2>
                        <span class="popover-note">{move || note.get()}</span>
                        <button type="button" class="icon-btn phone-only" aria-label="Close" on:click=move |_| open.set(false)>
                            <Icon glyph=Glyph::Close/>
                        </button>
                    </header>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}

/// A button that opens a panel.
#[component]
pub fn PopoverButton(
    /// Whether the panel is open.
    open: RwSignal<bool>,
    /// The button, for the panel to know where it is.
    anchor: NodeRef<html::Button>,
    /// The picture before the words.
    glyph: Glyph,
    /// Its class.
    #[prop(default = "btn")]
    class: &'static str,
    /// Its name, where it is not its words.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// What it does besides opening the panel, before that.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        if let Some(on_open) = on_open {
            on_open.run(());
        }
        open.set(true);
    };
    view! {
        <button
            type="button"
            class=class
            node_ref=anchor
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            aria-label=move || label.get()
            on:click=press
        >
            <Icon glyph/>
            {children()}
        </button>
    }
}

/// Tells the styles where the button is and how much room there is. On a phone they don't listen.
fn place(dialog: &HtmlElement, button: &HtmlElement, side: Side) {
    let Some(root) = document().document_element() else { return };
    let (width, height) = (root.client_width(), root.client_height());
    let at = button.get_bounding_client_rect();
    let (above, below) = (whole(at.top()) - GAP - EDGE, height - whole(at.bottom()) - GAP - EDGE);
    let under = below >= LITTLE || below >= above;
    let px = |n: i32| format!("{n}px");
    let auto = || "auto".to_owned();
    let vertical = if under {
        [("--top", px(whole(at.bottom()) + GAP)), ("--bottom", auto()), ("--room", px(below))]
    } else {
        [("--top", auto()), ("--bottom", px(height - whole(at.top()) + GAP)), ("--room", px(above))]
    };
    let horizontal = match side {
        Side::Left => {
            let furthest = width - EDGE - dialog.offset_width();
            [("--left", px(whole(at.left()).min(furthest).max(EDGE))), ("--right", auto())]
        }
        Side::Right => [("--left", auto()), ("--right", px((width - whole(at.right())).max(EDGE)))],
    };
    // Through the CSSOM: a `style` attribute would be against the page's content security policy.
    let style = dialog.style();
    for (name, value) in vertical.into_iter().chain(horizontal) {
        // The name is a custom property: any value is taken.
        let _ = style.set_property(name, &value);
    }
}
