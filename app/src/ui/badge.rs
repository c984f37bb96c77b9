//! Status by word and colour.

use leptos::prelude::*;

/// The colour of a badge: never the only sign of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// Look at it.
    Warn,
    /// Wrong.
    Bad,
    /// Under way.
    Info,
    /// Over, or of no concern.
    Mute,
}

impl Tone {
    /// The class that colours a badge, a dot or a line.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
            Self::Mute => "mute",
        }
    }
}

/// One word on a wash of its colour.
#[component]
pub fn Badge(
    /// The colour.
    tone: Tone,
    /// The word.
    #[prop(into)]
    word: Oco<'static, str>,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{word}</span> }
}
