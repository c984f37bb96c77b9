//! Which parts of what a payment pays are taken back.

use domain::{Money, allocation::TargetKind, api::allocations::Allocation};
use leptos::prelude::*;

use super::dialog::Draft;
use crate::ui::{Glyph, Icon};

/// The parts with what is taken of each. Absent where there is nothing to choose: one source, or everything goes.
#[component]
pub fn Sources(draft: Draft) -> impl IntoView {
    let choice = Memo::new(move |_| {
        let of = draft.of.get();
        let sources = of.parts.len() + usize::from(of.free > 0);
        let all = of.free + of.parts.iter().sum::<i64>();
        sources > 1 && draft.amount().is_ok_and(|amount| amount.amount < all)
    });
    let lines = move || {
        let parts = draft.parts.get().into_iter().enumerate();
        parts.map(|(at, part)| view! { <SourceLine draft at part/> }).collect_view()
    };
    let free = move || {
        let there = draft.of.with(|of| of.free);
        let money = move |amount| Money::new(amount, draft.most.currency).to_string();
        let taken = move || draft.taken().map(|taken| money(taken.free));
        (there > 0).then(|| {
            view! {
                <li class="debt">
                    <p class="debt-what">
                        <span>
                            <span class="name">"Not linked yet"</span>
                            <span class="sub debt-about">{money(there)}</span>
                        </span>
                    </p>
                    <p class="debt-amount num">{taken}</p>
                </li>
            }
        })
    };
    let missing = Memo::new(move |_| draft.taken().map_or(0, |taken| taken.missing));
    let says = move || {
        let missing = missing.get();
        let amount = Money::new(missing.abs(), draft.most.currency);
        let text = match missing {
            0 => return None,
            1.. => format!("{amount} more has to be taken from somewhere"),
            _ => format!("{amount} more is taken than goes back"),
        };
        Some(view! {
            <p class="wrong" role="alert">
                <Icon glyph=Glyph::Alert/>
                <span>{text}</span>
            </p>
        })
    };
    view! {
        <Show when=move || choice.get()>
            <fieldset class="debts">
                <legend class="field-label">"Taken from"</legend>
                <ul>{free} {lines}</ul>
                {says}
            </fieldset>
        </Show>
    }
}

#[component]
fn SourceLine(draft: Draft, at: usize, part: Allocation) -> impl IntoView {
    let currency = part.currency;
    let taken = Memo::new(move |_| draft.taken());
    let wrong = Memo::new(move |_| taken.with(|taken| taken.as_ref().and_then(|t| t.wrong.get(at).cloned().flatten())));
    let by_age = move || taken.with(|taken| taken.as_ref().and_then(|t| t.parts.get(at).copied())).unwrap_or(0);
    let shown = Memo::new(move |_| {
        let typed = draft.typed.with(|typed| typed.as_ref().and_then(|typed| typed.get(at).cloned()));
        typed.unwrap_or_else(|| Money::new(by_age(), currency).plain())
    });
    let edit = move |event| {
        let text = event_target_value(&event);
        // The others stay as they stand on the screen.
        let parts = taken.with_untracked(|taken| taken.as_ref().map(|t| t.parts.clone()).unwrap_or_default());
        let plain = || parts.iter().map(|amount| Money::new(*amount, currency).plain()).collect();
        draft.typed.update(|typed| {
            if let Some(old) = typed.get_or_insert_with(plain).get_mut(at) {
                *old = text;
            }
        });
    };
    let (name, about) = named(&part);
    let wrong_id = format!("wrong-{}", part.id);
    let described_by = {
        let id = wrong_id.clone();
        move || wrong.with(Option::is_some).then(|| id.clone())
    };
    view! {
        <li class="debt">
            <p class="debt-what">
                <span>
                    <span class="name">{name.clone()}</span>
                    <span class="sub debt-about">{Money::new(part.amount, currency).to_string()} " · " {about}</span>
                </span>
            </p>
            <div class="affix debt-amount">
                <span aria-hidden="true">{currency.sign()}</span>
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=format!("Taken from {name}")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                    prop:value=shown
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

/// What a part pays, and whose it is.
pub fn named(part: &Allocation) -> (String, String) {
    let matter = part.matter_number.clone();
    match part.target {
        TargetKind::Invoice => {
            let number = part.invoice_number.clone().unwrap_or_else(|| "An invoice".to_owned());
            let about = std::iter::once(part.client_name.clone()).chain(matter).collect::<Vec<_>>().join(" · ");
            (number, about)
        }
        TargetKind::Trust => match matter {
            Some(matter) => (format!("{matter} in trust"), part.client_name.clone()),
            None => ("In trust".to_owned(), part.client_name.clone()),
        },
        TargetKind::Credit => ("Credit".to_owned(), part.client_name.clone()),
    }
}
