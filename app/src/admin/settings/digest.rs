//! One's own morning mail of payments that wait to be linked.

use domain::{Permission, api::users::DigestSetting};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        session::Session,
    },
    api,
    ui::{SwitchField, Toasts},
};

/// On or off, for those who may link payments.
#[component]
pub fn Digest() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let me = Memo::new(move |_| session.me(|me| me.user_id.clone()));
    let setting = Query::<DigestSetting>::new(
        move || me.get(),
        || 0,
        |transport, id| async move { api::users::digest(&transport, &id).await },
    );
    view! {
        <Show when=move || may.get() && setting.value.with(Option::is_some)>
            <section class="panel">
                <header class="panel-head">
                    <h2>"Mail to you"</h2>
                </header>
                <Switch setting/>
            </section>
        </Show>
    }
}

#[component]
fn Switch(setting: Query<DigestSetting>) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let on = RwSignal::new(setting.value.with_untracked(|setting| setting.is_some_and(|setting| setting.on)));
    Effect::new(move |before: Option<bool>| {
        let now = on.get();
        let Some(id) = untrack(|| session.me(|me| me.user_id.clone())) else { return now };
        if before.is_some_and(|before| before != now) {
            action.run_or_tell(
                move |transport| async move { api::users::set_digest(&transport, &id, DigestSetting { on: now }).await },
                move |()| toasts.say(if now { "You get the daily digest." } else { "The daily digest is off." }),
            );
        }
        now
    });
    view! {
        <SwitchField
            label="Daily digest"
            value=on
            hint="Each morning, how many payments wait to be linked and what they come to. Nothing is sent when none does."
        />
    }
}
