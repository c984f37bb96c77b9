//! What is said to those who hear the page instead of seeing it.

use leptos::prelude::*;

/// Says what just happened, politely: after what is being read.
#[derive(Clone, Copy)]
pub struct Voice(RwSignal<String>);

impl Voice {
    /// Silent.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(String::new()))
    }

    /// Says a sentence, also if it is the same as before.
    pub fn say(self, sentence: impl Into<String>) {
        let mut sentence = sentence.into();
        // Readers speak when the text changes: a blank that nobody hears makes it another one.
        if self.0.with_untracked(|before| *before == sentence) {
            sentence.push('\u{a0}');
        }
        self.0.set(sentence);
    }
}

impl Default for Voice {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a voice is heard; once for each voice.
#[component]
pub fn VoiceRegion(
    /// The voice.
    voice: Voice,
) -> impl IntoView {
    view! {
        <p class="sr" role="status" aria-live="polite">
            {move || voice.0.get()}
        </p>
    }
}
