//! All accounts with their balances.

use domain::{Money, api::ledger::LedgerAccount};
use leptos::prelude::*;

use super::chart::{Group, Part, groups};
use crate::{
    admin::{data::list, frame::PageHead, live::Live, place::Place, records::ModeTabs},
    api::{self, pages},
    rows::Keyed,
    ui::{EmptyState, Feed, Glyph, More, RowsEnd, RowsInstead, grouped, loaded_rows},
};

/// The path of the page.
pub const PATH: &str = "/app/books";

impl Keyed for LedgerAccount {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// The page.
#[component]
pub fn BooksPage() -> impl IntoView {
    let live = Live::from_context();
    let place = Place::here();
    let mode = Memo::new(move |_| place.param("mode"));
    let feed = list(
        mode,
        move || live.payments().wrapping_add(live.records()),
        |transport, part| async move {
            match part {
                pages::Part::Page { query, limit, cursor } => {
                    api::ledger::accounts(&transport, &query, limit, cursor.as_deref()).await
                }
                pages::Part::These(_) => Ok(domain::api::Page { data: Vec::new(), next_cursor: None }),
            }
        },
    );
    view! {
        <PageHead title="Books"/>
        <p class="lead page-lead">
            "Every movement of money stands here twice, so that it always adds up. Entries are never changed or deleted, only reversed."
        </p>
        <ModeTabs path=PATH/>
        <RowsInstead feed>
            <EmptyState
                glyph=Glyph::Book
                title="Nothing is booked yet"
                text="The first invoice, or the first payment that arrives, opens the books by itself."
            />
        </RowsInstead>
        <Accounts feed/>
        <RowsEnd feed/>
    }
}

#[component]
fn Accounts(feed: Feed<LedgerAccount>) -> impl IntoView {
    let accounts = Memo::new(move |_| loaded_rows(feed).into_iter().map(|row| row.value.get()).collect::<Vec<_>>());
    let whole = Memo::new(move |_| feed.more.with(|more| *more == More::Nothing));
    move || {
        let accounts = accounts.get();
        Part::ALL
            .into_iter()
            .filter_map(|part| {
                let groups = groups(part, &accounts);
                let whole = whole.get();
                (!groups.is_empty()).then(|| {
                    view! {
                        <section class="book-part" aria-label=part.label()>
                            <h2>{part.label()}</h2>
                            <div class="grid">
                                <table class="table book">
                                    <thead>
                                        <tr>
                                            <th scope="col">"Account"</th>
                                            <th scope="col" class="num book-entries">"Entries"</th>
                                            <th scope="col" class="num">"Balance"</th>
                                        </tr>
                                    </thead>
                                    {groups.iter().map(|group| rows(group, whole)).collect_view()}
                                </table>
                            </div>
                        </section>
                    }
                })
            })
            .collect_view()
    }
}

/// The accounts of one kind, under a line that says what they hold together.
fn rows(group: &Group, whole: bool) -> impl IntoView + use<> {
    let total = if whole {
        let totals = group.totals();
        totals.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    } else {
        String::new()
    };
    // One account of one name says it all.
    let alone = group.accounts.len() == 1 && group.accounts.iter().all(|account| account.name == group.kind.label());
    let head = (!alone).then(|| {
        view! {
            <tr class="book-kind">
                <th scope="rowgroup">{group.kind.label()}</th>
            <td class="book-entries"></td>
                <td class="num">{total}</td>
            </tr>
        }
    });
    view! {
        <tbody>
            {head}
            {group.accounts.iter().map(row).collect_view()}
        </tbody>
    }
}

fn row(account: &LedgerAccount) -> impl IntoView + use<> {
    let balance = Money::new(account.balance, account.currency);
    view! {
        <tr>
            <th scope="row" class="book-name">
                <a href=format!("{PATH}/{}", account.id)>{account.name.clone()}</a>
                " "
                <span class="sub">{account.currency.code()}</span>
            </th>
            <td class="num sub book-entries">{grouped(account.entries)}</td>
            <td class="num" class:late=balance.amount < 0>{balance.to_string()}</td>
        </tr>
    }
}
