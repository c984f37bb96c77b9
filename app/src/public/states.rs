//! The states of a link in which there is nothing to pay, and pages that are none.

use domain::api::public::PublicLink;
use leptos::prelude::*;

use super::{
    icon::Glyph,
    notice::{AskTheFirm, Notice, Tone, WayOn},
    title::PageTitle,
};
use crate::api::ApiError;

/// A bank debit takes its time.
#[component]
pub(super) fn Processing(link: PublicLink) -> impl IntoView {
    let text = format!(
        "Your bank debit to {} has begun. Banks take up to 4 business days. There is nothing more for you to do; \
         this page will show the receipt.",
        link.firm.name
    );
    view! { <Notice tone=Tone::Info glyph=Glyph::Clock headline="Your payment is on its way" text=text /> }
}

/// What the link asked for was paid without it.
#[component]
pub(super) fn Settled(link: PublicLink) -> impl IntoView {
    let text = "What this link asked for has already been paid in another way. Nothing was charged here.";
    view! {
        <Notice tone=Tone::Good glyph=Glyph::Check headline="Nothing is left to pay" text=text>
            <AskTheFirm firm=link.firm what="if you did not expect this" />
        </Notice>
    }
}

/// What the link asks for is being paid without it.
#[component]
pub(super) fn Underway() -> impl IntoView {
    let text = "A bank debit that pays this has already begun. Banks take up to 4 business days. There is nothing to \
                pay until then.";
    view! { <Notice tone=Tone::Info glyph=Glyph::Clock headline="A payment is on its way" text=text /> }
}

/// The firm withdrew the link.
#[component]
pub(super) fn Cancelled(link: PublicLink) -> impl IntoView {
    let text = format!("{} has withdrawn this payment request. Nothing is due here.", link.firm.name);
    view! {
        <Notice tone=Tone::Mute glyph=Glyph::Cross headline="This request was cancelled" text=text>
            <AskTheFirm firm=link.firm what="if you did not expect this" />
        </Notice>
    }
}

/// The link's time ran out.
#[component]
pub(super) fn Expired(link: PublicLink) -> impl IntoView {
    let text = "It can’t be paid any more, and nothing was charged.";
    view! {
        <Notice tone=Tone::Mute glyph=Glyph::Clock headline="This link has expired" text=text>
            <AskTheFirm firm=link.firm what="for a new link" />
        </Notice>
    }
}

/// A newer link asks for the rest.
#[component]
pub(super) fn Replaced(link: PublicLink) -> impl IntoView {
    let PublicLink { firm, successor_url, .. } = link;
    let text = "Part of the amount is paid, and a newer link asks for the rest.";
    let way_on = match successor_url {
        Some(url) => view! { <WayOn href=url label="Go to the newer link" /> }.into_any(),
        None => view! { <AskTheFirm firm what="for the newer link" /> }.into_any(),
    };
    view! {
        <Notice tone=Tone::Info glyph=Glyph::Arrow headline="This link has been replaced" text=text>
            {way_on}
        </Notice>
    }
}

/// A page that is none: it says the same whatever the address was.
#[component]
pub(super) fn Unknown() -> impl IntoView {
    answer_with(404);
    view! {
        <PageTitle text="Link not found".to_owned() />
        <main>
            <Notice
                tone=Tone::Mute
                glyph=Glyph::Question
                headline="We can’t find this page"
                text="Check that the whole link was copied, or open it again from the message that you were sent. \
                      Whoever sent it can give you a new one."
            />
        </main>
    }
}

/// The page could not be made.
#[component]
pub(super) fn Trouble(error: ApiError) -> impl IntoView {
    match error.status() {
        Some(404) => return view! { <Unknown /> }.into_any(),
        Some(429) => answer_with(429),
        _ => answer_with(503),
    }
    view! {
        <PageTitle text="Try again in a moment".to_owned() />
        <main>
            <Notice
                tone=Tone::Bad
                glyph=Glyph::Clock
                headline="This page can’t be shown right now"
                text="The fault is ours, and nothing was charged by opening it. Wait a moment, then try again."
            >
                <WayOn href="" label="Try again" />
            </Notice>
        </main>
    }
    .into_any()
}

/// Sets the status of the server's answer. In the browser there is none to set.
fn answer_with(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
