//! What was matched in the month, each with its undo.

use domain::api::reconciliation::BankMatch;
use leptos::prelude::*;

use super::desk::Desk;

/// The list, folded away.
#[component]
pub(super) fn Matched(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| desk.month.value.with(|m| m.as_ref().map(|m| m.matches.clone()).unwrap_or_default()));
    let count = Memo::new(move |_| rows.with(Vec::len));
    let row = move |made: BankMatch| {
        let (id, amount) = (made.id.clone(), desk.money(made.amount));
        let label = format!("Take back the match of {}, {amount}", made.description);
        let how =
            if made.by_hand { format!("by {}", made.made_by) } else { format!("proposed, taken by {}", made.made_by) };
        view! {
            <li>
                <span class="tick-day">{made.day.short()}</span>
                <span class="tick-what">
                    <span class="name">{made.description}</span>
                    <span class="sub">{format!("{} parts · {how}", made.parts)}</span>
                </span>
                <span class="num">{amount}</span>
                <Show when=move || desk.may.get()>
                    <button
                        type="button"
                        class="btn small"
                        aria-label=label.clone()
                        disabled=desk.action.busy
                        on:click={
                            let id = id.clone();
                            move |_| desk.undo(id.clone())
                        }
                    >
                        "Undo"
                    </button>
                </Show>
            </li>
        }
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <details class="matched">
                <summary>{move || format!("{} matched in this month", count.get())}</summary>
                <ul class="proposal-rows">
                    <For each=move || rows.get() key=|made| made.id.to_string() children=row/>
                </ul>
            </details>
        </Show>
    }
}
