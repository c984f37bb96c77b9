//! The page: which account and which month, and everything about it.

use domain::{AccountKind, api::reconciliation::BankMonth, bank::Month};
use leptos::prelude::*;

use super::{
    closing::Closing,
    desk::Desk,
    files::Files,
    match_bar::MatchBar,
    matched::Matched,
    sides::SidesTable,
    ticks::{Books, Lines, Proposals},
};
use crate::{
    admin::{
        data::Stage,
        frame::PageHead,
        place::{Place, Step},
        session::Session,
        store::Store,
    },
    api::reconciliation::Of,
    ui::{Badge, Button, EmptyState, ErrorState, Glyph, Kind, SkeletonLines, Tone, fresh_id, today},
};

/// The page. Account, month and mode stand in the address.
#[component]
pub fn ReconciliationPage() -> impl IntoView {
    let (store, place, session) = (Store::from_context(), Place::here(), Session::from_context());
    let of = Memo::new(move |_| {
        let asked = place.param("account");
        let accounts = store.accounts.value.get()?;
        let trust = accounts.iter().find(|account| account.kind == AccountKind::Trust);
        let account = accounts.iter().find(|account| account.id.as_str() == asked).or(trust).or(accounts.first())?;
        let month = place.param("month").parse::<Month>().ok();
        let before = || today(&session.zone()).map(|day| Month::of(day).before());
        Some(Of { account: account.id.clone(), month: month.or_else(before)?, mode: place.param("mode").parse().ok() })
    });
    let desk = Desk::new(of);
    let stage = desk.month.stage();
    view! {
        <PageHead title="Reconciliation"/>
        <p class="lead page-lead">
            "What the bank says, what the books say, and whose it is: once a month all three are the same, and the month is closed."
        </p>
        <Choice of place store/>
        {move || match stage.get() {
            Stage::Loading => view! { <SkeletonLines lines=10/> }.into_any(),
            Stage::Failed(text) => view! { <ErrorState text retry=move |()| desk.month.reload()/> }.into_any(),
            Stage::Gone => {
                view! {
                    <EmptyState
                        glyph=Glyph::Bank
                        title="There is no such account"
                        text="The address is wrong, or the account belongs to another firm."
                    />
                }
                    .into_any()
            }
            Stage::There => view! { <OfMonth desk/> }.into_any(),
        }}
    }
}

/// Which account, and which month.
#[component]
fn Choice(of: Memo<Option<Of>>, place: Place, store: Store) -> impl IntoView {
    let go = move |name: &'static str, value: String| {
        let to = untrack(|| place.with(&place.path(), &[(name, &value)]));
        place.go(&to, Step::Instead);
    };
    let month = Memo::new(move |_| of.get().map(|of| of.month));
    let account = Memo::new(move |_| of.get().map(|of| of.account.to_string()).unwrap_or_default());
    let (account_id, month_id) = (fresh_id(), fresh_id());
    let options = move || {
        let accounts = store.accounts.value.get().unwrap_or_default();
        let option = |of: domain::api::accounts::Account| {
            let id = of.id.to_string();
            let chosen = {
                let id = id.clone();
                move || account.with(|account| *account == id)
            };
            view! { <option value=id prop:selected=chosen>{of.name}</option> }
        };
        accounts.into_iter().map(option).collect_view()
    };
    let step = move |by: fn(Month) -> Month| {
        if let Some(month) = month.get_untracked() {
            go("month", by(month).to_string());
        }
    };
    view! {
        <form class="covers" aria-label="Account and month" on:submit=|event| event.prevent_default()>
            <div class="field">
                <label class="field-label" for=account_id.clone()>"Account"</label>
                <div class="select">
                    <select class="control" id=account_id on:change=move |event| go("account", event_target_value(&event))>
                        {options}
                    </select>
                </div>
            </div>
            <div class="field">
                <label class="field-label" for=month_id.clone()>"Month"</label>
                <div class="month-choice">
                    <Button kind=Kind::Quiet glyph=Glyph::Left on_click=move |()| step(Month::before)>
                        <span class="sr">"The month before"</span>
                    </Button>
                    <input
                        class="control"
                        id=month_id
                        type="month"
                        prop:value=move || month.get().map(|month| month.to_string())
                        on:change=move |event| {
                            let value = event_target_value(&event);
                            if value.parse::<Month>().is_ok() {
                                go("month", value);
                            }
                        }
                    />
                    <Button kind=Kind::Quiet glyph=Glyph::Right on_click=move |()| step(Month::next)>
                        <span class="sr">"The month after"</span>
                    </Button>
                </div>
            </div>
        </form>
    }
}

/// The month that is shown.
#[component]
fn OfMonth(desk: Desk) -> impl IntoView {
    let said = Memo::new(move |_| {
        desk.month.value.with(|month| {
            month.as_ref().map(|month| (month.month.long(), month.account_name.clone(), standing(month), month.more))
        })
    });
    let head = move || {
        said.get().map(|(month, account, (tone, word), _)| {
            view! {
                <h2>{account} ", " {month}</h2>
                <Badge tone word/>
            }
        })
    };
    let more = move || said.with(|said| said.as_ref().is_some_and(|(.., more)| *more));
    view! {
        <div class="month-head">{head}</div>
        <SidesTable desk/>
        <Closing desk/>
        <Files desk/>
        <Proposals desk/>
        <div class="two-sides">
            <Lines desk/>
            <Books desk/>
        </div>
        <Show when=more>
            <p class="sub book-foot">"Only the 300 oldest of each side are shown: the next ones come when these are matched."</p>
        </Show>
        <Matched desk/>
        <MatchBar desk/>
    }
}

/// In a word.
fn standing(month: &BankMonth) -> (Tone, &'static str) {
    match (&month.closed, month.hindrances.is_empty()) {
        (Some(_), _) => (Tone::Good, "Closed"),
        (None, true) => (Tone::Info, "Ready to close"),
        (None, false) => (Tone::Warn, "Open"),
    }
}
