//! Where the money goes, what becomes of the links, and what it comes to.

use domain::{
    api::imports::{ImportChange, ImportDetail, ImportState},
    imports::Delivery,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        imports::{accounts::AccountSelect, words},
    },
    api,
    ui::{Glyph, Icon, grouped},
};

/// Account, delivery, totals.
#[component]
pub fn Settings(import: Query<ImportDetail>, editable: Memo<bool>) -> impl IntoView {
    let change = Changing::new(import);
    let account = Memo::new(move |_| {
        import.value.with(|i| i.as_ref()?.import.account_id.as_ref().map(ToString::to_string)).unwrap_or_default()
    });
    let made = Memo::new(move |_| import.value.with(|i| i.as_ref().is_some_and(|i| i.import.counts.created > 0)));
    let totals =
        Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.totals.clone()).unwrap_or_default()));
    let progress = Memo::new(move |_| {
        import.value.with(|i| i.as_ref().filter(|i| i.import.state == ImportState::Checking).map(|i| i.import.progress))
    });
    let choose = Callback::new(move |id: String| {
        change.send(ImportChange { account_id: Some(id), ..ImportChange::default() });
    });
    view! {
        <div class="import-settings">
            <AccountSelect
                chosen=account
                on_choose=choose
                disabled=Signal::derive(move || made.get() || !editable.get() || change.busy())
            />
            <fieldset class="delivery">
                <legend>"The links"</legend>
                <DeliveryChoice import change disabled=Signal::derive(move || !editable.get() || change.busy())/>
            </fieldset>
            <p class="import-total" aria-live="polite">
                {move || match progress.get() {
                    Some(progress) => {
                        let far = progress.map(|p| format!(" {} of {}", grouped(p.done), grouped(p.total)));
                        view! { <span class="sub">"Checking the rows again" {far} "…"</span> }.into_any()
                    }
                    None => totals.with(|totals| match totals.as_slice() {
                        [] => view! { <span class="sub">"No row is ready yet"</span> }.into_any(),
                        _ => view! { <strong>{words::totals(totals)}</strong> }.into_any(),
                    }),
                }}
            </p>
        </div>
        <div role="alert">
            {move || change.wrong.get().map(|why| view! { <p class="wrong"><Icon glyph=Glyph::Alert/><span>{why}</span></p> })}
        </div>
    }
}

/// Sends a change of the import; the rows are then checked again.
#[derive(Clone, Copy)]
pub struct Changing {
    import: Query<ImportDetail>,
    action: Action,
    /// Why the last one was refused.
    pub wrong: RwSignal<Option<String>>,
}

impl Changing {
    /// None is under way.
    pub fn new(import: Query<ImportDetail>) -> Self {
        Self { import, action: Action::new(), wrong: RwSignal::new(None) }
    }

    /// Whether one is under way.
    pub fn busy(self) -> bool {
        self.action.busy.get()
    }

    /// Sends one.
    pub fn send(self, change: ImportChange) {
        let Some(id) = self.import.value.with_untracked(|i| i.as_ref().map(|i| i.import.id.clone())) else { return };
        self.action.run(
            move |transport| async move { api::imports::change(&transport, &id, &change).await },
            move |answer| match answer {
                Ok(detail) => {
                    self.wrong.set(None);
                    self.import.put(detail);
                }
                Err(error) => {
                    self.wrong.set(Some(words::sentence(&error)));
                    // What is chosen on the screen is again what is so.
                    self.import.value.update(|_| {});
                }
            },
        );
    }
}

/// Mailed, or only made.
#[component]
pub fn DeliveryChoice(
    import: Query<ImportDetail>,
    change: Changing,
    #[prop(into)] disabled: Signal<bool>,
) -> impl IntoView {
    let name = crate::ui::fresh_id();
    let chosen = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.delivery)));
    let choice = |delivery: Delivery, label: &'static str| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=name.clone()
                    disabled=disabled
                    prop:checked=move || chosen.get() == Some(delivery)
                    on:change=move |_| change.send(ImportChange { delivery: Some(delivery), ..ImportChange::default() })
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="segments">
            {choice(Delivery::Mail, "Email the links")} {choice(Delivery::Download, "Only make them")}
        </div>
    }
}
