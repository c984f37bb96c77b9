//! API keys for integrations.

use domain::{
    Fields, Permission, Role,
    api::keys::{ApiKey, CreatedApiKey, NewApiKey},
    text::Name,
};
use leptos::prelude::*;

use super::{
    choices::{role_hint, role_label},
    listing::{Listing, listed},
};
use crate::{
    admin::{
        data::{Action, Query},
        frame::{Answered, Removal},
    },
    api,
    ui::{Button, CopyField, Dialog, EmptyState, Form, FormState, Glyph, Kind, Moment, SelectField, TextField},
};

/// The page.
#[component]
pub fn Keys() -> impl IntoView {
    let keys = listed(Permission::Manage, |transport| async move { api::keys::list(&transport).await });
    let adding = RwSignal::new(false);
    let revoking = RwSignal::new(None::<ApiKey>);
    view! {
        <Listing permission=Permission::Manage title="API keys" add="Make a key" adding>
            <p class="lead">
                "Your other programs make links and read payments with a key. "
                <a href="/api/docs" rel="external">"How the API works"</a>
            </p>
            <Answered query=keys lines=3 let:list>
                {lines(list, revoking)}
            </Answered>
        </Listing>
        <AddDialog open=adding keys/>
        <Removal
            about=revoking
            question=|key: &ApiKey| format!("Revoke {}?", key.name)
            text="The program that uses it is refused from now on."
            act="Revoke the key"
            remove=|transport, key: ApiKey| async move { api::keys::revoke(&transport, &key.id).await }
            said="The key is revoked."
            on_gone=move |_| keys.reload()
        />
    }
}

fn lines(keys: Vec<ApiKey>, revoking: RwSignal<Option<ApiKey>>) -> AnyView {
    if keys.is_empty() {
        let text = "Make one for each program, so that you can revoke it alone.";
        return view! { <EmptyState glyph=Glyph::Key title="No keys yet" text/> }.into_any();
    }
    let rows = keys.into_iter().map(|key| row(&key, revoking));
    view! { <ul class="lines">{rows.collect_view()}</ul> }.into_any()
}

fn row(key: &ApiKey, revoking: RwSignal<Option<ApiKey>>) -> impl IntoView + use<> {
    let used = match key.last_used_at {
        Some(at) => view! { "used " <Moment at/> }.into_any(),
        None => "never used".into_any(),
    };
    let this = key.clone();
    view! {
        <li class="line">
            <div class="line-main">
                <p class="name">{key.name.clone()}</p>
                <p class="sub"><code>{key.hint.clone()}</code> " · " {role_label(key.role)} " · made " <Moment at=key.created_at/> " · " {used}</p>
            </div>
            <Button kind=Kind::Quiet label=format!("Revoke {}", key.name) on_click=move |()| revoking.set(Some(this.clone()))>
                "Revoke"
            </Button>
        </li>
    }
}

/// Makes a key, and shows its secret once.
#[component]
fn AddDialog(open: RwSignal<bool>, keys: Query<Vec<ApiKey>>) -> impl IntoView {
    let form = FormState::new();
    let action = Action::new();
    let name = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Biller.to_string());
    let made = RwSignal::new(None::<CreatedApiKey>);
    Effect::new(move |_| {
        if open.get() {
            form.clear();
            name.set(String::new());
        } else {
            // The secret does not stay in the page.
            made.set(None);
        }
    });
    let add = move |()| {
        form.clear();
        let key = NewApiKey { name: name.get_untracked(), role: role.get_untracked() };
        let mut fields = Fields::new();
        fields.parse::<Name>("/name", &key.name);
        if let Err(problem) = fields.finish(Some(())) {
            form.refuse(&problem);
            return;
        }
        action.run(
            move |transport| async move { api::keys::create(&transport, &key).await },
            move |answer| match answer {
                Ok(key) => {
                    made.set(Some(key));
                    keys.reload();
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let roles: Vec<(String, String)> =
        [Role::Admin, Role::Biller, Role::Viewer].map(|role| (role.to_string(), role_label(role).to_owned())).to_vec();
    let roles = StoredValue::new(roles);
    let hint = Signal::derive(move || role.get().parse().map(role_hint).unwrap_or_default().to_owned());
    view! {
        <Dialog open title="Make an API key".to_owned()>
            {move || match made.get() {
                Some(key) => {
                    view! {
                        <p class="dialog-text">
                            "This is the key for " <strong>{key.key.name.clone()}</strong>
                            ". Copy it now: it is not shown again."
                        </p>
                        <CopyField label="API key" text=key.secret.clone()/>
                        <footer class="dialog-foot">
                            <Button kind=Kind::Primary on_click=move |()| open.set(false)>"Done"</Button>
                        </footer>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <Form state=form on_submit=add>
                            <TextField
                                label="What it is for"
                                pointer="/name"
                                value=name
                                autofocus=true
                                placeholder="Practice management"
                            />
                            <SelectField label="Role" pointer="/role" value=role options=roles.get_value() hint/>
                            <footer class="dialog-foot">
                                <Button on_click=move |()| open.set(false)>"Close"</Button>
                                <Button kind=Kind::Primary act="submit" busy=action.busy>"Make the key"</Button>
                            </footer>
                        </Form>
                    }
                        .into_any()
                }
            }}
        </Dialog>
    }
}
