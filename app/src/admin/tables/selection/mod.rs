//! What one does with the rows that are selected.

mod preview;
pub(super) mod words;

use domain::{
    api::selections::{ActionKind, Selection},
    table::{Columns, Style, TableQuery},
};
use form_urlencoded::Serializer;
use leptos::prelude::*;

pub use self::preview::PreviewDialog;
use super::export::ExportButton;
use crate::ui::{Selected, SelectedRows, TableModel, counted};

/// How many rows are selected, and what can be done with them.
#[component]
pub fn SelectionBar<C: Columns>(
    /// The table.
    model: TableModel<C>,
    /// What can be done besides a file.
    #[prop(default = &[])]
    acts: &'static [ActionKind],
    /// What else can be done, of this table alone.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<ActionKind>);
    let act = move |kind: ActionKind| {
        view! {
            <button type="button" class="btn" on:click=move |_| chosen.set(Some(kind))>
                {words::button(kind)}
            </button>
        }
    };
    view! {
        <SelectedRows model/>
        <WidenButton model/>
        <div class="selection-acts">
            {children.map(|children| children())}
            {acts.iter().map(|kind| act(*kind)).collect_view()}
            <ExportButton model selected=true/>
        </div>
        <PreviewDialog model chosen/>
    }
}

/// From the rows that were picked to all that match.
#[component]
fn WidenButton<C: Columns>(model: TableModel<C>) -> impl IntoView {
    let wider = move || {
        let some = model.selected.with(|selected| matches!(selected, Selected::These(_)));
        let matching = model.matching.get().filter(|_| some)?;
        let more = matching.more || matching.count > model.selected_rows().count;
        more.then(|| counted(matching))
    };
    let widen = move |_| model.selected.set(Selected::AllBut(Default::default()));
    move || {
        wider().map(|count| {
            view! {
                <button type="button" class="btn quiet" on:click=widen>
                    {format!("Select all {count} that match")}
                </button>
            }
        })
    }
}

/// The rows that are selected, as the server is told.
pub fn chosen_rows<C: Columns>(model: TableModel<C>) -> Selection {
    match model.selected.get() {
        Selected::These(ids) => Selection { ids: ids.into_iter().collect(), ..Selection::default() },
        Selected::AllBut(except) => Selection { except: except.into_iter().collect(), ..matching_rows(model) },
    }
}

/// All rows that match, as the server is told.
pub(super) fn matching_rows<C: Columns>(model: TableModel<C>) -> Selection {
    // Their order is told apart from them.
    let query = model.query.with(|query| TableQuery { sort: vec![C::SORT], ..query.clone() });
    let query = Serializer::new(String::new()).extend_pairs(query.params(Style::Address)).finish();
    Selection { query: Some(query), ..Selection::default() }
}
