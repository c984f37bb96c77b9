//! Where the money goes.

use leptos::prelude::*;

use crate::{admin::store::Store, ui::fresh_id};

/// A choice among the receiving accounts. One that is not ready can't be chosen, and says so.
#[component]
pub fn AccountSelect(
    /// The account that is chosen.
    #[prop(into)]
    chosen: Signal<String>,
    /// Takes the one that was chosen.
    on_choose: Callback<String>,
    /// Whether it can't be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let store = Store::from_context();
    let id = fresh_id();
    let options = move || {
        let accounts = store.accounts.value.get().unwrap_or_default();
        let option = |account: domain::api::accounts::Account| {
            let id = account.id.to_string();
            let mut said = format!("{} · {}", account.name, account.currency.code());
            if !account.ready {
                said.push_str(" (not ready)");
            }
            let is_chosen = {
                let id = id.clone();
                move || chosen.with(|chosen| *chosen == id)
            };
            view! { <option value=id prop:selected=is_chosen disabled=!account.ready>{said}</option> }
        };
        accounts.into_iter().map(option).collect_view()
    };
    view! {
        <div class="account-select">
            <label for=id.clone()>"Receiving account"</label>
            <select
                class="control compact"
                id=id
                disabled=disabled
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                <Show when=move || chosen.with(String::is_empty)>
                    <option value="" selected=true disabled=true>"Choose one"</option>
                </Show>
                {options}
            </select>
        </div>
    }
}
