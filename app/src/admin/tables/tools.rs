//! The row above a table: filters on the left; views, files and columns on the right.

use domain::table::{Columns, Condition};
use leptos::prelude::*;

use super::{
    export::ExportButton,
    known::known,
    names::learn_names,
    setups::Setups,
    views::{SaveAsView, ViewsMenu},
};
use crate::ui::{ConfigureColumns, DensityButton, FilterBar, OrderChoice, PickButton};

/// All of them.
#[component]
pub fn TableTools<C: Columns>(
    /// The table's set-up.
    setups: Setups<C>,
    /// Whether a filter is what a tab says, and needs no chip.
    is_tab: fn(C, &Condition) -> bool,
) -> impl IntoView {
    let model = setups.model;
    learn_names(model);
    let initial = Signal::derive(move || setups.initial());
    view! {
        <FilterBar model known=known() is_tab/>
        <span class="bar-gap"></span>
        <PickButton model/>
        <div class="table-tools">
            <OrderChoice model/>
            <ViewsMenu setups/>
            <ExportButton model/>
            <DensityButton model/>
            <ConfigureColumns model initial foot=move || view! { <SaveAsView setups/> }/>
        </div>
    }
}
