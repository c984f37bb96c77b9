//! The head of a record: what it is, and what can be done with it.

use leptos::prelude::*;

use crate::{
    admin::{place::Place, session::Session},
    ui::{Glyph, Icon},
};

/// The way back to the list, the name, what tells it from others, and buttons.
#[component]
pub fn RecordHead(
    /// Where the list is.
    list: &'static str,
    /// What the list is called.
    list_name: &'static str,
    /// The name.
    #[prop(into)]
    title: Signal<String>,
    /// A line below it.
    #[prop(into)]
    about: ViewFn,
    /// Buttons.
    children: Children,
) -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    Effect::new(move |_| {
        let firm = session.me(|me| me.firm.name.clone()).unwrap_or_default();
        document().set_title(&format!("{} · {firm}", title.get()));
    });
    // The list that one comes from may have been scrolled.
    Effect::new(move |_| window().scroll_to_with_x_and_y(0.0, 0.0));
    view! {
        <header class="record-head">
            <div class="record-name">
                <a class="crumb" href=move || place.at(list)><Icon glyph=Glyph::Left/> {list_name}</a>
                <h1>{title}</h1>
                <p class="record-about">{move || about.run()}</p>
            </div>
            <div class="record-acts">{children()}</div>
        </header>
    }
}
