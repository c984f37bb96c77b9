//! Both columns, with what is ticked, and what is proposed.

use std::collections::BTreeSet;

use domain::api::reconciliation::{BankMonth, NewMatch};
use leptos::prelude::*;

use super::desk::Desk;
use crate::ui::{Button, Glyph, Kind};

/// What a row of either column shows.
#[derive(Clone, PartialEq, Eq)]
struct Tickable {
    id: String,
    day: String,
    amount: i64,
    text: String,
    sub: String,
}

/// Lines of the bank that are not in the books.
#[component]
pub(super) fn Lines(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| {
        desk.month.value.with(|month| {
            let lines = month.iter().flat_map(|month| &month.lines);
            let row = |line: &domain::api::reconciliation::BankLine| Tickable {
                id: line.id.to_string(),
                day: line.day.short(),
                amount: line.amount,
                text: if line.description.is_empty() { "Without a text".to_owned() } else { line.description.clone() },
                sub: line.reference.clone().unwrap_or_default(),
            };
            lines.map(row).collect::<Vec<_>>()
        })
    });
    let empty = "Every line of the bank is in the books.";
    view! { <Column desk title="Bank" about="not in the books" rows ticked=desk.lines empty/> }
}

/// Entries of the books that the bank did not have at the end of the month.
#[component]
pub(super) fn Books(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| {
        desk.month.value.with(|month| {
            let entries = month.iter().flat_map(|month| &month.entries);
            let row = |entry: &domain::api::reconciliation::BookLine| Tickable {
                id: entry.id.clone(),
                day: entry.day.short(),
                amount: entry.amount,
                text: entry.kind.label().to_owned(),
                sub: entry.description.clone(),
            };
            entries.map(row).collect::<Vec<_>>()
        })
    });
    let empty = "Nothing is outstanding: the bank has everything that is booked.";
    view! { <Column desk title="Books" about="not at the bank yet" rows ticked=desk.entries empty/> }
}

#[component]
fn Column(
    desk: Desk,
    title: &'static str,
    about: &'static str,
    rows: Memo<Vec<Tickable>>,
    ticked: RwSignal<BTreeSet<String>>,
    empty: &'static str,
) -> impl IntoView {
    let count = Memo::new(move |_| rows.with(Vec::len));
    let row = move |row: Tickable| {
        let (id, label) = (row.id.clone(), format!("{}, {}, {}", row.day, row.text, desk.money(row.amount)));
        let is_ticked = {
            let id = id.clone();
            Memo::new(move |_| ticked.with(|ticked| ticked.contains(&id)))
        };
        let change = move |_| {
            ticked.update(|ticked| {
                if !ticked.remove(&id) {
                    ticked.insert(id.clone());
                }
            });
        };
        view! {
            <li class="tick-row" class:ticked=is_ticked>
                <label>
                    <Show when=move || desk.may.get()>
                        <input type="checkbox" aria-label=label.clone() prop:checked=is_ticked on:change=change.clone()/>
                    </Show>
                    <span class="tick-day">{row.day}</span>
                    <span class="tick-what">
                        <span class="name">{row.text}</span>
                        {(!row.sub.is_empty()).then(|| view! { <span class="sub">{row.sub}</span> })}
                    </span>
                    <span class="num">{desk.money(row.amount)}</span>
                </label>
            </li>
        }
    };
    view! {
        <section class="side">
            <h3>{title} " " <span class="sub">{about} {move || format!(" · {}", count.get())}</span></h3>
            <Show
                when=move || { count.get() > 0 }
                fallback=move || view! { <p class="side-empty sub">{empty}</p> }
            >
                <ul class="tick-rows">
                    <For each=move || rows.get() key=|row| row.id.clone() children=row/>
                </ul>
            </Show>
        </section>
    }
}

/// What probably goes together.
#[component]
pub(super) fn Proposals(desk: Desk) -> impl IntoView {
    let count = Memo::new(move |_| desk.month.value.with(|month| month.as_ref().map_or(0, |m| m.proposals.len())));
    let list = move || desk.month.value.with(|month| month.as_ref().map(|month| proposals(desk, month)));
    view! {
        <Show when=move || { desk.may.get() && count.get() > 0 }>
            <section class="panel proposals">
                <header>
                    <h3>
                        {move || match count.get() {
                            1 => "1 line is probably in the books".to_owned(),
                            count => format!("{count} lines are probably in the books"),
                        }}
                    </h3>
                    <Button
                        kind=Kind::Primary
                        glyph=Glyph::Check
                        busy=desk.action.busy
                        on_click=move |()| desk.make(NewMatch { proposals: true, ..NewMatch::default() })
                    >
                        "Match all of them"
                    </Button>
                </header>
                {list}
            </section>
        </Show>
    }
}

/// The first of them, each with a button of its own.
fn proposals(desk: Desk, month: &BankMonth) -> impl IntoView + use<> {
    const SHOWN: usize = 5;
    let item = |proposal: &domain::api::reconciliation::BankProposal| {
        let line = month.lines.iter().find(|line| line.id == proposal.line_id)?;
        let entries: Vec<String> = month
            .entries
            .iter()
            .filter(|entry| proposal.entry_ids.contains(&entry.id))
            .map(|entry| format!("{} of {}", entry.kind.label(), entry.day.short()))
            .collect();
        let new = NewMatch {
            line_ids: vec![proposal.line_id.to_string()],
            entry_ids: proposal.entry_ids.clone(),
            proposals: false,
        };
        let (amount, said) = (desk.money(line.amount), line.description.clone());
        let label = format!("Match {said}, {amount}");
        Some(view! {
            <li>
                <span class="tick-day">{line.day.short()}</span>
                <span class="tick-what">
                    <span class="name">{said}</span>
                    <span class="sub">{entries.join(" + ")} " · " {proposal.why.clone()}</span>
                </span>
                <span class="num">{amount}</span>
                <button
                    type="button"
                    class="btn small"
                    aria-label=label
                    disabled=desk.action.busy
                    on:click=move |_| desk.make(new.clone())
                >
                    "Match"
                </button>
            </li>
        })
    };
    let items: Vec<_> = month.proposals.iter().take(SHOWN).filter_map(item).collect();
    let rest = month.proposals.len().saturating_sub(SHOWN);
    view! {
        <ul class="proposal-rows">{items}</ul>
        {(rest > 0).then(|| view! { <p class="sub">{format!("and {rest} more")}</p> })}
    }
}
