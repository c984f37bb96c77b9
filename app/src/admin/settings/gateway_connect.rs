//! Connecting a gateway.

use domain::api::connections::Connection;
use leptos::prelude::*;

use super::gateway_keys::{KeyFields, KeyPair};
use crate::{
    admin::{
        data::{Action, Query},
        store::Store,
    },
    api,
    ui::{Button, Form, FormState, Glyph, Kind, Toasts},
};

/// Both keys; the server tries them at once.
#[component]
pub fn ConnectForm(connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let store = Store::from_context();
    let form = FormState::new();
    let action = Action::new();
    let keys = KeyPair::new(String::new());
    let first = Memo::new(move |_| connections.value.with(|all| all.as_ref().is_none_or(Vec::is_empty)));
    let connect = move |()| {
        form.clear();
        let new = match keys.read() {
            Ok(new) => new,
            Err(problem) => return form.refuse(&problem),
        };
        action.run(
            move |transport| async move { api::connections::create(&transport, &new).await },
            move |answer| match answer {
                Ok(connection) => {
                    toasts.say(format!("Connected to {}.", connection.account_name));
                    keys.reset(String::new());
                    connections.reload();
                    store.accounts.reload();
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <section class="panel">
            <h2>{move || if first.get() { "Connect Stripe" } else { "Connect another account" }}</h2>
            <p class="lead">
                "Copy both keys from Stripe's dashboard, under Developers, API keys. Test keys make links that move no money."
            </p>
            <Form state=form on_submit=connect label="Keys">
                <KeyFields keys/>
                <div class="form-foot">
                    <Button kind=Kind::Primary act="submit" glyph=Glyph::Link busy=action.busy>"Check and connect"</Button>
                </div>
            </Form>
        </section>
    }
}
