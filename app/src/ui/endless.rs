//! Lists that go on as one reads.

use leptos::{ev, prelude::*};

use super::{
    browser::on_window,
    button::Button,
    empty::ErrorState,
    icon::Glyph,
    skeleton::SkeletonLines,
    table::{Ask, Failure, Feed, More},
};
use crate::rows::{Keyed, Loaded, Row};

/// With less than this left to scroll the next page is asked for, in CSS pixels.
const AHEAD: i32 = 600;

/// The rows that are loaded.
pub fn loaded_rows<T: Keyed>(feed: Feed<T>) -> Vec<Row<T>> {
    feed.rows.with(|rows| rows.as_ref().map(|rows| rows.slice(0..rows.len()).to_vec()).unwrap_or_default())
}

/// What stands where a list is not there: its outline, why it could not be had, or that it is empty.
#[component]
pub fn RowsInstead<T: Keyed>(
    /// The list.
    feed: Feed<T>,
    /// What is said of an empty list.
    children: ChildrenFn,
) -> impl IntoView {
    let failed = move || match feed.failure.get()? {
        Failure::Broken(text) | Failure::TooMany(text) => Some(text),
    };
    let loading = move || feed.rows.with(Option::is_none) && feed.failure.with(Option::is_none);
    let empty = move || feed.rows.with(|rows| rows.as_ref().is_some_and(Loaded::is_empty));
    view! {
        {move || failed().map(|text| view! { <ErrorState text retry=move |()| feed.ask.run(Ask::Again)/> })}
        {move || loading().then(|| view! { <SkeletonLines lines=8/> })}
        {move || empty().then(|| children())}
    }
}

/// The end of a list: asks for the next page as it comes near, and on a click.
#[component]
pub fn RowsEnd<T: Keyed>(
    /// The list.
    feed: Feed<T>,
) -> impl IntoView {
    let look = move || {
        let there = feed.more.with_untracked(|more| *more == More::There);
        let near = document()
            .scrolling_element()
            .is_some_and(|page| page.scroll_height() - page.scroll_top() - page.client_height() < AHEAD);
        if there && near {
            feed.ask.run(Ask::More);
        }
    };
    on_window(ev::scroll, move |_| look());
    let growing = Signal::derive(move || feed.more.with(|more| *more == More::Coming));
    let broken = move || match feed.more.get() {
        More::Broken(why) => Some(why),
        _ => None,
    };
    view! {
        <Show when=move || feed.more.with(|more| *more != More::Nothing)>
            <div class="more">
                {move || broken().map(|why| view! { <p class="wrong">{why}</p> })}
                <Button glyph=Glyph::Down busy=growing on_click=move |()| feed.ask.run(Ask::More)>"Show more"</Button>
            </div>
        </Show>
    }
}
