//! The firm's colour, and how it looks to a payer.

use domain::Color;
use leptos::{html, prelude::*};

use crate::{
    admin::session::Session,
    ui::{Frame, Wires, tint},
};

/// A colour to pick or to type.
#[component]
pub fn ColorField(
    /// `#rrggbb`.
    value: RwSignal<String>,
) -> impl IntoView {
    let hint = "Buttons and signs on your pages. It is darkened or lightened until it can be read.";
    let wires = Wires::new("/color", hint.to_owned().into());
    let edit = move |event| {
        value.set(event_target_value(&event));
        wires.edited();
    };
    // The picker takes nothing but a colour.
    let picked = move || value.get().parse::<Color>().unwrap_or(Color::DEFAULT).to_string();
    view! {
        <Frame wires label="Colour">
            <div class="color-field">
                <input type="color" aria-label="Pick the colour" prop:value=picked on:input=edit/>
                <input
                    class="control mono"
                    id=wires.id()
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    aria-invalid=move || wires.invalid()
                    aria-describedby=move || wires.described_by()
                    prop:value=value
                    on:input=edit
                />
            </div>
        </Frame>
    }
}

/// The head of the payer's page and its button, while one types.
#[component]
pub fn HeaderPreview(name: RwSignal<String>, tagline: RwSignal<String>, color: RwSignal<String>) -> impl IntoView {
    let session = Session::from_context();
    let node = NodeRef::<html::Div>::new();
    tint(node, Signal::derive(move || color.get().parse().unwrap_or(Color::DEFAULT)));
    let logo = Memo::new(move |_| session.me(|me| me.firm.logo_url.clone()).flatten());
    let letter = move || name.with(|name| name.chars().next().unwrap_or('T').to_uppercase().to_string());
    view! {
        <div class="brand-preview" node_ref=node role="img" aria-label="Preview of the payer's page">
            <div class="phone-firm">
                {move || match logo.get() {
                    Some(url) => view! { <img class="mark" src=url alt=""/> }.into_any(),
                    None => view! { <span class="mark letter">{letter}</span> }.into_any(),
                }}
                <div>
                    <p class="phone-name">{move || name.get()}</p>
                    <p class="sub">{move || tagline.get()}</p>
                </div>
            </div>
            <span class="phone-button">"Pay $620.00"</span>
        </div>
    }
}
