//! Where the money goes.

use domain::{AccountKind, Mode, api::accounts::Account};
use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    admin::store::Store,
    ui::{Badge, ButtonLink, ErrorState, FormState, Glyph, Icon, SkeletonLines, Tone, fresh_id},
};

/// A card for each receiving account. One that is not ready says why, and what to do.
#[component]
pub fn AccountChoice(draft: Draft) -> impl IntoView {
    let store = Store::from_context();
    let accounts = store.accounts;
    let form = use_context::<FormState>().unwrap_or_default();
    form.show("/account_id");
    form.show("/currency");
    // The first account that is ready is the likely one.
    Effect::new(move |_| {
        let first = accounts.value.with(|all| all.as_ref()?.iter().find(|a| a.ready).map(|a| a.id.to_string()));
        if let Some(first) = first
            && draft.account_id.with_untracked(String::is_empty)
        {
            draft.account_id.set(first);
        }
    });
    let error_id = fresh_id();
    let error = move || form.error("/account_id").or_else(|| form.error("/currency"));
    let described_by = {
        let error_id = error_id.clone();
        move || error().map(|_| error_id.clone())
    };
    view! {
        <fieldset class="choice" aria-describedby=described_by>
            <legend>"Goes to"</legend>
            {move || match (accounts.value.get(), accounts.blocking_failure()) {
                (Some(list), _) if list.is_empty() => {
                    view! {
                        <p class="callout">"There is no receiving account yet. A link needs one."</p>
                        <ButtonLink href="/app/accounts".to_owned() glyph=Glyph::Plus>"Add an account"</ButtonLink>
                    }
                        .into_any()
                }
                (Some(list), _) => {
                    view! { <div class="choice-cards">{list.iter().map(|a| card(a, draft, form)).collect_view()}</div> }
                        .into_any()
                }
                (None, Some(text)) => view! { <ErrorState text retry=move |()| accounts.reload()/> }.into_any(),
                (None, None) => view! { <SkeletonLines lines=2/> }.into_any(),
            }}
            {move || {
                error().map(|text| {
                    view! {
                        <p class="wrong" id=error_id.clone()>
                            <Icon glyph=Glyph::Alert/>
                            <span>{text}</span>
                        </p>
                    }
                })
            }}
        </fieldset>
    }
}

fn card(account: &Account, draft: Draft, form: FormState) -> impl IntoView + use<> {
    let id = account.id.to_string();
    let chosen = {
        let id = id.clone();
        move || draft.account_id.with(|chosen| *chosen == id)
    };
    let why = account.not_ready_because.clone().unwrap_or_else(|| "It is not ready yet.".to_owned());
    let mark = if account.kind == AccountKind::Trust { Glyph::Shield } else { Glyph::Bank };
    let ready = account.ready;
    let kind = Some(account.kind.label()).filter(|kind| *kind != account.name);
    let about = kind.into_iter().chain([account.currency.code()]).collect::<Vec<_>>().join(" · ");
    let note = (!ready).then(|| {
        view! {
            <span class="choice-why">
                {why}
                " "
                <a href="/app/accounts">"See accounts"</a>
            </span>
        }
    });
    view! {
        <div class="choice-card" class:off=!ready>
            <label>
                <input
                    type="radio"
                    name="account"
                    value=id.clone()
                    disabled=!ready
                    aria-invalid=move || form.error("/account_id").map(|_| "true")
                    prop:checked=chosen
                    on:change=move |_| {
                        draft.account_id.set(id.clone());
                        form.edited("/account_id");
                        form.edited("/currency");
                    }
                />
                <Icon glyph=mark/>
                <span class="choice-name">{account.name.clone()}</span>
                <span class="sub">{about}</span>
                {(account.mode == Some(Mode::Test)).then(|| view! { <Badge tone=Tone::Warn word="Test"/> })}
            </label>
            {note}
        </div>
    }
}
