//! The fields that say whose money it is.

use domain::{AccountKind, Mode, api::allocations::Proposal};
use leptos::prelude::*;

use super::{Subject, Whose, invoices::Invoices, trust::Trust};
use crate::{
    admin::records::{ClientField, Picked},
    ui::{FormState, Glyph, Icon},
};

/// The client, and below what the money pays. Proposals stand on top as long as nobody is chosen.
#[component]
pub fn WhoseFields(
    whose: Whose,
    /// The money; nothing as long as one does not know how much.
    #[prop(into)]
    subject: Signal<Option<Subject>>,
    /// Who may have paid.
    #[prop(optional, into)]
    proposals: Signal<Vec<Proposal>>,
    /// Where in the request it goes.
    #[prop(default = "/client_id")]
    pointer: &'static str,
    /// Whether it can be said later.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    use_context::<FormState>().unwrap_or_default().show(pointer);
    let mode = Signal::derive(move || subject.with(|subject| subject.as_ref().map_or(Mode::Live, |s| s.mode)));
    let kind = Memo::new(move |_| subject.with(|subject| subject.as_ref().map(|s| s.kind)));
    let nobody = Memo::new(move |_| whose.client.with(Option::is_none));
    Effect::new(move |before: Option<bool>| {
        let nobody = nobody.get();
        if nobody && before == Some(false) {
            whose.begin(None, String::new());
        }
        nobody
    });
    let likely = Memo::new(move |_| nobody.get() && proposals.with(|all| !all.is_empty()));
    let other = move || if likely.get() { "Or another client" } else { "Client" };
    let below = move || match (whose.client.get(), kind.get()) {
        (Some(client), Some(AccountKind::Trust)) => view! { <Trust whose subject client/> }.into_any(),
        (Some(client), Some(AccountKind::Operating)) => view! { <Invoices whose subject client/> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <Show when=move || likely.get()>
            <Proposals whose proposals/>
        </Show>
        {move || {
            let label = other();
            view! { <ClientField label pointer mode chosen=whose.client optional/> }
        }}
        {below}
    }
}

#[component]
fn Proposals(whose: Whose, proposals: Signal<Vec<Proposal>>) -> impl IntoView {
    let card = move |proposal: Proposal| {
        let about = [proposal.matter_number.clone(), proposal.invoice_number.clone()];
        let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let reasons = proposal.reasons.iter().map(|reason| view! { <li>{reason.clone()}</li> }).collect_view();
        let name = proposal.client_name.clone();
        view! {
            <li>
                <button type="button" class="proposal" on:click=move |_| whose.take(&proposal)>
                    <Icon glyph=Glyph::Person/>
                    <span class="proposal-who">
                        <span class="name">{name}</span>
                        {(!about.is_empty()).then(|| view! { " " <span class="sub">{about}</span> })}
                    </span>
                    <ul class="reasons" aria-label="Why">{reasons}</ul>
                </button>
            </li>
        }
    };
    view! {
        <section class="proposals" aria-labelledby="proposals">
            <h3 class="field-label" id="proposals">"Likely"</h3>
            <ul>{move || proposals.get().into_iter().map(card).collect_view()}</ul>
        </section>
    }
}

/// A client's name as the owner of something: `Carla Mendes’s`.
pub fn possessive(client: &Picked) -> String {
    format!("{}’s", client.name)
}
