//! Signing in.

use domain::api::session::SignIn;
use leptos::prelude::*;
use web_sys::Url;

use super::{
    data::Action,
    place::{Place, Step},
    session::{Session, State},
};
use crate::{
    api,
    ui::{Button, Form, FormState, Kind, TextField},
};

/// The page to sign in, and back to where one was.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = FormState::new();
    let action = Action::new();
    document().set_title("Sign in · Tender");
    Effect::new(move |_| match session.state() {
        State::In(_) => place.go(&untrack(move || next(place)), Step::Instead),
        State::SetUp => place.go("/app/setup", Step::Instead),
        State::Asking | State::Failed(_) | State::Out => {}
    });
    let sign_in = move |()| {
        form.clear();
        let credentials = SignIn { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        if credentials.email.is_empty() || credentials.password.is_empty() {
            form.notify("Enter your email address and your password".to_owned());
            return;
        }
        action.run(
            move |transport| async move { api::session::sign_in(&transport, &credentials).await },
            move |answer| match answer {
                Ok(me) => session.enter(me),
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <main class="lone">
            <div class="sheet">
                <p class="brand"><span class="mark letter" aria-hidden="true">"T"</span> "Tender"</p>
                <h1>"Sign in"</h1>
                <Form state=form on_submit=sign_in>
                    <TextField
                        label="Email address"
                        pointer="/email"
                        kind="email"
                        autocomplete="username"
                        autofocus=true
                        value=email
                    />
                    <TextField
                        label="Password"
                        pointer="/password"
                        kind="password"
                        autocomplete="current-password"
                        value=password
                    />
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Sign in"</Button>
                </Form>
            </div>
        </main>
    }
}

/// Where one wanted to go: only a page of ours that one can be on when signed in.
fn next(place: Place) -> String {
    own_page(&place.param("next")).unwrap_or_else(|| "/app/links".to_owned())
}

/// The address as the browser understands it: backslashes and dots make another one of what is written.
fn own_page(address: &str) -> Option<String> {
    let origin = window().location().origin().ok()?;
    let url = Url::new_with_base(address, &origin).ok()?;
    let path = url.pathname();
    let ours = url.origin() == origin && path.starts_with("/app/");
    let sends_back = ["/app/sign-in", "/app/setup"].contains(&path.trim_end_matches('/'));
    (ours && !sends_back).then(|| format!("{path}{}{}", url.search(), url.hash()))
}
