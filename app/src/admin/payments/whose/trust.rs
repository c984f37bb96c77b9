//! Trust money: it stays the client's own, in general or for its matters.

use domain::{Money, api::matters::Matter};
use leptos::prelude::*;

use super::{Subject, Whose};
use crate::{
    admin::records::{MatterChoice, Picked},
    sharing::Shares,
    ui::{Button, Glyph, Icon, Kind},
};

/// For which matter the money is held.
#[component]
pub fn Trust(whose: Whose, subject: Signal<Option<Subject>>, client: Picked) -> impl IntoView {
    let money = move || subject.with(|s| s.as_ref().map(|s| s.money));
    let shares = Memo::new(move |_| money().map(|money| (money, whose.splits(money))));
    let account = Memo::new(move |_| subject.with(|s| s.as_ref().and_then(|s| s.account_name.clone())));
    let several = Memo::new(move |_| whose.matters.with(|matters| matters.len() > 1));
    let name = client.name.clone();
    let loaded = move |matters: Vec<Matter>| {
        if whose.matters.with_untracked(|before| *before == matters) {
            return;
        }
        // With one matter there is nothing to choose.
        if let [only] = matters.as_slice()
            && whose.matter.with_untracked(String::is_empty)
        {
            whose.matter.set(only.id.to_string());
        }
        whose.typed.set(vec![String::new(); matters.len()]);
        whose.matters.set(matters);
    };
    view! {
        <div class="callout info detail-note">
            <Icon glyph=Glyph::Shield/>
            <p>
                {move || account.get().unwrap_or_else(|| "This account".to_owned())}
                " is a trust account. The money stays "
                {name}
                "’s own: it is added to what the matter has in trust, and pays no invoice by itself."
            </p>
        </div>
        <MatterChoice
            label="Held for"
            pointer="/matter_id"
            client=Signal::stored(Some(client))
            chosen=whose.matter
            none="No matter: the client in general"
            on_loaded=loaded
        />
        <Show when=move || several.get() && !whose.split.get()>
            <div>
                <Button kind=Kind::Quiet glyph=Glyph::Layers on_click=move |()| whose.split.set(true)>
                    "Split over several matters"
                </Button>
            </div>
        </Show>
        <Show when=move || several.get() && whose.split.get()>
            <Splits whose shares/>
        </Show>
    }
}

#[component]
fn Splits(whose: Whose, shares: Memo<Option<(Money, Shares)>>) -> impl IntoView {
    let others = move || {
        let chosen = whose.matter.get();
        let matters = whose.matters.get().into_iter().enumerate();
        let lines = matters.filter(|(_, matter)| matter.id.as_str() != chosen);
        lines.map(|(at, matter)| view! { <SplitLine whose shares at matter/> }).collect_view()
    };
    let rest = Memo::new(move |_| {
        shares.with(|shares| shares.as_ref().map(|(money, shares)| Money::new(shares.rest, money.currency)))
    });
    let main = Memo::new(move |_| {
        let chosen = whose.matter.get();
        whose.matters.with(|all| all.iter().find(|m| m.id.as_str() == chosen).map(|m| m.number.clone()))
    });
    let said = move || {
        let rest = rest.get()?;
        Some(if rest.amount < 0 {
            view! {
                <p class="wrong" role="alert">
                    <Icon glyph=Glyph::Alert/>
                    <span>{Money::new(-rest.amount, rest.currency).to_string()} " more than the payment has"</span>
                </p>
            }
            .into_any()
        } else {
            let to = main.get().unwrap_or_else(|| "the client in general".to_owned());
            view! { <p class="rest">"The rest, " <strong>{rest.to_string()}</strong> ", is held for " {to} "."</p> }
                .into_any()
        })
    };
    view! {
        <fieldset class="debts">
            <legend class="field-label">"Of it, for other matters"</legend>
            <ul>{others}</ul>
        </fieldset>
        {said}
    }
}

#[component]
fn SplitLine(whose: Whose, shares: Memo<Option<(Money, Shares)>>, at: usize, matter: Matter) -> impl IntoView {
    let wrong = Memo::new(move |_| shares.with(|s| s.as_ref().and_then(|(_, s)| s.wrong.get(at).cloned().flatten())));
    let sign = move || shares.with(|s| s.as_ref().map(|(money, _)| money.currency.sign()));
    let edit = move |event| {
        let text = event_target_value(&event);
        whose.typed.update(|typed| {
            if let Some(old) = typed.get_mut(at) {
                *old = text;
            }
        });
    };
    let wrong_id = format!("wrong-{}", matter.id);
    let described_by = {
        let id = wrong_id.clone();
        move || wrong.with(Option::is_some).then(|| id.clone())
    };
    view! {
        <li class="debt">
            <p class="debt-what">
                <span>
                    <span class="name">{matter.number.clone()}</span>
                    <span class="sub debt-about">{matter.name.clone()}</span>
                </span>
            </p>
            <div class="affix debt-amount">
                <span aria-hidden="true">{sign}</span>
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=format!("Amount for {}", matter.number)
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                    prop:value=move || whose.typed.with(|typed| typed.get(at).cloned()).unwrap_or_default()
                    on:input=edit
                />
            </div>
            {move || wrong.get().map(|why| view! {
                <p class="wrong" id=wrong_id.clone()>
                    <Icon glyph=Glyph::Alert/>
                    <span>{why}</span>
                </p>
            })}
        </li>
    }
}
