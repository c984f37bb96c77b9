//! Small drawings. They say nothing that the words beside them do not.

use leptos::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyph {
    Lock,
    Check,
    Clock,
    Cross,
    Arrow,
    Question,
}

/// A drawing in the colour of the text around it.
#[component]
pub(super) fn Icon(glyph: Glyph) -> impl IntoView {
    let strokes = match glyph {
        Glyph::Lock => {
            "M4.5 7h7A1.5 1.5 0 0 1 13 8.5v4a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7zM5 7V5a3 3 0 0 1 6 0v2"
        }
        Glyph::Check => "M3.5 8.5l3 3 6-7",
        Glyph::Clock => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3l2 1.5",
        Glyph::Cross => "M4 4l8 8M12 4l-8 8",
        Glyph::Arrow => "M3 8h10M9 4l4 4-4 4",
        Glyph::Question => "M6 6a2 2 0 1 1 2.8 1.8c-.5.3-.8.7-.8 1.3v.4M8 12v.1",
    };
    view! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
            <path d=strokes />
        </svg>
    }
}
