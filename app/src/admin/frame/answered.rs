//! What the server was asked for, or what stands in its place.

use leptos::prelude::*;

use crate::{
    admin::data::Query,
    ui::{ErrorState, SkeletonLines},
};

/// The value once it is there; before, its outline; and if it could not be had, why, with a way to ask again.
#[component]
pub fn Answered<T, V>(
    /// What was asked for.
    query: Query<T>,
    /// How many lines it will take, about.
    lines: usize,
    /// Shows it.
    children: impl Fn(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match (query.value.get(), query.blocking_failure()) {
        (Some(value), _) => children(value).into_any(),
        (None, Some(text)) => view! { <ErrorState text retry=move |()| query.reload()/> }.into_any(),
        (None, None) => view! { <SkeletonLines lines/> }.into_any(),
    }
}
