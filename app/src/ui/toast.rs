//! Short messages that come and go.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::*};

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
};

/// How long good news stays.
const SHORT: Duration = Duration::from_secs(5);
/// How long bad news stays.
const LONG: Duration = Duration::from_secs(10);

#[derive(Clone, PartialEq, Eq)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
}

/// The messages on the screen, in context.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }
}

impl Toasts {
    /// Says that something was done.
    pub fn say(self, text: impl Into<String>) {
        self.add(Tone::Good, text.into(), SHORT);
    }

    /// Says that something could not be done.
    pub fn fail(self, text: impl Into<String>) {
        self.add(Tone::Bad, text.into(), LONG);
    }

    fn add(self, tone: Tone, text: String, stay: Duration) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            // The same words again replace the older ones.
            list.retain(|toast| toast.text != text);
            list.push(Toast { id, tone, text });
        });
        set_timeout(move || self.remove(id), stay);
    }

    fn remove(self, id: u64) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where the messages appear; once in the page.
#[component]
pub fn ToastStack(
    /// The messages.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class=format!("toast {}", toast.tone.class())>
                    <Icon glyph=if toast.tone == Tone::Bad { Glyph::Alert } else { Glyph::Check }/>
                    <p>{toast.text}</p>
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label="Dismiss the message"
                        on:click=move |_| toasts.remove(toast.id)
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            </For>
        </div>
    }
}
