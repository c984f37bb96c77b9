//! What is ticked, what it comes to on each side, and the button that says that it is the same.

use leptos::prelude::*;

use super::desk::Desk;
use crate::ui::{Button, Kind};

/// A bar at the foot of the window, while something is ticked.
#[component]
pub(super) fn MatchBar(desk: Desk) -> impl IntoView {
    let ticked = Memo::new(move |_| desk.ticked());
    let some = Memo::new(move |_| ticked.with(|[bank, books]| bank.0 + books.0 > 0));
    let equal = Memo::new(move |_| ticked.with(|[bank, books]| bank.1 == books.1 && bank.0 + books.0 > 1));
    let said = move || {
        let [bank, books] = ticked.get();
        let difference = bank.1 - books.1;
        view! {
            <span>"Bank " <strong class="num">{desk.money(bank.1)}</strong></span>
            <span>"Books " <strong class="num">{desk.money(books.1)}</strong></span>
            <span class="sub">
                {if difference == 0 { "The same".to_owned() } else { format!("Difference {}", desk.money(difference)) }}
            </span>
        }
    };
    view! {
        <Show when=move || some.get() && desk.may.get()>
            <div class="match-bar" role="region" aria-label="What is ticked">
                <p aria-live="polite">{said}</p>
                <div class="match-acts">
                    <Button kind=Kind::Quiet on_click=move |()| desk.untick()>"Clear"</Button>
                    <button
                        type="button"
                        class="btn primary"
                        disabled=move || !equal.get() || desk.action.busy.get()
                        on:click=move |_| desk.match_ticked()
                    >
                        "Match"
                    </button>
                </div>
            </div>
        </Show>
    }
}
