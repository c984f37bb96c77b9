//! Pasting keys.

use domain::{
    Fields, Mode, Problem,
    api::connections::{Connection, NewConnection},
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        store::Store,
    },
    api,
    ui::{Button, Form, FormState, Glyph, Kind, TextField, Toasts},
};

/// Both keys; the server tries them at once.
#[component]
pub fn ConnectForm(connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let store = Store::from_context();
    let form = FormState::new();
    let action = Action::new();
    let (publishable, secret) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let first = Memo::new(move |_| connections.value.with(|all| all.as_ref().is_none_or(Vec::is_empty)));
    let connect = move |()| {
        form.clear();
        let keys = NewConnection {
            publishable_key: publishable.get_untracked().trim().to_owned(),
            secret_key: secret.get_untracked().trim().to_owned(),
        };
        if let Err(problem) = check(&keys) {
            form.refuse(&problem);
            return;
        }
        action.run(
            move |transport| async move { api::connections::create(&transport, &keys).await },
            move |answer| match answer {
                Ok(connection) => {
                    toasts.say(format!("Connected to {}.", connection.account_name));
                    publishable.set(String::new());
                    secret.set(String::new());
                    connections.reload();
                    store.accounts.reload();
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let mode =
        Signal::derive(move || match mode_of(&secret.get(), "sk").or_else(|| mode_of(&publishable.get(), "pk")) {
            Some(Mode::Test) => "Test mode: no real money moves.".to_owned(),
            Some(Mode::Live) => "Live mode: these keys move real money.".to_owned(),
            None => "Begins with sk_ or rk_. It is stored encrypted and never shown again.".to_owned(),
        });
    view! {
        <section class="panel">
            <h2>{move || if first.get() { "Connect Stripe" } else { "Connect another account, or rolled keys" }}</h2>
            <p class="lead">
                "Copy both keys from Stripe's dashboard, under Developers, API keys. Test keys make links that move no money."
            </p>
            <Form state=form on_submit=connect label="Keys">
                <TextField
                    label="Publishable key"
                    pointer="/publishable_key"
                    value=publishable
                    class="mono"
                    placeholder="pk_test_…"
                />
                <TextField label="Secret key" pointer="/secret_key" kind="password" value=secret class="mono" hint=mode/>
                <div class="form-foot">
                    <Button kind=Kind::Primary act="submit" glyph=Glyph::Link busy=action.busy>"Check and connect"</Button>
                </div>
            </Form>
        </section>
    }
}

fn check(keys: &NewConnection) -> Result<(), Problem> {
    let mut fields = Fields::new();
    let publishable = mode_of(&keys.publishable_key, "pk");
    let secret = mode_of(&keys.secret_key, "sk").or_else(|| mode_of(&keys.secret_key, "rk"));
    if publishable.is_none() {
        fields.refuse("/publishable_key", "A publishable key begins with pk_test_ or pk_live_");
    }
    match (publishable, secret) {
        (_, None) => fields.refuse("/secret_key", "A secret key begins with sk_test_, sk_live_, rk_test_ or rk_live_"),
        (Some(one), Some(other)) if one != other => {
            fields.refuse(
                "/secret_key",
                "One key is for test mode and the other for live mode: copy both from the same page",
            );
        }
        _ => {}
    }
    fields.finish(Some(()))
}

fn mode_of(key: &str, prefix: &str) -> Option<Mode> {
    let rest = key.trim().strip_prefix(prefix)?;
    [("_test_", Mode::Test), ("_live_", Mode::Live)]
        .into_iter()
        .find(|(word, _)| rest.starts_with(word))
        .map(|(_, m)| m)
}
