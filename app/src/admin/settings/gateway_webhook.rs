//! How the gateway tells us what happened.

use domain::api::connections::{Connection, WEBHOOK_EVENTS, WebhookSecret};
use leptos::prelude::*;

use crate::{
    admin::data::{Action, Query},
    api,
    ui::{Badge, Button, CopyField, Form, FormState, Glyph, Kind, Moment, TextField, Toasts, Tone},
};

/// The webhook: one button, and a way by hand.
#[component]
pub fn Webhook(connection: Memo<Option<Connection>>, connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let ready = Memo::new(move |_| connection.with(|c| c.as_ref().is_some_and(|c| c.webhook_ready)));
    let last = Memo::new(move |_| connection.with(|c| c.as_ref().and_then(|c| c.last_webhook_at)));
    let set_up = move |()| {
        let Some(id) = connection.with_untracked(|c| c.as_ref().map(|c| c.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::connections::create_webhook(&transport, &id).await },
            move |()| {
                toasts.say("The webhook is set up.");
                connections.reload();
            },
        );
    };
    view! {
        <div class="panel-part">
            <h3>
                "Webhook"
                {move || {
                    let (tone, word) = if ready.get() { (Tone::Good, "Set up") } else { (Tone::Warn, "Not set up") };
                    view! { <Badge tone word/> }
                }}
            </h3>
            <p>
                "Stripe calls us as soon as something happens, so that payments show up within seconds. "
                {move || last.get().map(|at| view! { "Last call " <Moment at/> "." })}
            </p>
            <Show when=move || !ready.get()>
                <p class="form-foot">
                    <Button kind=Kind::Primary glyph=Glyph::Link busy=action.busy on_click=set_up>"Set up webhook"</Button>
                </p>
            </Show>
            <ByHand connection connections/>
        </div>
    }
}

/// For keys that may not make endpoints, and for servers that Stripe can't check.
#[component]
fn ByHand(connection: Memo<Option<Connection>>, connections: Query<Vec<Connection>>) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let secret = RwSignal::new(String::new());
    let url =
        Signal::derive(move || connection.with(|c| c.as_ref().map(|c| c.webhook_url.clone())).unwrap_or_default());
    let save = move |()| {
        form.clear();
        let typed = secret.get_untracked().trim().to_owned();
        if !typed.starts_with("whsec_") {
            let error = domain::FieldError {
                pointer: "/secret".to_owned(),
                detail: "A signing secret begins with whsec_".to_owned(),
            };
            form.refuse(&domain::Problem::invalid(vec![error]));
            return;
        }
        let Some(id) = connection.with_untracked(|c| c.as_ref().map(|c| c.id.clone())) else { return };
        let typed = WebhookSecret { secret: typed };
        action.run(
            move |transport| async move { api::connections::put_webhook_secret(&transport, &id, &typed).await },
            move |answer| match answer {
                Ok(()) => {
                    toasts.say("The signing secret is saved.");
                    secret.set(String::new());
                    connections.reload();
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let events = WEBHOOK_EVENTS.map(|event| view! { <li><code>{event}</code></li> });
    view! {
        <details class="unfold">
            <summary>"Set it up by hand"</summary>
            <p>"Make an endpoint in Stripe's dashboard, under Developers, Webhooks, with this address and these events:"</p>
            <CopyField label="Address of the webhook" text=url/>
            <ul class="event-names">{events.into_iter().collect_view()}</ul>
            <Form state=form on_submit=save label="Signing secret">
                <TextField
                    label="Signing secret"
                    pointer="/secret"
                    kind="password"
                    value=secret
                    class="mono"
                    hint="Stripe shows it on the endpoint's page. It begins with whsec_."
                />
                <div class="form-foot"><Button act="submit" busy=action.busy>"Save the secret"</Button></div>
            </Form>
        </details>
    }
}
