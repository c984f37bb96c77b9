//! The gateway: keys, webhook, and what payments are called there.

use domain::{
    Mode, Permission,
    api::connections::{Connection, EditConnection},
};
use leptos::prelude::*;

use super::{gateway_connect::ConnectForm, gateway_keys::ReplaceKeys, gateway_webhook::Webhook};
use crate::{
    admin::{
        data::{Action, Query},
        frame::NoPermission,
        live::Live,
        session::Session,
        store::Store,
    },
    api,
    ui::{Badge, Button, ErrorState, Form, FormState, Glyph, Kind, Moment, SkeletonLines, TextField, Toasts, Tone},
};

/// The page.
#[component]
pub fn Gateway() -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let may = Memo::new(move |_| session.may(Permission::Manage));
    let connections = Query::new(
        move || may.get().then_some(()),
        move || live.settings(),
        |transport, ()| async move { api::connections::list(&transport).await.map(|page| page.data) },
    );
    let ids = Memo::new(move |_| {
        connections.value.with(|all| all.as_ref().map(|all| all.iter().map(|c| c.id.clone()).collect::<Vec<_>>()))
    });
    view! {
        <Show when=move || may.get() fallback=NoPermission>
            {move || match (ids.get(), connections.blocking_failure()) {
                (Some(ids), _) => {
                    let panels = ids.into_iter().map(|id| {
                        // What one types into a panel stays when its connection is loaded again.
                        let connection = Memo::new(move |_| {
                            connections.value.with(|all| all.as_ref()?.iter().find(|c| c.id == id).cloned())
                        });
                        view! { <Panel connection connections/> }
                    });
                    view! { {panels.collect_view()} }.into_any()
                }
                (None, Some(text)) => view! { <ErrorState text retry=move |()| connections.reload()/> }.into_any(),
                (None, None) => view! { <SkeletonLines lines=6/> }.into_any(),
            }}
            <ConnectForm connections/>
        </Show>
    }
}

#[component]
fn Panel(connection: Memo<Option<Connection>>, connections: Query<Vec<Connection>>) -> impl IntoView {
    let head = move || {
        let connection = connection.get()?;
        let (tone, word) = match connection.mode {
            Mode::Test => (Tone::Warn, "Test mode"),
            Mode::Live => (Tone::Good, "Live mode"),
        };
        Some(view! {
            <header class="panel-head">
                <h2>"Stripe · " {connection.account_name.clone()}</h2>
                <Badge tone word/>
            </header>
            <dl class="facts">
                <div><dt>"Account"</dt><dd><code>{connection.gateway_account.clone()}</code></dd></div>
                <div><dt>"Publishable key"</dt><dd><code class="breaks">{connection.publishable_key.clone()}</code></dd></div>
                <div><dt>"Secret key"</dt><dd>"Stored encrypted; ends in " <code>{connection.secret_key_hint.clone()}</code></dd></div>
            </dl>
        })
    };
    view! {
        <section class="panel">
            {head}
            <ReplaceKeys connection connections/>
            <TemplateForm connection connections/>
            <Webhook connection connections/>
            <Sweep connection connections/>
        </section>
    }
}

/// What a payment is called at the gateway.
#[component]
fn TemplateForm(connection: Memo<Option<Connection>>, connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let now = connection.with_untracked(|c| c.as_ref().map(|c| c.description_template.clone()));
    let template = RwSignal::new(now.unwrap_or_default());
    let hint = Signal::derive(move || {
        let shown = template.get().replace("{invoice_number}", "INV-2104");
        format!("Clients may see it on their statement: “{}”", shown.trim())
    });
    let save = move |()| {
        form.clear();
        let Some(id) = connection.with_untracked(|c| c.as_ref().map(|c| c.id.clone())) else { return };
        let edit = EditConnection { description_template: Some(template.get_untracked()), ..EditConnection::default() };
        action.run(
            move |transport| async move { api::connections::edit(&transport, &id, &edit).await },
            move |answer| match answer {
                Ok(_) => {
                    toasts.say("The description is saved.");
                    connections.reload();
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <Form state=form on_submit=save label="Description of payments" class="panel-part">
            <TextField
                label="What a payment is called"
                pointer="/description_template"
                value=template
                placeholder="Payment for Invoice {invoice_number}"
                hint
            />
            <p class="form-foot"><Button act="submit" busy=action.busy>"Save the description"</Button></p>
        </Form>
    }
}

/// When the gateway was last asked, and a way to ask it now.
#[component]
fn Sweep(connection: Memo<Option<Connection>>, connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let store = Store::from_context();
    let action = Action::new();
    let last = Memo::new(move |_| connection.with(|c| c.as_ref().and_then(|c| c.last_sweep_at)));
    let sweep = move |()| {
        let Some(id) = connection.with_untracked(|c| c.as_ref().map(|c| c.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::connections::sweep(&transport, &id).await },
            move |()| {
                toasts.say("Stripe is being asked about everything that is not final.");
                connections.reload();
                store.flagged.reload();
            },
        );
    };
    view! {
        <div class="panel-part">
            <h3>"Missed events"</h3>
            <p>
                "Now and then we ask Stripe ourselves, so that nothing is lost when a webhook does not arrive. "
                {move || match last.get() {
                    Some(at) => view! { "Last time " <Moment at/> "." }.into_any(),
                    None => "It has not happened yet.".into_any(),
                }}
            </p>
            <p class="form-foot">
                <Button kind=Kind::Plain glyph=Glyph::Refresh busy=action.busy on_click=sweep>"Check with Stripe now"</Button>
            </p>
        </div>
    }
}
