//! A client's statement: everything between it and the firm over some days, to read and to print.

use domain::{
    CivilDate, Currency, Money,
    api::{
        clients::Client,
        ledger::{Statement, StatementPart},
    },
    id::ClientId,
    ledger::JournalKind,
    table::clients::ClientColumn,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::entries::what;
use crate::{
    admin::{
        data::{Query, Stage},
        frame::PageHead,
        live::Live,
        place::{Place, Step},
        session::Session,
    },
    api::{self, ledger::Period},
    ui::{Button, ButtonLink, Day, EmptyState, ErrorState, Glyph, Kind, SkeletonLines, fresh_id, today},
};

/// The page, at an address with the client's id. What it covers stands in the address, too.
#[component]
pub fn StatementPage() -> impl IntoView {
    let (session, live, place) = (Session::from_context(), Live::from_context(), Place::here());
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<ClientId>().ok()));
    let period = Memo::new(move |_| {
        let day = today(&session.zone());
        let asked = |name: &str, usual: Option<String>| match place.param(name) {
            asked if asked.is_empty() => usual.unwrap_or_default(),
            asked => asked,
        };
        let own = session.me(|me| me.firm.currency.code().to_owned());
        Period {
            currency: asked("currency", own),
            from: asked("from", day.map(|day| CivilDate::new(day.date().first_of_year()).to_string())),
            to: asked("to", day.map(|day| day.to_string())),
        }
    });
    let version = move || live.payments().wrapping_add(live.records());
    let client = Query::<Client>::new(
        move || id.get(),
        version,
        |transport, id| async move { api::pages::one::<ClientColumn, Client>(&transport, &id).await },
    );
    let statement = Query::<Statement>::new(
        move || id.get().map(|id| (id, period.get())).filter(|(_, period)| period.from <= period.to),
        version,
        |transport, (id, period)| async move { api::ledger::statement(&transport, &id, &period).await },
    );
    let turned = Memo::new(move |_| period.with(|period| period.from > period.to));
    let loaded = statement.stage();
    let stage = Memo::new(move |_| if id.with(Option::is_some) { loaded.get() } else { Stage::Gone });
    view! {
        <PageHead title="Statement">
            {move || id.get().map(|id| view! {
                <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href=format!("/app/clients/{id}")>"The client"</ButtonLink>
            })}
            {move || id.get().map(|id| view! { <Files id period/> })}
            <Button glyph=Glyph::Print on_click=|()| print()>"Print"</Button>
        </PageHead>
        <Covers period client place/>
        {move || match stage.get() {
            Stage::Loading if turned.get() => {
                view! {
                    <EmptyState
                        glyph=Glyph::Clock
                        title="The first day comes after the last"
                        text="Choose an earlier first day, or a later last one."
                    />
                }
                    .into_any()
            }
            Stage::Loading => view! { <SkeletonLines lines=12/> }.into_any(),
            Stage::Failed(text) => view! { <ErrorState text retry=move |()| statement.reload()/> }.into_any(),
            Stage::Gone => {
                view! {
                    <EmptyState
                        glyph=Glyph::Search
                        title="There is no such client"
                        text="The address is wrong, or the client belongs to another firm."
                    />
                }
                    .into_any()
            }
            Stage::There => {
                let firm = session.firm().map(|firm| firm.name).unwrap_or_default();
                view! { {move || statement.value.get().map(|statement| sheet(&statement, &firm))} }.into_any()
            }
        }}
    }
}

/// The same as files.
#[component]
fn Files(id: ClientId, period: Memo<Period>) -> impl IntoView {
    let at = move |ending: &'static str| {
        let id = id.clone();
        Signal::derive(move || period.with(|period| api::ledger::statement_at(&id, period, ending)))
    };
    view! {
        <ButtonLink new_tab=true href=at.clone()(".pdf") glyph=Glyph::Download>"PDF"</ButtonLink>
        <ButtonLink new_tab=true href=at(".xlsx") glyph=Glyph::Download>"Excel"</ButtonLink>
    }
}

fn print() {
    // Refused only where nothing can be printed.
    let _ = window().print();
}

/// The days and the currency that it covers.
#[component]
fn Covers(period: Memo<Period>, client: Query<Client>, place: Place) -> impl IntoView {
    let go = move |name: &'static str, value: String| {
        let to = untrack(|| place.with(&place.path(), &[(name, &value)]));
        place.go(&to, Step::Instead);
    };
    let day = move |label: &'static str, name: &'static str, read: fn(&Period) -> &String| {
        let id = fresh_id();
        view! {
            <div class="field">
                <label class="field-label" for=id.clone()>{label}</label>
                <input
                    class="control"
                    type="date"
                    id=id
                    prop:value=move || period.with(|period| read(period).clone())
                    on:change=move |event| go(name, event_target_value(&event))
                />
            </div>
        }
    };
    let currencies = Memo::new(move |_| {
        let mut codes = client.value.with(|client| {
            let balances = client.iter().flat_map(|client| &client.balances);
            balances.map(|balance| balance.currency.code().to_owned()).collect::<Vec<_>>()
        });
        codes.push(period.with(|period| period.currency.clone()));
        codes.sort_unstable();
        codes.dedup();
        codes
    });
    let select_id = fresh_id();
    let options = move || {
        let option = |code: String| {
            let chosen = {
                let code = code.clone();
                move || period.with(|period| period.currency == code)
            };
            let said = code.clone();
            view! { <option value=code prop:selected=chosen>{said}</option> }
        };
        currencies.get().into_iter().map(option).collect_view()
    };
    view! {
        <form class="covers" aria-label="What it covers" on:submit=|event| event.prevent_default()>
            {day("From", "from", |period| &period.from)} {day("To", "to", |period| &period.to)}
            <div class="field">
                <label class="field-label" for=select_id.clone()>"Currency"</label>
                <select class="control" id=select_id on:change=move |event| go("currency", event_target_value(&event))>
                    {options}
                </select>
            </div>
        </form>
    }
}

/// The sheet of paper.
fn sheet(statement: &Statement, firm: &str) -> impl IntoView + use<> {
    let (from, to) = (statement.from.long(), statement.to.long());
    let currency = statement.currency;
    let quiet = |part: &StatementPart| part.entries.is_empty() && part.opening == 0 && part.closing == 0;
    let parts = [&statement.owed, &statement.credit].into_iter().chain(&statement.trust);
    let parts: Vec<_> = parts.filter(|part| !quiet(part)).map(|part| section(part, currency, statement)).collect();
    let nothing = parts.is_empty();
    view! {
        <article class="statement">
            <header>
                <div>
                    <p class="statement-firm">{firm.to_owned()}</p>
                    <h2>"Statement for " {statement.client_name.clone()}</h2>
                </div>
                <p class="sub">{from} " to " {to} " · " {currency.code()}</p>
            </header>
            {parts}
            {nothing.then(|| view! { <p class="sub">"Nothing was owed, paid or held in these days."</p> })}
        </article>
    }
}

/// What a client calls it: money that pays something is a payment.
fn said(kind: JournalKind) -> &'static str {
    match kind {
        JournalKind::Allocation => JournalKind::Payment.label(),
        kind => kind.label(),
    }
}

fn section(part: &StatementPart, currency: Currency, of: &Statement) -> impl IntoView + use<> {
    let money = |amount| Money::new(amount, currency).to_string();
    let line = |day: CivilDate, what: &'static str, amount: i64| {
        view! {
            <tr class="book-kind">
                <td class="entry-when">{day.short()}</td>
                <th scope="row">{what}</th>
                <td></td>
                <td class="num">{money(amount)}</td>
            </tr>
        }
    };
    let entries = part.entries.iter().map(|entry| {
        let sign = if entry.amount > 0 { "+" } else { "" };
        view! {
            <tr>
                <td class="entry-when"><Day at=entry.occurred_at/></td>
                <th scope="row" class="entry-what">
                    {what(entry, said(entry.kind))}
                </th>
                <td class="num">{sign} {money(entry.amount)}</td>
                <td class="num">{money(entry.balance)}</td>
            </tr>
        }
    });
    view! {
        <section class="book-part">
            <h3>{part.name.clone()}</h3>
            // On a phone large amounts scroll, and keys must reach what scrolls.
            <div class="grid" tabindex="0" role="region" aria-label=part.name.clone()>
                <table class="table book entries">
                    <thead>
                        <tr>
                            <th scope="col">"When"</th>
                            <th scope="col">"What"</th>
                            <th scope="col" class="num">"Amount"</th>
                            <th scope="col" class="num">"Balance"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {line(of.from, "Opening balance", part.opening)}
                        {entries.collect_view()}
                        {line(of.to, "Closing balance", part.closing)}
                    </tbody>
                </table>
            </div>
            {part.truncated.then(|| view! {
                <p class="sub book-foot">"Only the first 1,000 entries are shown: choose fewer days to see all."</p>
            })}
        </section>
    }
}
