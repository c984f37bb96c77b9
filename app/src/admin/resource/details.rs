//! Everything about one row, in a panel beside the table.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::Resource;
use crate::{
    admin::{
        data::{Query, Stage},
        live::Live,
        place::{Place, Step},
    },
    api,
    ui::{Drawer, EmptyState, ErrorState, Glyph, SkeletonLines, focus_row},
};

/// The panel, at an address that ends with `:id`.
pub fn row_details<T: Resource>() -> impl IntoView {
    let place = Place::here();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<T::Id>().ok()));
    let live = Live::from_context();
    let row = Query::<T>::new(
        move || id.get(),
        move || T::version(live),
        |transport, id| async move { api::pages::one::<T::Column, T>(&transport, &id).await },
    );
    let close = move |()| {
        let here = untrack(move || place.path());
        place.go(&untrack(|| place.at(T::PATH)), Step::New);
        focus_row(&here);
    };
    let title = Signal::derive(move || {
        row.value.with(|row| row.as_ref().map_or_else(|| capital(T::WORDS.one), |row| row.title().text))
    });
    let loaded = row.stage();
    // What is no id needs no asking.
    let stage = Memo::new(move |_| if id.with(Option::is_some) { loaded.get() } else { Stage::Gone });
    view! {
        <Drawer title on_close=close>
            {move || match stage.get() {
                Stage::Gone => gone::<T>(),
                Stage::Failed(text) => view! { <ErrorState text retry=move |()| row.reload()/> }.into_any(),
                Stage::Loading => view! { <SkeletonLines lines=9/> }.into_any(),
                Stage::There => T::details(row),
            }}
        </Drawer>
    }
}

fn gone<T: Resource>() -> AnyView {
    let one = T::WORDS.one;
    view! {
        <EmptyState
            glyph=Glyph::Search
            title=format!("There is no such {one}")
            text=format!("The address is wrong, or the {one} belongs to another firm.")
        />
    }
    .into_any()
}

/// `link` as a heading begins.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
