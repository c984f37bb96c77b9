//! A page that says one thing, and what to do next.

use domain::api::public::PublicFirm;
use leptos::prelude::*;

use super::{
    frame::{MailLink, PhoneLink},
    icon::{Glyph, Icon},
};

/// The colour of a notice: never the only sign of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Info,
    Bad,
    Mute,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Good => "seal good",
            Self::Info => "seal info",
            Self::Bad => "seal bad",
            Self::Mute => "seal",
        }
    }
}

/// The round mark above a headline.
#[component]
pub(super) fn Seal(tone: Tone, glyph: Glyph) -> impl IntoView {
    view! {
        <span class=tone.class()>
            <Icon glyph />
        </span>
    }
}

/// One thing, with its headline; the children say what to do next.
#[component]
pub(super) fn Notice(
    tone: Tone,
    glyph: Glyph,
    #[prop(into)] headline: String,
    #[prop(into)] text: String,
    /// Whether the page is to ask again: the browser reads it from the document.
    #[prop(optional)]
    undecided: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="sheet notice" data-undecided=undecided.then_some("")>
            <Seal tone glyph />
            <h1>{headline}</h1>
            <p class="lead">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// What to ask the firm, and how, where it named a way.
#[component]
pub(super) fn AskTheFirm(
    firm: PublicFirm,
    /// How the sentence ends that begins with *Ask* and the firm's name.
    what: &'static str,
) -> impl IntoView {
    let PublicFirm { name, contact_email, contact_phone, .. } = firm;
    let ways = (contact_email.is_some() || contact_phone.is_some()).then(|| {
        view! {
            <ul class="ways">
                {contact_email.map(|email| view! { <li><MailLink email /></li> })}
                {contact_phone.map(|phone| view! { <li><PhoneLink phone /></li> })}
            </ul>
        }
    });
    view! {
        <div class="ask-firm">
            <p>{format!("Ask {name} {what}.")}</p>
            {ways}
        </div>
    }
}

/// The one way on, as a button.
#[component]
pub(super) fn WayOn(#[prop(into)] href: String, #[prop(into)] label: String) -> impl IntoView {
    view! { <a class="btn primary large" rel="external" href=href>{label}</a> }
}
