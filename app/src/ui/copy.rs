//! Copying a text with one click.

use std::time::Duration;

use js_sys::Reflect;
use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{
    icon::{Glyph, Icon},
    toast::Toasts,
};

/// How long the button confirms.
const CONFIRMED: Duration = Duration::from_secs(2);

/// A button that copies a text and says that it did.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    #[prop(default = "Copy")]
    label: &'static str,
    /// The classes of the button.
    #[prop(default = "btn")]
    class: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let toasts = use_context::<Toasts>();
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            if write(&text).await.is_some() {
                copied.try_set(true);
                set_timeout(
                    move || {
                        copied.try_set(false);
                    },
                    CONFIRMED,
                );
            } else if let Some(toasts) = toasts {
                toasts.fail("The browser did not let us copy. Select the text and copy it by hand.");
            }
        });
    };
    view! {
        <button type="button" class=class class:done=copied on:click=copy>
            {move || view! { <Icon glyph=if copied.get() { Glyph::Check } else { Glyph::Copy }/> }}
            <span aria-live="polite">{move || if copied.get() { "Copied" } else { label }}</span>
        </button>
    }
}

/// A text to be copied, in full, with its button.
#[component]
pub fn CopyField(
    /// What the text is.
    label: &'static str,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let select = move |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    view! {
        <div class="copy-field">
            <input type="text" class="mono" readonly aria-label=label prop:value=text on:focus=select/>
            <CopyButton text/>
        </div>
    }
}

/// Writes to the clipboard; `None` if the browser does not allow it (plain HTTP, or no permission).
async fn write(text: &str) -> Option<()> {
    let navigator = window().navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    if clipboard.is_undefined() || clipboard.is_null() {
        return None;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.ok().map(|_| ())
}
