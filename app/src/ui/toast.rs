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

#[derive(Clone)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
    offer: Option<(&'static str, Callback<()>)>,
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
        self.add(Tone::Good, text.into(), None, SHORT);
    }

    /// Says that something was done, and offers one more thing, such as *Undo*.
    pub fn offer(self, text: impl Into<String>, word: &'static str, act: Callback<()>) {
        self.add(Tone::Good, text.into(), Some((word, act)), LONG);
    }

    /// Says that something could not be done.
    pub fn fail(self, text: impl Into<String>) {
        self.add(Tone::Bad, text.into(), None, LONG);
    }

    fn add(self, tone: Tone, text: String, offer: Option<(&'static str, Callback<()>)>, stay: Duration) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            // The same words again replace the older ones.
            list.retain(|toast| toast.text != text);
            list.push(Toast { id, tone, text, offer });
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
                    {toast.offer.map(|(word, act)| {
                        let take = move |_| {
                            toasts.remove(toast.id);
                            // Whoever offered it may have left the page.
                            let _ = act.try_run(());
                        };
                        view! { <button type="button" class="btn small" on:click=take>{word}</button> }
                    })}
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
