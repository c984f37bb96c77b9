//! The page behind a link: what is asked, or what became of it.

use std::ops::ControlFlow;

use domain::api::public::{PageState, PublicLink};
use leptos::prelude::*;

use super::{
    data::{LinkView, Refused, TokenData},
    frame::Frame,
    live,
    pay_form::PaySheet,
    receipt::Receipt,
    states::{Cancelled, Expired, Processing, Replaced, Settled, Underway},
    title::PageTitle,
};
use crate::api::{Transport, public as api};

/// `/l/{token}`.
#[component]
pub(super) fn LinkPage() -> impl IntoView {
    let refused = use_context::<Refused>();
    let read = move |transport: Transport, token: String| {
        let refused = refused.clone();
        async move { Ok(LinkView { link: api::link(&transport, &token).await?, refused }) }
    };
    view! { <TokenData read show=|token, found| view! { <Found token found /> } /> }
}

/// A link that exists. It follows what happens to it elsewhere: paid in another tab, or cancelled.
#[component]
fn Found(token: String, found: LinkView) -> impl IntoView {
    let LinkView { link, refused } = found;
    let (shown, show) = signal(link.clone());
    let (news, tell) = signal(String::new());
    follow(token.clone(), shown, show, tell);
    view! {
        <PageTitle text=title(&link) />
        <Frame firm=link.firm.clone() test=link.test news>
            {move || {
                let link = shown.get();
                match link.state {
                    PageState::Payable => {
                        view! { <PaySheet token=token.clone() link refused=refused.clone() /> }.into_any()
                    }
                    PageState::Processing => view! { <Processing link /> }.into_any(),
                    PageState::Paid => view! { <Receipt link /> }.into_any(),
                    PageState::Cancelled => view! { <Cancelled link /> }.into_any(),
                    PageState::Expired => view! { <Expired link /> }.into_any(),
                    PageState::Replaced if link.receipts.is_empty() => view! { <Replaced link /> }.into_any(),
                    PageState::Replaced => view! { <Receipt link /> }.into_any(),
                    PageState::Settled => view! { <Settled link /> }.into_any(),
                    PageState::Underway => view! { <Underway /> }.into_any(),
                }
            }}
        </Frame>
    }
}

fn title(link: &PublicLink) -> String {
    let firm = &link.firm.name;
    match link.state {
        PageState::Payable => format!("Pay {firm}"),
        PageState::Paid | PageState::Replaced => format!("Receipt from {firm}"),
        PageState::Processing | PageState::Underway => format!("Payment to {firm} on its way"),
        PageState::Settled => format!("Nothing is left to pay to {firm}"),
        PageState::Cancelled => format!("Cancelled request from {firm}"),
        PageState::Expired => format!("Expired link from {firm}"),
    }
}

/// Asks for the link's state while it can still change by itself.
fn follow(token: String, shown: ReadSignal<PublicLink>, show: WriteSignal<PublicLink>, tell: WriteSignal<String>) {
    let Some(transport) = use_context::<Transport>() else { return };
    let lasting = |state| !matches!(state, PageState::Payable | PageState::Processing | PageState::Underway);
    if lasting(shown.with_untracked(|link| link.state)) {
        return;
    }
    live::keep_asking(live::calm, move || {
        let (transport, token) = (transport.clone(), token.clone());
        async move {
            let Some(before) = shown.try_with_untracked(|link| (link.state, link.paid)) else {
                return ControlFlow::Break(());
            };
            match api::link(&transport, &token).await {
                // Only a new state is worth drawing the page again: somebody may be typing.
                Ok(now) if (now.state, now.paid) != before => {
                    let state = now.state;
                    tell.set(
                        if now.paid > before.1 { sentence(PageState::Replaced) } else { sentence(state) }.to_owned(),
                    );
                    show.set(now);
                    if lasting(state) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                }
                // A failure on the way is no news.
                _ => ControlFlow::Continue(()),
            }
        }
    });
}

/// What has changed, for who cannot see it change.
fn sentence(state: PageState) -> &'static str {
    match state {
        PageState::Payable => "This link can be paid again.",
        PageState::Processing => "The payment is being processed.",
        PageState::Paid => "The payment has arrived.",
        PageState::Cancelled => "This request was cancelled.",
        PageState::Expired => "This link has expired.",
        PageState::Replaced => "Part of the amount has been paid.",
        PageState::Settled => "Nothing is left to pay.",
        PageState::Underway => "A payment is on its way.",
    }
}
