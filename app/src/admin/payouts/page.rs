//! The list of payouts, the newest first.

use domain::{Money, api::payouts::Payout, payout::PayoutStatus};
use leptos::prelude::*;

use crate::{
    admin::{data::list, frame::PageHead, live::Live, place::Place, records::ModeTabs},
    api::{self, pages},
    rows::Keyed,
    ui::{Badge, Day, EmptyState, Glyph, RowsEnd, RowsInstead, Tone, loaded_rows},
};

/// The path of the page.
pub const PATH: &str = "/app/payouts";

impl Keyed for Payout {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// The page.
#[component]
pub fn PayoutsPage() -> impl IntoView {
    let live = Live::from_context();
    let place = Place::here();
    let mode = Memo::new(move |_| place.param("mode"));
    let feed = list(
        mode,
        move || live.payments(),
        |transport, part| async move {
            match part {
                pages::Part::Page { query, limit, cursor } => {
                    api::payouts::list(&transport, &query, limit, cursor.as_deref()).await
                }
                pages::Part::These(_) => Ok(domain::api::Page { data: Vec::new(), next_cursor: None }),
            }
        },
    );
    let some = Memo::new(move |_| feed.count() > 0);
    view! {
        <PageHead title="Payouts"/>
        <p class="lead page-lead">
            "What the gateway sent to your bank. Each is one line on the bank’s statement; its report says which payments, fees and refunds it is made of."
        </p>
        <ModeTabs path=PATH/>
        <RowsInstead feed>
            <EmptyState
                glyph=Glyph::Bank
                title="No payouts yet"
                text="As soon as the gateway sends money to your bank, the payout appears here by itself."
            />
        </RowsInstead>
        <Show when=move || some.get()>
            <div class="grid">
                <table class="table book" aria-label="Payouts">
                    <thead>
                        <tr>
                            <th scope="col">"At the bank"</th>
                            <th scope="col">"Went to"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num">"Amount"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || loaded_rows(feed) key=|row| row.key.clone() let:row>
                            {move || line(&row.value.get())}
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
        <RowsEnd feed/>
    }
}

fn line(payout: &Payout) -> impl IntoView + use<> {
    let account = payout.account_name.clone().unwrap_or_else(|| payout.gateway_account.clone());
    let money = Money::new(payout.amount, payout.currency);
    let label = format!("Report of the payout of {money}");
    view! {
        <tr>
            <th scope="row" class="entry-when">
                <a class="book-link" href=format!("{PATH}/{}", payout.id) aria-label=label>
                    <Day at=payout.arrives_at/>
                </a>
            </th>
            <td class="entry-what">{account}</td>
            <td>{badge(payout)}</td>
            <td class="num">{money.to_string()}</td>
        </tr>
    }
}

/// Where a payout stands.
pub fn badge(payout: &Payout) -> impl IntoView + use<> {
    let tone = match payout.status {
        PayoutStatus::Pending => Tone::Mute,
        PayoutStatus::InTransit => Tone::Info,
        PayoutStatus::Paid => Tone::Good,
        PayoutStatus::Failed => Tone::Bad,
        PayoutStatus::Canceled => Tone::Mute,
    };
    view! { <Badge tone word=payout.status.label()/> }
}
