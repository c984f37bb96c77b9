//! Everything about one payment.

use domain::{
    Mode, Money, PaymentStatus, Permission,
    api::{
        payments::{Payment, method_label},
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use super::{cells::known, status::payment_badge};
use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, CopyButton, Glyph, Icon, Kind, Stamp, Toasts},
};

/// What is inside the panel beside the list.
#[component]
pub fn Details(payment: Query<Payment>) -> impl IntoView {
    view! {
        {move || payment.value.get().map(|payment| head(&payment))}
        <Attention payment/>
        {move || payment.value.get().map(|payment| facts(&payment))}
    }
}

fn head(payment: &Payment) -> impl IntoView + use<> {
    let failure = payment.failure.clone().filter(|_| payment.status == PaymentStatus::Failed);
    let processing = payment.status == PaymentStatus::Processing;
    view! {
        <div class="detail-head">
            <p class="figure">{Money::new(payment.amount, payment.currency).to_string()}</p>
            <p class="detail-status">{payment_badge(payment)}</p>
        </div>
        {processing.then(|| view! {
            <div class="callout info detail-note">
                <Icon glyph=Glyph::Clock/>
                <p>"The bank has the debit. It takes up to four business days to settle or fail."</p>
            </div>
        })}
        {failure.map(|why| view! {
            <div class="callout bad detail-note">
                <Icon glyph=Glyph::Alert/>
                <p>{why}</p>
            </div>
        })}
    }
}

/// What the flags mean, and the button that says that someone looked.
#[component]
fn Attention(payment: Query<Payment>) -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let flags = Memo::new(move |_| payment.value.with(|p| p.as_ref().map(|p| (p.flags.clone(), p.acknowledged))));
    let attend = move |()| {
        let Some(id) = payment.value.with_untracked(|p| p.as_ref().map(|p| p.id.clone())) else { return };
        action.run_or_tell(
            move |transport| async move { api::payments::acknowledge(&transport, &id).await },
            move |changed| {
                toasts.say("Marked as attended to.");
                payment.put(changed);
                live.changed(ChangeKind::Payment);
            },
        );
    };
    move || {
        let (flags, attended) = flags.get().filter(|(flags, _)| !flags.is_empty())?;
        let lines = flags.iter().map(|flag| {
            view! {
                <li>
                    <strong>{flag.label()}</strong>
                    " "
                    {flag.meaning()}
                </li>
            }
        });
        let button = (!attended && session.may(Permission::Bill)).then(|| {
            view! { <Button glyph=Glyph::Check busy=action.busy on_click=attend>"Mark as attended to"</Button> }
        });
        Some(view! {
            <div class="callout detail-note" class:warn=!attended>
                <Icon glyph=Glyph::Flag/>
                <div>
                    <ul class="flags">{lines.collect_view()}</ul>
                    {attended.then(|| view! { <p class="sub">"Someone has attended to this."</p> })}
                    {button}
                </div>
            </div>
        })
    }
}

fn facts(payment: &Payment) -> impl IntoView + use<> {
    let settled = payment.settlement_currency.unwrap_or(payment.currency);
    let row = |term: &'static str, value: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let text = |term: &'static str, value: &Option<String>| value.clone().map(|value| row(term, value));
    let link = payment.link_id.as_ref().map(|id| {
        view! {
            <div class="detail-actions">
                <ButtonLink kind=Kind::Plain glyph=Glyph::Link href=format!("/app/links/{id}")>"See its link"</ButtonLink>
            </div>
        }
    });
    let method = method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref());
    let gateway_id = payment.gateway_id.clone();
    view! {
        {link}
        <section class="detail-part" aria-label="Facts">
            <dl class="facts">
                {text("Payer", &payment.payer_name)}
                {text("Email", &payment.payer_email)}
                {text("Invoice", &payment.invoice_number)}
                {row("Amount", Money::new(payment.amount, payment.currency).to_string())}
                {row("Fee", known(payment.fee, settled))}
                {row("Net", known(payment.net, settled))}
                {row("Method", method)}
                {text("Authorisation", &payment.authorization_code)}
                {text("Account", &payment.account_name)}
                {(payment.mode == Mode::Test).then(|| row("Money", "Test money".to_owned()))}
                {payment.paid_at.map(|at| view! { <div><dt>"Paid on"</dt><dd><Stamp at/></dd></div> })}
                <div><dt>"Heard of"</dt><dd><Stamp at=payment.created_at/></dd></div>
                {gateway_id
                    .map(|id| {
                        view! {
                            <div>
                                <dt>"At the gateway"</dt>
                                <dd class="with-copy">
                                    <code>{id.clone()}</code>
                                    <CopyButton text=id class="btn quiet small"/>
                                </dd>
                            </div>
                        }
                    })}
            </dl>
        </section>
    }
}
