//! What a table says when it is not simply showing rows.

use domain::table::{Columns, Reach};
use leptos::prelude::*;

use super::{
    TableModel,
    feed::{Ask, Feed, More},
    look::TableRow,
};
use crate::ui::{Button, Glyph, Icon, SkeletonRows};

/// The server does not answer these filters or this order over so many rows: says so, with the ways out.
#[component]
pub fn TooMany<C: Columns>(
    model: TableModel<C>,
    /// The server's sentence.
    text: String,
) -> impl IntoView {
    let ways = move || {
        let filters = model.query.with(|query| {
            let free = query.filters.iter().filter(|(column, _)| column.facts().filter == Reach::Few);
            free.map(|(column, _)| *column).collect::<Vec<_>>()
        });
        let usual = model.query.with(|query| query.sort == [C::SORT]);
        let drop = filters.into_iter().map(|column| {
            let label = format!("Remove the filter on {}", column.facts().label);
            view! { <Button glyph=Glyph::Close on_click=move |()| model.filter(column, None)>{label}</Button> }
        });
        view! {
            {drop.collect_view()}
            {(!usual).then(|| {
                view! {
                    <Button glyph=Glyph::Return on_click=move |()| model.change(|query| query.sort = vec![C::SORT])>
                        {format!("Sort by {} instead", C::SORT.column.facts().label)}
                    </Button>
                }
            })}
        }
    };
    view! {
        <div class="empty" role="alert">
            <span class="empty-glyph"><Icon glyph=Glyph::Alert/></span>
            <p class="empty-title">"Too many rows for that"</p>
            <p>{text}</p>
            <div class="empty-act">{ways}</div>
        </div>
    }
}

/// What follows the last row: more on its way, or why not.
#[component]
pub fn End<T: TableRow>(feed: Feed<T>) -> impl IntoView {
    move || match feed.more.get() {
        More::Nothing | More::There => None,
        More::Coming => {
            Some(view! { <p class="table-end" aria-hidden="true"><span class="bone"></span></p> }.into_any())
        }
        More::Broken(why) => Some(
            view! {
                <div class="table-end" role="alert">
                    <p>{why}</p>
                    <Button glyph=Glyph::Refresh on_click=move |()| feed.ask.run(Ask::More)>"Load more"</Button>
                </div>
            }
            .into_any(),
        ),
    }
}

/// Rows came in above: says how many, and leads there.
#[component]
pub fn News<T: TableRow>(
    feed: Feed<T>,
    /// Leads there.
    #[prop(into)]
    show: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="table-news" aria-live="polite">
            {move || {
                let fresh = feed.fresh.get();
                (fresh.rows > 0).then(|| {
                    let plus = if fresh.more { "+" } else { "" };
                    view! {
                        <button type="button" class="btn" on:click=move |_| show.run(())>
                            <Icon glyph=Glyph::ArrowUp/>
                            {format!("{}{plus} new — show", fresh.rows)}
                        </button>
                    }
                })
            }}
        </div>
    }
}

/// A table of which not even the columns are known yet.
#[component]
pub fn TableSkeleton() -> impl IntoView {
    view! {
        <div class="table-box" aria-busy="true">
            <table class="data shapeless" aria-hidden="true">
                <thead>
                    <tr><td colspan="6"></td></tr>
                </thead>
                <Bones columns=6/>
            </table>
        </div>
    }
}

/// Rows before the first answer.
#[component]
pub fn Bones(
    /// How many columns.
    columns: usize,
) -> impl IntoView {
    view! {
        <tbody role="rowgroup" class="bones">
            <SkeletonRows columns rows=12/>
        </tbody>
    }
}
