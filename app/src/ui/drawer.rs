//! A panel beside the list it belongs to; on a phone it takes the whole page.

use leptos::{ev, html, prelude::*};

use super::{
    browser::{focus_soon, on_window},
    dialog::something_is_open,
    field::fresh_id,
    icon::{Glyph, Icon},
};

/// A panel with a heading. Escape and the button close it.
#[component]
pub fn Drawer(
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Closes it.
    #[prop(into)]
    on_close: Callback<()>,
    /// What is inside.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Section>::new();
    let heading = fresh_id();
    let labelled_by = heading.clone();
    focus_soon(node);
    on_window(ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() && !something_is_open() {
            on_close.run(());
        }
    });
    view! {
        <section class="drawer" node_ref=node tabindex="-1" aria-labelledby=labelled_by>
            <header class="drawer-head">
                <button type="button" class="icon-btn back" aria-label="Back to the list" on:click=move |_| on_close.run(())>
                    <Icon glyph=Glyph::Left/>
                </button>
                <h2 id=heading>{move || title.get()}</h2>
                <button type="button" class="icon-btn close" aria-label="Close the details" on:click=move |_| on_close.run(())>
                    <Icon glyph=Glyph::Close/>
                </button>
            </header>
            <div class="drawer-body">{children()}</div>
        </section>
    }
}
