//! The lines of an invoice, as they are entered, and what they come to while one types.

use domain::{Currency, Money, invoice::InvoiceSum};
use leptos::prelude::*;

use super::draft::{Draft, LineDraft};
use crate::ui::{Button, FormState, Glyph, Icon, TextField, Toasts, focus_first};

/// The lines with their sums.
#[component]
pub fn Lines(draft: Draft, currency: Memo<Currency>) -> impl IntoView {
    let form = use_context::<FormState>().unwrap_or_default();
    form.show("/lines");
    let full = Signal::derive(move || draft.lines.with(|lines| lines.len() >= domain::invoice::MAX_LINES));
    let add = move |()| {
        draft.add();
        form.edited("/lines");
        focus_first(".line-row:last-of-type input");
    };
    // The row goes, and with it all that it made: what brings it back belongs to the list.
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let removed = StoredValue::new(Vec::<(usize, LineDraft)>::new());
    let back = Callback::new(move |()| {
        let Some((at, line)) = removed.try_update_value(Vec::pop).flatten() else { return };
        draft.lines.update(|all| all.insert(at.min(all.len()), line));
    });
    let remove = Callback::new(move |line: LineDraft| {
        let found = draft.lines.with_untracked(|all| all.iter().position(|other| other.key == line.key));
        let Some(at) = found else { return };
        removed.update_value(|removed| removed.push((at, line)));
        draft.lines.update(|all| {
            all.remove(at);
        });
        form.edited("/lines");
        toasts.offer(format!("Line {} is gone.", at + 1), "Undo", back);
    });
    let alone = Memo::new(move |_| draft.lines.with(|lines| lines.len() < 2));
    view! {
        <fieldset>
            <legend>"Lines"</legend>
            <div class="line-rows">
                <For each=move || draft.lines.get() key=|line| line.key let:line>
                    <LineFields draft line currency alone remove/>
                </For>
            </div>
            {move || {
                form.error("/lines").map(|why| {
                    view! {
                        <p class="wrong" role="alert">
                            <Icon glyph=Glyph::Alert/>
                            <span>{why}</span>
                        </p>
                    }
                })
            }}
            <div class="lines-foot">
                <Button glyph=Glyph::Plus disabled=full on_click=add>"Add a line"</Button>
                <Sums draft currency/>
            </div>
        </fieldset>
    }
}

#[component]
fn LineFields(
    draft: Draft,
    line: LineDraft,
    currency: Memo<Currency>,
    alone: Memo<bool>,
    remove: Callback<LineDraft>,
) -> impl IntoView {
    let place = move || draft.lines.with(|all| all.iter().position(|other| other.key == line.key));
    let called = move || format!("Line {}", place().map_or(1, |at| at + 1));
    let amount = move || {
        let currency = currency.get();
        let sum = line.now(currency).and_then(|line| line.sum().ok());
        sum.map_or_else(|| "—".to_owned(), |sum| Money::new(sum.amount, currency).to_string())
    };
    view! {
        <div class="line-row" role="group" aria-label=called>
            <TextField label="Description" pointer=line.pointer("description") value=line.description placeholder="Advice on the lease"/>
            <TextField label="Quantity" pointer=line.pointer("quantity") inputmode="decimal" value=line.quantity class="figure-input"/>
            <TextField label="Price" pointer=line.pointer("unit_price") inputmode="decimal" value=line.price placeholder="250.00" class="figure-input"/>
            <TextField label="Tax %" pointer=line.pointer("tax_rate") inputmode="decimal" value=line.tax placeholder="0" class="figure-input"/>
            <p class="line-sum"><span class="field-label">"Amount"</span> <span>{amount}</span></p>
            <button
                type="button"
                class="icon-btn line-remove"
                aria-label=move || format!("Remove {}", called().to_lowercase())
                disabled=alone
                on:click=move |_| remove.run(line)
            >
                <Icon glyph=Glyph::Trash/>
            </button>
        </div>
    }
}

/// Subtotal, tax and total as they stand.
#[component]
fn Sums(draft: Draft, currency: Memo<Currency>) -> impl IntoView {
    let sum = Memo::new(move |_| draft.sum(currency.get()).unwrap_or_default());
    view! { <div aria-live="polite">{move || sums(sum.get(), currency.get())}</div> }
}

/// Subtotal, tax and total.
pub fn sums(sum: InvoiceSum, currency: Currency) -> impl IntoView {
    let row = |term: &'static str, amount: i64| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{Money::new(amount, currency).to_string()}</dd>
            </div>
        }
    };
    view! {
        <dl class="invoice-sums">
            {row("Subtotal", sum.subtotal)}
            {row("Tax", sum.tax)}
            {row("Total", sum.total)}
        </dl>
    }
}
