//! One account with its entries, the newest first.

use domain::{Money, api::ledger::LedgerAccount, id::LedgerAccountId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{chart::meaning, entries, page::PATH};
use crate::{
    admin::{
        data::{Query, Stage, list},
        frame::PageHead,
        live::Live,
    },
    api::{self, pages},
    ui::{
        Badge, ButtonLink, EmptyState, ErrorState, Glyph, Icon, Kind, RowsEnd, RowsInstead, SkeletonLines, Tone,
        loaded_rows,
    },
};

/// The page, at an address that ends with `:id`.
#[component]
pub fn BookPage() -> impl IntoView {
    let live = Live::from_context();
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<LedgerAccountId>().ok()));
    let version = move || live.payments().wrapping_add(live.records());
    let account = Query::<LedgerAccount>::new(
        move || id.get(),
        version,
        |transport, id| async move { api::ledger::account(&transport, &id).await },
    );
    let loaded = account.stage();
    // What is no id needs no asking.
    let stage = Memo::new(move |_| if id.with(Option::is_some) { loaded.get() } else { Stage::Gone });
    view! {
        <PageHead title="Books">
            <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href=PATH.to_owned()>"All accounts"</ButtonLink>
        </PageHead>
        {move || match stage.get() {
            Stage::Loading => view! { <SkeletonLines lines=9/> }.into_any(),
            Stage::Failed(text) => view! { <ErrorState text retry=move |()| account.reload()/> }.into_any(),
            Stage::Gone => {
                view! {
                    <EmptyState
                        glyph=Glyph::Search
                        title="There is no such account"
                        text="The address is wrong, or the account belongs to another firm."
                    />
                }
                    .into_any()
            }
            Stage::There => {
                view! {
                    {move || account.value.get().map(|account| head(&account))}
                    <Entries id account/>
                }
                    .into_any()
            }
        }}
    }
}

fn head(account: &LedgerAccount) -> impl IntoView + use<> {
    let client = account.client_id.as_ref().map(|id| {
        view! {
            <ButtonLink glyph=Glyph::Person href=format!("/app/clients/{id}")>"See the client"</ButtonLink>
            <ButtonLink glyph=Glyph::Receipt href=format!("/app/clients/{id}/statement")>"Statement"</ButtonLink>
        }
    });
    let title = account.name.clone();
    let kind = (title != account.kind.label()).then(|| account.kind.label());
    view! {
        <header class="book-head">
            <div>
                <h2>{title}</h2>
                <p class="sub">
                    {kind.map(|kind| format!("{kind} · "))} {account.currency.code()} " " {test_badge(account)}
                </p>
                <p class="sub book-meaning">{meaning(account.kind)}</p>
            </div>
            <div class="book-balance">
                <p class="figure" class:late=account.balance < 0>
                    {Money::new(account.balance, account.currency).to_string()}
                </p>
                {client.map(|client| view! { <div class="detail-actions">{client}</div> })}
            </div>
        </header>
    }
}

fn test_badge(account: &LedgerAccount) -> Option<impl IntoView + use<>> {
    (account.mode == domain::Mode::Test).then(|| view! { <Badge tone=Tone::Warn word="Test"/> })
}

#[component]
fn Entries(id: Memo<Option<LedgerAccountId>>, account: Query<LedgerAccount>) -> impl IntoView {
    let live = Live::from_context();
    let feed = list(
        id,
        move || live.payments().wrapping_add(live.records()),
        |transport, part| async move {
            match part {
                pages::Part::Page { query: Some(id), limit, cursor } => {
                    api::ledger::entries(&transport, &id, limit, cursor.as_deref()).await
                }
                // What was booked stays as it is.
                _ => Ok(domain::api::Page { data: Vec::new(), next_cursor: None }),
            }
        },
    );
    let currency = Memo::new(move |_| account.value.with(|account| account.as_ref().map(|a| a.currency)));
    let some = Memo::new(move |_| feed.count() > 0);
    let rows = move || {
        currency.get().map(|currency| {
            view! {
                <For each=move || loaded_rows(feed) key=|row| row.key.clone() let:row>
                    {entries::row(&row.value.get_untracked(), currency)}
                </For>
            }
        })
    };
    view! {
        <RowsInstead feed>
            <EmptyState glyph=Glyph::Clock title="No entries yet" text="Each movement of this account appears here."/>
        </RowsInstead>
        <Show when=move || some.get()>
            <div class="grid">
                <table class="table book entries" aria-label="Entries">
                    {entries::head()}
                    <tbody>{rows()}</tbody>
                </table>
            </div>
        </Show>
        <p class="sub book-foot">
            <Icon glyph=Glyph::Shield/>
            "The newest first. What was booked stays; a mistake is booked back."
        </p>
        <RowsEnd feed/>
    }
}
