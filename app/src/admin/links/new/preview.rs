//! What the client will see, while one types.

use domain::{CivilDate, Color, Currency, amount::parse_amount};
use leptos::{html, prelude::*};

use super::draft::Draft;
use crate::{
    admin::{session::Session, store::Store},
    ui::tint,
};

/// The payer's page in small.
#[component]
pub fn Preview(draft: Draft) -> impl IntoView {
    let session = Session::from_context();
    let store = Store::from_context();
    let node = NodeRef::<html::Div>::new();
    tint(node, Signal::derive(move || session.me(|me| me.firm.color).unwrap_or(Color::DEFAULT)));
    let firm = Memo::new(move |_| session.firm());
    let account = Memo::new(move |_| store.account(&draft.account_id.get()));
    let currency =
        move || account.with(|a| a.as_ref().map(|a| a.currency)).or_else(|| session.me(|me| me.firm.currency));
    let amount = Memo::new(move |_| {
        let currency = currency().unwrap_or(Currency::USD);
        draft.amount.with(|typed| parse_amount(typed, currency)).map(|money| money.to_string()).ok()
    });
    let asked = move || {
        let name = draft.name.get();
        match name.split_whitespace().next() {
            Some(first) => format!("{first}, you are asked to pay"),
            None => "You are asked to pay".to_owned(),
        }
    };
    let text = |value: RwSignal<String>| move || Some(value.get().trim().to_owned()).filter(|text| !text.is_empty());
    let due = move || text(draft.due_on)().and_then(|day| day.parse::<CivilDate>().ok()).map(CivilDate::long);
    let fact = |term: &'static str, value: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <section class="preview" aria-label="What the client will see">
            <p class="preview-title">"What the client will see"</p>
            <div class="phone" node_ref=node>
                {move || {
                    firm.get().map(|firm| {
                        let letter = firm.name.chars().next().unwrap_or('T').to_uppercase().to_string();
                        let mark = match firm.logo_url {
                            Some(url) => view! { <img class="mark" src=url alt=""/> }.into_any(),
                            None => view! { <span class="mark letter" aria-hidden="true">{letter}</span> }.into_any(),
                        };
                        view! {
                            <div class="phone-firm">
                                {mark}
                                <div>
                                    <p class="phone-name">{firm.name}</p>
                                    {firm.tagline.map(|line| view! { <p class="sub">{line}</p> })}
                                </div>
                            </div>
                        }
                    })
                }}
                <div class="phone-sheet">
                    <div class="phone-ask">
                        <p>{asked}</p>
                        <p class="phone-amount" class:sub=move || amount.get().is_none()>
                            {move || amount.get().unwrap_or_else(|| "—".to_owned())}
                        </p>
                        {move || due().map(|day| view! { <p>"Due " {day}</p> })}
                    </div>
                    <dl>
                        {move || text(draft.description)().map(|value| fact("For", value))}
                        {move || text(draft.invoice_number)().map(|value| fact("Invoice", value))}
                        {move || account.get().map(|account| fact("Goes to", account.kind.label().to_owned()))}
                    </dl>
                    {move || text(draft.message)().map(|message| view! { <p class="phone-note">{message}</p> })}
                    <div class="phone-pay">
                        <span class="phone-button" aria-hidden="true">
                            "Pay " {move || amount.get().unwrap_or_default()}
                        </span>
                    </div>
                </div>
            </div>
        </section>
    }
}
