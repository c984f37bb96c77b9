//! Buttons, and links that look like buttons.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The one thing to do here.
    Primary,
    /// One of several things.
    #[default]
    Plain,
    /// Beside something more important.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn primary",
            Self::Plain => "btn",
            Self::Quiet => "btn quiet",
            Self::Danger => "btn danger",
        }
    }
}

/// A button. While busy it keeps its width and refuses clicks.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    kind: Kind,
    /// `submit` inside a form.
    #[prop(default = "button")]
    act: &'static str,
    /// A picture before the words.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Whether it works on something.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it can't be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The name for readers, where the words are not enough.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it does.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=act
            class=kind.class()
            class:busy=busy
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-label=label
            on:click=move |_| {
                if let Some(on_click) = on_click && !busy.get_untracked() {
                    on_click.run(());
                }
            }
        >
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it goes.
    #[prop(into)]
    href: Signal<String>,
    /// How it looks.
    #[prop(optional)]
    kind: Kind,
    /// A picture before the words.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Whether it opens beside this page.
    #[prop(optional)]
    new_tab: bool,
    /// The file name to save under, for something to download.
    #[prop(optional, into)]
    download: Option<String>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            class=kind.class()
            href=move || href.get()
            target=new_tab.then_some("_blank")
            rel=new_tab.then_some("noopener")
            download=download
        >
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            {children()}
            {new_tab.then(|| view! { <span class="sr">" (opens in a new tab)"</span> })}
        </a>
    }
}
