//! A file of what the table shows.

use domain::{
    api::selections::{ExportFormat, NewExport},
    table::Columns,
};
use leptos::{html, prelude::*};

use super::{
    selection::{chosen_rows, matching_rows},
    work::Work,
};
use crate::{
    admin::data::{Action, fresh_key},
    api,
    ui::{Glyph, Popover, PopoverButton, Side, TableModel, counted},
};

/// The button, and behind it the two kinds of file.
#[component]
pub fn ExportButton<C: Columns>(
    /// The table.
    model: TableModel<C>,
    /// Whether only the rows that are selected go into the file.
    #[prop(optional)]
    selected: bool,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    view! {
        <PopoverButton open anchor glyph=Glyph::Download>"Export"</PopoverButton>
        <Popover open anchor title="Export".to_owned() side=Side::Right class="export-panel">
            <Formats model selected open/>
        </Popover>
    }
}

#[component]
fn Formats<C: Columns>(model: TableModel<C>, selected: bool, open: RwSignal<bool>) -> impl IntoView {
    let work = Work::from_context();
    let action = Action::new();
    let rows = move || if selected { Some(model.selected_rows()) } else { model.matching.get() };
    let columns = move || model.layout.with(|layout| layout.shown().count());
    let what = move || {
        let rows = rows().map_or_else(
            || "All rows that match".to_owned(),
            |rows| match rows.count {
                1 => "1 row".to_owned(),
                _ => format!("{} rows", counted(rows)),
            },
        );
        format!("{rows}, {} columns, in the order of the table.", columns())
    };
    let start = move |format: ExportFormat| {
        let export = untrack(|| NewExport {
            table: C::TABLE.to_owned(),
            format,
            columns: model.layout.with(|layout| layout.shown().map(|c| c.column.to_string()).collect()),
            selection: if selected { chosen_rows(model) } else { matching_rows(model) },
            sort: Some(model.query.with(domain::table::TableQuery::order)),
        });
        let key = fresh_key();
        action.run_or_tell(
            move |transport| async move { api::exports::start(&transport, &export, &key).await },
            move |export| {
                work.follow_export(export);
                open.set(false);
            },
        );
    };
    let choice = move |format: ExportFormat, name: &'static str, hint: &'static str| {
        view! {
            <button type="button" class="format" disabled=action.busy on:click=move |_| start(format)>
                <strong>{name}</strong>
                <span>{hint}</span>
            </button>
        }
    };
    view! {
        <p class="export-what">{what}</p>
        <div class="formats">
            {choice(ExportFormat::Xlsx, "Excel", "Amounts and dates as such, with totals")}
            {choice(ExportFormat::Csv, "CSV", "Plain text, for every other program")}
        </div>
    }
}
