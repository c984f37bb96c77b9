//! Back from the gateway. The address proves nothing: the server is asked, and it asks the gateway.

use std::ops::ControlFlow;

use domain::api::public::{Attempt, CheckoutStatus, PageState, PublicLink};
use leptos::prelude::*;

use super::{
    data::TokenData,
    frame::Frame,
    icon::Glyph,
    live,
    notice::{Notice, Tone, WayOn},
    receipt::Receipt,
    states::{Cancelled, Expired, Processing, Settled, Underway},
    title::PageTitle,
};
use crate::api::{Transport, public as api};

/// `/l/{token}/done`.
#[component]
pub(super) fn DonePage() -> impl IntoView {
    let read = |transport: Transport, token: String| async move { api::checkout(&transport, &token).await };
    view! { <TokenData read show=|token, status| view! { <Found token status /> } /> }
}

/// How it went, as far as is known; while it is not, the page asks again.
#[component]
fn Found(token: String, status: CheckoutStatus) -> impl IntoView {
    let link = status.link.clone();
    let (shown, show) = signal(status);
    let (news, tell) = signal(String::new());
    follow(token.clone(), shown, show, tell);
    view! {
        <PageTitle text=format!("Your payment to {}", link.firm.name) />
        <Frame firm=link.firm test=link.test news>
            {move || {
                let status = shown.get();
                view! { <Outcome token=token.clone() status /> }
            }}
        </Frame>
    }
}

/// What the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// Nobody knows yet: ask again.
    Checking,
    /// The gateway does not answer: ask again.
    Waiting,
    Processing,
    Paid,
    Declined(Option<String>),
    /// The attempt ended, and no money moved.
    Ended,
    /// There was no attempt.
    NotBegun,
    Cancelled,
    Expired,
    /// It was paid another way.
    Settled,
    /// It is being paid another way.
    Underway,
}

impl Verdict {
    /// What is known of the link comes before what is known of the attempt.
    fn of(status: &CheckoutStatus) -> Self {
        match (status.link.state, status.attempt) {
            (PageState::Paid | PageState::Replaced, _) => Self::Paid,
            (PageState::Processing, _) | (_, Some(Attempt::Processing)) => Self::Processing,
            (_, Some(Attempt::Unknown)) => Self::Waiting,
            // The gateway says so, and our books follow in a moment.
            (_, Some(Attempt::Paid)) if status.link.receipts.is_empty() => Self::Checking,
            (_, Some(Attempt::Paid)) => Self::Paid,
            (PageState::Cancelled, _) => Self::Cancelled,
            (PageState::Expired, _) => Self::Expired,
            (PageState::Settled, _) => Self::Settled,
            (PageState::Underway, _) => Self::Underway,
            (PageState::Payable, Some(Attempt::Open)) => Self::Checking,
            (PageState::Payable, Some(Attempt::Declined)) => Self::Declined(status.reason.clone()),
            (PageState::Payable, Some(Attempt::Ended)) => Self::Ended,
            (PageState::Payable, None) => Self::NotBegun,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self, Self::Checking | Self::Waiting)
    }

    /// What has changed, for who cannot see it change.
    fn sentence(&self) -> &'static str {
        match self {
            Self::Checking | Self::Waiting => "Still checking.",
            Self::Processing => "Your payment is on its way.",
            Self::Paid => "Your payment has arrived.",
            Self::Declined(_) => "The payment was declined. Nothing was charged.",
            Self::Ended | Self::NotBegun => "Nothing was charged.",
            Self::Cancelled => "This request was cancelled.",
            Self::Expired => "This link has expired.",
            Self::Settled => "Nothing is left to pay.",
            Self::Underway => "A payment is on its way.",
        }
    }
}

#[component]
fn Outcome(token: String, status: CheckoutStatus) -> impl IntoView {
    let verdict = Verdict::of(&status);
    let link = status.link;
    let back = format!("/l/{token}");
    match verdict {
        Verdict::Paid => view! { <Receipt link /> }.into_any(),
        Verdict::Processing => view! { <Processing link /> }.into_any(),
        Verdict::Cancelled => view! { <Cancelled link /> }.into_any(),
        Verdict::Expired => view! { <Expired link /> }.into_any(),
        Verdict::Settled => view! { <Settled link /> }.into_any(),
        Verdict::Underway => view! { <Underway /> }.into_any(),
        Verdict::Checking => {
            let text = "This takes a few seconds. You can wait here, or close this page and open the link again later.";
            view! {
                <Undecided headline="Checking your payment" text>
                    <a rel="external" href=back>
                        "Back to the payment page"
                    </a>
                </Undecided>
            }
            .into_any()
        }
        Verdict::Waiting => {
            let text = "Stripe has not answered yet, so we don’t know the result. Please don’t pay again: \
                        we keep asking, and this page will show it.";
            view! { <Undecided headline="Still waiting for Stripe" text /> }.into_any()
        }
        Verdict::Declined(reason) => view! { <Declined link reason back /> }.into_any(),
        Verdict::Ended => {
            let text = "The payment was not finished, and nothing was charged.";
            view! {
                <Notice tone=Tone::Mute glyph=Glyph::Clock headline="Not paid" text=text>
                    <WayOn href=back label="Try again" />
                </Notice>
            }
            .into_any()
        }
        Verdict::NotBegun => {
            let text = "No payment has been started from this link.";
            view! {
                <Notice tone=Tone::Mute glyph=Glyph::Question headline="Nothing has been paid" text=text>
                    <WayOn href=back label="Go to the payment page" />
                </Notice>
            }
            .into_any()
        }
    }
}

/// Nothing is known yet. Without JavaScript the document loads itself again.
#[component]
fn Undecided(
    headline: &'static str,
    text: &'static str,
    /// More ways on than asking again.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <noscript inner_html=r#"<meta http-equiv="refresh" content="5">"#></noscript>
        <Notice tone=Tone::Info glyph=Glyph::Clock headline=headline text=text undecided=true>
            <p class="ways">
                <a rel="external" href="">
                    "Check again"
                </a>
                {children.map(|children| children())}
            </p>
        </Notice>
    }
}

#[component]
fn Declined(link: PublicLink, reason: Option<String>, back: String) -> impl IntoView {
    let reason = reason.unwrap_or_else(|| "The bank did not say why.".to_owned());
    let text = format!("{reason} Nothing was charged. You can try again with another card or method.");
    let firm = link.firm.name;
    view! {
        <Notice tone=Tone::Bad glyph=Glyph::Cross headline="The payment was declined" text=text>
            <WayOn href=back label="Try again" />
            <p class="hint">{format!("{firm} has not received anything.")}</p>
        </Notice>
    }
}

/// Asks until the end is known.
fn follow(
    token: String,
    shown: ReadSignal<CheckoutStatus>,
    show: WriteSignal<CheckoutStatus>,
    tell: WriteSignal<String>,
) {
    let Some(transport) = use_context::<Transport>() else { return };
    if !shown.with_untracked(Verdict::of).is_open() {
        return;
    }
    live::keep_asking(live::brisk, move || {
        let (transport, token) = (transport.clone(), token.clone());
        async move {
            let Some(before) = shown.try_with_untracked(Verdict::of) else { return ControlFlow::Break(()) };
            // A failure on the way is no news.
            let Ok(now) = api::checkout(&transport, &token).await else { return ControlFlow::Continue(()) };
            let verdict = Verdict::of(&now);
            if verdict != before {
                tell.set(verdict.sentence().to_owned());
                show.set(now);
            }
            if verdict.is_open() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        }
    });
}
