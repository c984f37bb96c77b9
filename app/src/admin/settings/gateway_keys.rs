//! A gateway's pair of keys: pasted to connect an account, or to replace those it had.

use domain::{
    Mode, Problem,
    api::connections::{Connection, EditConnection, NewConnection, mode_of},
};
use leptos::{html, prelude::*};

use crate::{
    admin::data::{Action, Query},
    api,
    ui::{Button, Form, FormState, TextField, Toasts},
};

/// What is typed into both fields.
#[derive(Clone, Copy)]
pub struct KeyPair {
    publishable: RwSignal<String>,
    secret: RwSignal<String>,
}

impl KeyPair {
    /// With nothing in the field of the secret key.
    pub fn new(publishable: String) -> Self {
        Self { publishable: RwSignal::new(publishable), secret: RwSignal::new(String::new()) }
    }

    /// Both keys, if they look like a pair.
    pub fn read(self) -> Result<NewConnection, Problem> {
        let text = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let keys = NewConnection { publishable_key: text(self.publishable), secret_key: text(self.secret) };
        keys.mode().map(|_| keys)
    }

    /// Forgets the secret key.
    pub fn reset(self, publishable: String) {
        self.publishable.set(publishable);
        self.secret.set(String::new());
    }

    /// Which money the keys move, as soon as one of them says so.
    fn hint(self) -> String {
        let mode = mode_of(&self.secret.get(), &["sk", "rk"]).or_else(|| mode_of(&self.publishable.get(), &["pk"]));
        let text = match mode {
            Some(Mode::Test) => "Test mode: no real money moves.",
            Some(Mode::Live) => "Live mode: these keys move real money.",
            None => "Begins with sk_ or rk_. It is stored encrypted and never shown again.",
        };
        text.to_owned()
    }
}

/// Both fields.
#[component]
pub fn KeyFields(keys: KeyPair) -> impl IntoView {
    view! {
        <TextField
            label="Publishable key"
            pointer="/publishable_key"
            value=keys.publishable
            class="mono"
            placeholder="pk_test_…"
        />
        <TextField
            label="Secret key"
            pointer="/secret_key"
            kind="password"
            value=keys.secret
            class="mono"
            hint=Signal::derive(move || keys.hint())
        />
    }
}

/// New keys of the same account, after they were rolled at the gateway.
#[component]
pub fn ReplaceKeys(connection: Memo<Option<Connection>>, connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let now = connection.with_untracked(|c| c.as_ref().map(|c| c.publishable_key.clone()));
    // Who rolls the secret key keeps the other one.
    let keys = KeyPair::new(now.unwrap_or_default());
    let around = NodeRef::<html::Details>::new();
    let replace = move |()| {
        form.clear();
        let Some(id) = connection.with_untracked(|c| c.as_ref().map(|c| c.id.clone())) else { return };
        let NewConnection { publishable_key, secret_key } = match keys.read() {
            Ok(keys) => keys,
            Err(problem) => return form.refuse(&problem),
        };
        let edit = EditConnection {
            publishable_key: Some(publishable_key),
            secret_key: Some(secret_key),
            ..EditConnection::default()
        };
        action.run(
            move |transport| async move { api::connections::edit(&transport, &id, &edit).await },
            move |answer| match answer {
                Ok(connection) => {
                    toasts.say("The keys are replaced.");
                    keys.reset(connection.publishable_key);
                    if let Some(around) = around.get_untracked() {
                        around.set_open(false);
                    }
                    connections.reload();
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <details class="unfold" node_ref=around>
            <summary>"Replace keys"</summary>
            <p>
                "Roll the keys in Stripe's dashboard, under Developers, API keys, and paste them here. "
                "Links, accounts and the webhook stay as they are."
            </p>
            <Form state=form on_submit=replace label="Replace keys">
                <KeyFields keys/>
                <div class="form-foot">
                    <Button act="submit" busy=action.busy>"Check and replace"</Button>
                </div>
            </Form>
        </details>
    }
}
