//! One's own password, and the browsers in which one is signed in.

use domain::{api::session::OpenSession, id::SessionId};
use leptos::prelude::*;

use super::{digest::Digest, password::PasswordForm};
use crate::{
    admin::{
        data::{Action, Query},
        frame::Answered,
        session::Session,
    },
    api,
    ui::{Badge, Button, Kind, Moment, Toasts, Tone},
};

/// The page.
#[component]
pub fn Security() -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let sessions = Query::new(
        move || session.is_in().then_some(()),
        || 0,
        |transport, ()| async move { api::session::open_sessions(&transport).await.map(|page| page.data) },
    );
    let end = Callback::new(move |ids: Vec<SessionId>| {
        action.run_or_tell(
            move |transport| async move {
                for id in &ids {
                    api::session::end(&transport, id).await?;
                }
                Ok(())
            },
            move |()| {
                toasts.say("Signed out there.");
                sessions.reload();
            },
        );
    });
    let others = Memo::new(move |_| {
        let all = sessions.value.get().unwrap_or_default();
        all.into_iter().filter(|s| !s.current).map(|s| s.id).collect::<Vec<_>>()
    });
    view! {
        <PasswordForm on_change=move |()| sessions.reload()/>
        <Digest/>
        <section class="panel">
            <header class="panel-head">
                <h2>"Signed-in browsers"</h2>
                <Show when=move || others.with(|others| !others.is_empty())>
                    <Button busy=action.busy on_click=move |()| end.run(others.get_untracked())>"Sign out all others"</Button>
                </Show>
            </header>
            <p class="lead">"Sign out what you don't recognise, and change your password."</p>
            <Answered query=sessions lines=3 let:list>
                <ul class="lines">{list.into_iter().map(|open| row(&open, action.busy, end)).collect_view()}</ul>
            </Answered>
        </section>
    }
}

fn row(open: &OpenSession, busy: RwSignal<bool>, end: Callback<Vec<SessionId>>) -> impl IntoView + use<> {
    let id = open.id.clone();
    let act = if open.current {
        view! { <Badge tone=Tone::Good word="This browser"/> }.into_any()
    } else {
        view! {
            <Button
                kind=Kind::Quiet
                busy
                label=format!("Sign out {}", open.device)
                on_click=move |()| end.run(vec![id.clone()])
            >
                "Sign out"
            </Button>
        }
        .into_any()
    };
    view! {
        <li class="line">
            <div class="line-main">
                <p class="name">{open.device.clone()}</p>
                <p class="sub">"Signed in " <Moment at=open.created_at/> " · used " <Moment at=open.last_used_at/></p>
            </div>
            {act}
        </li>
    }
}
