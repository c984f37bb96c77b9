//! The table of links.

use domain::{
    LinkStatus, Money,
    api::links::{Link, LinkSort},
};
use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast};

use super::{filter::Filter, status::status_badge};
use crate::{
    admin::data::{List, Row},
    ui::{Button, ButtonLink, EmptyState, ErrorState, Glyph, Kind, Moment, SkeletonRows, SortHeader, row_keys},
};

const COLUMNS: usize = 8;

/// The table with its states: loading, failed, empty, more.
#[component]
pub fn LinkTable(filter: Filter, list: List<Link>) -> impl IntoView {
    let sort = move |key: LinkSort| Signal::derive(move || filter.sort_state(key));
    let by = move |key: LinkSort| Callback::new(move |()| filter.sort_by(key));
    view! {
        {move || list.blocking_failure().map(|text| view! { <ErrorState text retry=move |()| list.reload()/> })}
        <Show when=move || list.blocking_failure().is_none()>
            <Show when=move || !list.is_empty() fallback=move || view! { <NoLinks filter/> }>
                <div class="grid" class:stale=list.stale aria-busy=move || list.is_loading().then_some("true")>
                    <table class="table links" role="table">
                        <caption class="sr">"Payment links"</caption>
                        <thead role="rowgroup">
                            <tr role="row">
                                <SortHeader label="Recipient" state=sort(LinkSort::Recipient) on_sort=by(LinkSort::Recipient)/>
                                <th scope="col" role="columnheader">"For"</th>
                                <SortHeader class="num" label="Amount" state=sort(LinkSort::Amount) on_sort=by(LinkSort::Amount)/>
                                <th scope="col" role="columnheader" class="num">"Remaining"</th>
                                <SortHeader label="Due" state=sort(LinkSort::DueOn) on_sort=by(LinkSort::DueOn)/>
                                <th scope="col" role="columnheader">"Status"</th>
                                <th scope="col" role="columnheader">"Opened"</th>
                                <SortHeader label="Made" state=sort(LinkSort::CreatedAt) on_sort=by(LinkSort::CreatedAt)/>
                            </tr>
                        </thead>
                        <tbody role="rowgroup" on:keydown=move |event| row_keys(&event)>
                            {move || list.is_loading().then(|| view! { <SkeletonRows columns=COLUMNS/> })}
                            <For each=move || list.rows.get().unwrap_or_default() key=|row| row.key.clone() let:row>
                                <LinkRow filter row/>
                            </For>
                        </tbody>
                    </table>
                </div>
                <Show when=move || list.has_more()>
                    <div class="more">
                        <Button glyph=Glyph::Down busy=list.growing on_click=move |()| list.grow()>"Show more"</Button>
                    </div>
                </Show>
            </Show>
        </Show>
    }
}

#[component]
fn LinkRow(filter: Filter, row: Row<Link>) -> impl IntoView {
    let Row { key, value } = row;
    let open = {
        let key = key.clone();
        move |event: MouseEvent| {
            let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            // A link in the row does that itself.
            if !target.is_some_and(|t| t.closest("a, button").is_ok_and(|found| found.is_some())) {
                filter.open(&key);
            }
        }
    };
    let current = {
        let key = key.clone();
        Memo::new(move |_| filter.open_id().as_deref() == Some(key.as_str()))
    };
    view! {
        <tr role="row" class:current=current on:click=open>
            {move || cells(&value.get(), filter, current)}
        </tr>
    }
}

fn cells(link: &Link, filter: Filter, current: Memo<bool>) -> impl IntoView + use<> {
    let money = |amount| Money::new(amount, link.currency).to_string();
    let id = link.id.clone();
    let (name, email) = match &link.recipient {
        Some(recipient) => (recipient.name.clone(), Some(recipient.email.clone())),
        None => ("No recipient".to_owned(), None),
    };
    // Nobody is going to pay the rest of these.
    let settled = link.amount_remaining == 0 || matches!(link.status, LinkStatus::Cancelled | LinkStatus::Expired);
    let anonymous = link.recipient.is_none();
    let (what, number) = match (&link.description, &link.invoice_number) {
        (Some(what), number) => (what.clone(), number.clone()),
        (None, Some(number)) => (number.clone(), None),
        (None, None) => ("—".to_owned(), None),
    };
    let due = match link.due_on {
        Some(day) => view! {
            <time datetime=day.to_string() class:late=link.overdue>{day.short()}</time>
            {link.overdue.then(|| view! { <span class="sr">" (overdue)"</span> })}
        }
        .into_any(),
        None => view! { <span class="sub">"—"</span> }.into_any(),
    };
    let opened = match link.first_opened_at {
        Some(at) => {
            let times = (link.times_opened > 1).then(|| format!(" ×{}", link.times_opened));
            view! { <Moment at/> {times} }.into_any()
        }
        None => "—".into_any(),
    };
    view! {
        <th scope="row" role="rowheader" class="who">
            <a
                data-row=""
                data-noscroll=""
                href=move || filter.details(id.as_str())
                aria-current=move || current.get().then_some("true")
            >
                <span class="name" class:sub=anonymous>{name}</span>
            </a>
            {email.map(|email| view! { " " <span class="sub email">{email}</span> })}
        </th>
        <td role="cell" class="what">
            <span class="clip">{what}</span>
            {number.map(|number| view! { " " <span class="sub number">{number}</span> })}
        </td>
        <td role="cell" class="num amount">{money(link.amount)}</td>
        <td role="cell" class="num remaining" class:sub=settled>{money(link.amount_remaining)}</td>
        <td role="cell" class="due">{due}</td>
        <td role="cell" class="status">{status_badge(link)}</td>
        <td role="cell" class="sub opened" class:never=link.first_opened_at.is_none()>{opened}</td>
        <td role="cell" class="sub made"><Moment at=link.created_at/></td>
    }
}

/// Nothing to list: either there is no link at all, or none that is looked for.
#[component]
fn NoLinks(filter: Filter) -> impl IntoView {
    move || {
        let query = filter.query();
        if query.is_everything() {
            return view! {
                <EmptyState
                    glyph=Glyph::Send
                    title="No payment links yet"
                    text="Make one, send it, and watch here how it is opened and paid."
                >
                    <ButtonLink kind=Kind::Primary glyph=Glyph::Plus href="/app/links/new".to_owned()>
                        "New link"
                    </ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        let everything = Signal::derive(move || filter.everything());
        let text = if query.words.is_empty() {
            "As soon as a link gets there, it appears by itself."
        } else {
            "Search finds names, addresses, invoice numbers and amounts."
        };
        let title = if query.words.is_empty() { "No links in this state" } else { "Nothing found" };
        view! {
            <EmptyState glyph=Glyph::Search title text>
                <ButtonLink href=everything>"Show all links"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}
