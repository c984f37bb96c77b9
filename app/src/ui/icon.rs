//! Icons: lines on a grid of 16.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "a picture's name says what it shows")]
pub enum Glyph {
    Plus,
    Send,
    Card,
    Bank,
    Sliders,
    Search,
    Close,
    Copy,
    Check,
    Link,
    Download,
    External,
    Mail,
    Eye,
    Clock,
    Alert,
    Ban,
    Refresh,
    Down,
    Left,
    Right,
    ArrowUp,
    ArrowDown,
    Person,
    Exit,
    Flag,
    Shield,
    Key,
    Receipt,
    Help,
    Trash,
    Return,
    Cart,
    Grip,
    Pin,
    More,
    Filter,
    Columns,
    Rows,
    Layers,
    Book,
    Print,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Plus => "M8 3v10M3 8h10",
            Self::Send => "M14 2 7 9M14 2 9.8 14 7 9 2 6.2z",
            Self::Card => {
                "M3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5v-7A1.5 1.5 0 0 1 3.5 3zM2 6.5h12M4.5 10.2h2"
            }
            Self::Bank => "M2 6.2 8 2.8l6 3.4zM3.6 6.5v5M6.6 6.5v5M9.4 6.5v5M12.4 6.5v5M2 13.2h12",
            Self::Sliders => {
                "M2 5h7.2M12.8 5H14M2 11h1.2M6.8 11H14M11 3.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM5 9.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z"
            }
            Self::Search => "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2",
            Self::Close => "m4 4 8 8M12 4l-8 8",
            Self::Copy => {
                "M7.5 6h5A1.5 1.5 0 0 1 14 7.5v5a1.5 1.5 0 0 1-1.5 1.5h-5A1.5 1.5 0 0 1 6 12.5v-5A1.5 1.5 0 0 1 7.5 6zM10 6V3.5A1.5 1.5 0 0 0 8.5 2h-5A1.5 1.5 0 0 0 2 3.5v5A1.5 1.5 0 0 0 3.5 10H6"
            }
            Self::Check => "m3 8.5 3.2 3.2L13 4.8",
            Self::Link => {
                "m6.5 9.5 3-3M7 4.5l1.2-1.2a3 3 0 0 1 4.3 4.3l-1.2 1.2M9 11.5l-1.2 1.2a3 3 0 0 1-4.3-4.3l1.2-1.2"
            }
            Self::Download => "M8 2.5v7.7M4.8 7 8 10.2 11.2 7M3 13.5h10",
            Self::External => {
                "M9 3h4v4M13 3 7.5 8.5M6.5 3.5h-2A1.5 1.5 0 0 0 3 5v6.5A1.5 1.5 0 0 0 4.5 13H11a1.5 1.5 0 0 0 1.5-1.5v-2"
            }
            Self::Mail => {
                "M3.5 3.5h9A1.5 1.5 0 0 1 14 5v6a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11V5a1.5 1.5 0 0 1 1.5-1.5zM2.4 5 8 9l5.6-4"
            }
            Self::Eye => {
                "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"
            }
            Self::Clock => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3.2l2 1.3",
            Self::Alert => "M8 2.5 14.5 13.5h-13zM8 6.5v3M8 11.5v.1",
            Self::Ban => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM3.8 3.8l8.4 8.4",
            Self::Refresh => "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8",
            Self::Down => "m4 6 4 4 4-4",
            Self::Left => "M10 4 6 8l4 4",
            Self::Right => "m6 4 4 4-4 4",
            Self::ArrowUp => "M8 13V3M4 7l4-4 4 4",
            Self::ArrowDown => "M8 3v10M4 9l4 4 4-4",
            Self::Person => {
                "M8 2.5A2.7 2.7 0 1 1 8 8a2.7 2.7 0 0 1 0-5.5zM2.5 13.5c.8-2.3 2.9-3.5 5.5-3.5s4.7 1.2 5.5 3.5"
            }
            Self::Exit => "M6.5 2.5h-2A1.5 1.5 0 0 0 3 4v8a1.5 1.5 0 0 0 1.5 1.5h2M7 8h6.5M11 5.2 13.8 8 11 10.8",
            Self::Flag => "M3.5 14V2.5M3.5 3h8.5l-1.8 3 1.8 3H3.5",
            Self::Shield => "m8 2 5 1.8v3.9c0 3-2 5.2-5 6.3-3-1.1-5-3.3-5-6.3V3.8z",
            Self::Key => "M10.5 2.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8.3 7.7 2.5 13.5M4 12l1.5 1.5M6 10l1.3 1.3",
            Self::Receipt => "M3.5 2.5v11l1.5-1 1.5 1 1.5-1 1.5 1 1.5-1 1.5 1v-11zM6 5.8h4M6 8.8h4",
            Self::Help => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.3 6.2a1.8 1.8 0 1 1 2.4 1.7c-.5.2-.7.5-.7 1M8 11.3v.1",
            Self::Trash => "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 9h5.8l.6-9",
            Self::Return => "M3 6h7a3 3 0 0 1 0 6H7M5.5 3.5 3 6l2.5 2.5",
            Self::Cart => "M2 3h1.8l1.4 7h7l1.3-5H4.3M6 13.2v.1M11.3 13.2v.1",
            Self::Grip => "M6 4v.1M6 8v.1M6 12v.1M10 4v.1M10 8v.1M10 12v.1",
            Self::Pin => "M9.8 2.5 13.5 6.2l-2 .7-2.3 2.3-.3 3L3.8 7.1l3-.3L9.1 4.5zM6.2 9.8 2.8 13.2",
            Self::More => "M3.5 8v.1M8 8v.1M12.5 8v.1",
            Self::Filter => "M2.5 4.5h11M4.8 8h6.4M7 11.5h2",
            Self::Columns => {
                "M3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5v-7A1.5 1.5 0 0 1 3.5 3zM6.2 3v10M9.8 3v10"
            }
            Self::Book => {
                "M3 3.5h3.5A1.5 1.5 0 0 1 8 5v8a1.5 1.5 0 0 0-1.5-1.2H3zM13 3.5H9.5A1.5 1.5 0 0 0 8 5v8a1.5 1.5 0 0 1 1.5-1.2H13z"
            }
            Self::Print => {
                "M4.5 6V2.5h7V6M4.5 11H3V7.5A1.5 1.5 0 0 1 4.5 6h7A1.5 1.5 0 0 1 13 7.5V11h-1.5M4.5 9.5h7v4h-7z"
            }
            Self::Rows => "M2.5 4h11M2.5 8h11M2.5 12h11",
            Self::Layers => "M8 2.5 14 5.6 8 8.7 2 5.6zM2.4 8.4 8 11.3l5.6-2.9M2.4 11 8 13.9l5.6-2.9",
        }
    }
}

/// A picture beside words, or inside a button that has a name of its own: hidden from readers.
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=glyph.path()></path>
        </svg>
    }
}
