//! The address at which other programs follow one's calendar.

use domain::api::events::CalendarFeed;
use leptos::prelude::*;

use crate::{
    admin::data::{Action, Query, fresh_key},
    api,
    ui::{Button, CopyField, Dialog, Glyph, Kind, Moment, SkeletonLines, Toasts},
};

/// A button, and the dialog that it opens.
#[component]
pub fn Follow() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button glyph=Glyph::Link on_click=move |()| open.set(true)>"Follow"</Button>
        <Dialog open title="Follow your calendar".to_owned() class="narrow"><Inside/></Dialog>
    }
}

#[component]
fn Inside() -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let feed = Query::new(|| Some(()), || 0, |transport, ()| async move { api::events::feed(&transport).await });
    let renew = move |()| {
        let key = fresh_key();
        action.run_or_tell(
            move |transport| async move { api::events::renew_feed(&transport, &key).await },
            move |made: CalendarFeed| feed.put(made),
        );
    };
    let revoke = move |()| {
        action.run_or_tell(
            |transport| async move { api::events::revoke_feed(&transport).await },
            move |()| {
                toasts.say("The address no longer works.");
                feed.put(CalendarFeed { url: None, created_at: None, last_used_at: None });
            },
        );
    };
    let said = move |feed: CalendarFeed| {
        match (feed.url, feed.created_at) {
        (Some(url), _) => view! {
            <CopyField label="Address of your calendar" text=url/>
            <p class="sub">"Copy it now: it is not shown again. Whoever has it sees your appointments."</p>
        }
        .into_any(),
        (None, Some(at)) => {
            let used = match feed.last_used_at {
                Some(at) => view! { <span>"Last asked for " <Moment at/> "."</span> }.into_any(),
                None => view! { <span>"No program has asked for it yet."</span> }.into_any(),
            };
            view! { <p class="dialog-text">"Your calendar has had an address since " <Moment at/> ". " {used}</p> }.into_any()
        }
        (None, None) => view! {
            <p class="dialog-text">
                "Your phone or your mail program can show the appointments that you are responsible for. Make an address, and give it to that program."
            </p>
        }
        .into_any(),
    }
    };
    let there = move || feed.value.with(|feed| feed.as_ref().is_some_and(|feed| feed.created_at.is_some()));
    view! {
        {move || match (feed.value.get(), feed.blocking_failure()) {
            (Some(feed), _) => said(feed),
            (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
            (None, None) => view! { <SkeletonLines lines=2/> }.into_any(),
        }}
        <footer class="dialog-foot">
            <Show when=there>
                <Button kind=Kind::Danger busy=action.busy on_click=revoke>"Revoke"</Button>
            </Show>
            <Button kind=Kind::Primary busy=action.busy on_click=renew>
                {move || if there() { "Make another address" } else { "Make an address" }}
            </Button>
        </footer>
    }
}
