//! When there is nothing to show, or it could not be had.

use leptos::prelude::*;

use super::{
    button::Button,
    icon::{Glyph, Icon},
};

/// Nothing here: says why, and what to do next.
#[component]
pub fn EmptyState(
    /// The picture.
    glyph: Glyph,
    /// What is so.
    #[prop(into)]
    title: String,
    /// What to do next, in a sentence.
    #[prop(into)]
    text: String,
    /// The button or link to do it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-glyph"><Icon glyph/></span>
            <p class="empty-title">{title}</p>
            <p>{text}</p>
            {children.map(|children| view! { <div class="empty-act">{children()}</div> })}
        </div>
    }
}

/// It could not be loaded: says why, and offers to try again.
#[component]
pub fn ErrorState(
    /// What went wrong, in a sentence.
    #[prop(into)]
    text: Signal<String>,
    /// Tries again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="empty bad" role="alert">
            <span class="empty-glyph"><Icon glyph=Glyph::Alert/></span>
            <p class="empty-title">"This could not be loaded"</p>
            <p>{move || text.get()}</p>
            <div class="empty-act">
                <Button glyph=Glyph::Refresh on_click=retry>"Try again"</Button>
            </div>
        </div>
    }
}
