//! The columns of batches' files: which, in which order, and what stands above them.

use domain::{
    Permission,
    api::{
        postings::{FileColumn, FileLayout},
        selections::ExportFormat,
    },
    posting::{DayFormat, FileField},
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        frame::{Answered, PageHead},
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Form, FormState, Glyph, Icon, Kind, SelectField, Toasts},
};

/// The page.
#[component]
pub fn ColumnsPage() -> impl IntoView {
    let session = Session::from_context();
    let layout = Query::<FileLayout>::new(
        move || session.is_in().then_some(()),
        || 0,
        |transport, ()| async move { api::postings::layout(&transport).await },
    );
    view! {
        <PageHead title="File columns">
            <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href="/app/postings".to_owned()>"All postings"</ButtonLink>
        </PageHead>
        <p class="lead page-lead">
            "What stands in the file of a batch: as your practice software wants to import it. Batches that were made before keep theirs."
        </p>
        <Answered query=layout lines=8 let:layout>
            <Editor layout/>
        </Answered>
    }
}

/// A column while it is edited. Signals live as long as the page.
#[derive(Clone, Copy)]
struct Column {
    field: FileField,
    heading: RwSignal<String>,
}

impl From<&FileColumn> for Column {
    fn from(column: &FileColumn) -> Self {
        Self { field: column.field, heading: RwSignal::new(column.heading.clone()) }
    }
}

#[component]
fn Editor(layout: FileLayout) -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Manage));
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let (form, action) = (FormState::new(), Action::new());
    let (format, days) = (RwSignal::new(layout.format.to_string()), RwSignal::new(layout.days.to_string()));
    let columns = RwSignal::new(layout.columns.iter().map(Column::from).collect::<Vec<_>>());
    let save = move |()| {
        form.clear();
        let column = |column: &Column| FileColumn { field: column.field, heading: column.heading.get_untracked() };
        let layout = FileLayout {
            format: format.get_untracked().parse().unwrap_or(ExportFormat::Csv),
            days: days.get_untracked().parse().unwrap_or(DayFormat::Iso),
            columns: columns.with_untracked(|columns| columns.iter().map(column).collect()),
        };
        let layout = match layout.checked() {
            Ok(layout) => layout,
            Err(problem) => return form.refuse(&problem),
        };
        action.run(
            move |transport| async move { api::postings::put_layout(&transport, &layout).await },
            move |answer| match answer {
                Ok(_) => toasts.say("Kept. The next batch has these columns."),
                Err(error) => form.fail(&error),
            },
        );
    };
    let formats = vec![("csv".to_owned(), "CSV".to_owned()), ("xlsx".to_owned(), "Excel".to_owned())];
    let patterns: Vec<(String, String)> =
        DayFormat::ALL.iter().map(|days| (days.to_string(), days.label().to_owned())).collect();
    view! {
        <Form state=form on_submit=save>
            <fieldset class="file-columns" disabled=move || !may.get()>
                <legend class="sr">"The file"</legend>
                <div class="columns">
                    <SelectField label="Written as" pointer="/format" value=format options=formats/>
                    <SelectField label="Days look like" pointer="/days" value=days options=patterns/>
                </div>
                <ol class="lines file-column-list" aria-label="Columns, in their order">
                    <For each=move || columns.get() key=|column| column.field let:column>
                        <Line columns column form/>
                    </For>
                </ol>
                <p class="wrong" role="alert">{move || form.error("/columns")}</p>
                <More columns/>
            </fieldset>
            <footer class="form-foot">
                <Show when=move || may.get() fallback=|| view! { <p class="sub">"Only admins change these."</p> }>
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Save the columns"</Button>
                </Show>
            </footer>
        </Form>
    }
}

#[component]
fn Line(columns: RwSignal<Vec<Column>>, column: Column, form: FormState) -> impl IntoView {
    let label = column.field.label();
    let place = move || columns.with(|all| all.iter().position(|other| other.field == column.field));
    let last = move || columns.with(Vec::len).saturating_sub(1);
    let shift = move |by: isize| {
        columns.update(|all| {
            let from = all.iter().position(|other| other.field == column.field);
            let to = from.and_then(|from| from.checked_add_signed(by)).filter(|to| *to < all.len());
            if let (Some(from), Some(to)) = (from, to) {
                all.swap(from, to);
            }
        });
    };
    let remove = move |_| columns.update(|all| all.retain(|other| other.field != column.field));
    let error = move || place().and_then(|at| form.error(&format!("/columns/{at}/heading")));
    let edit = move |event| {
        column.heading.set(event_target_value(&event));
        if let Some(at) = place() {
            form.edited(&format!("/columns/{at}/heading"));
        }
    };
    let id = StoredValue::new(crate::ui::fresh_id());
    view! {
        <li class="line file-column">
            <span class="file-column-what">{label}</span>
            <span class="file-column-heading">
                <input
                    class="control"
                    type="text"
                    maxlength="60"
                    aria-label=format!("Heading of {label}")
                    aria-invalid=move || error().is_some().then_some("true")
                    aria-describedby=id.get_value()
                    prop:value=column.heading
                    on:input=edit
                />
                <span class="wrong" id=id.get_value()>{error}</span>
            </span>
            <span class="file-column-acts">
                <button type="button" class="icon-btn" aria-label=format!("Move {label} up") disabled=move || place() == Some(0) on:click=move |_| shift(-1)>
                    <Icon glyph=Glyph::ArrowUp/>
                </button>
                <button type="button" class="icon-btn" aria-label=format!("Move {label} down") disabled=move || place() == Some(last()) on:click=move |_| shift(1)>
                    <Icon glyph=Glyph::ArrowDown/>
                </button>
                <button type="button" class="icon-btn" aria-label=format!("Leave {label} out") on:click=remove>
                    <Icon glyph=Glyph::Close/>
                </button>
            </span>
        </li>
    }
}

/// What else could stand in it.
#[component]
fn More(columns: RwSignal<Vec<Column>>) -> impl IntoView {
    let others = move || {
        let there = |field: &&FileField| columns.with(|all| all.iter().any(|column| column.field == **field));
        FileField::ALL.iter().filter(|field| !there(field)).copied().collect::<Vec<_>>()
    };
    let owner = Owner::current();
    let add = StoredValue::new(move |field: FileField| {
        // The heading outlives the button that made it.
        let make = || Column { field, heading: RwSignal::new(field.label().to_owned()) };
        let column = owner.as_ref().map_or_else(make, |owner| owner.with(make));
        columns.update(|all| all.push(column));
    });
    view! {
        <div class="file-column-more" role="group" aria-label="Add a column">
            {move || others().into_iter().map(|field| view! {
                <button type="button" class="btn small" on:click=move |_| add.with_value(|add| add(field))>
                    <Icon glyph=Glyph::Plus/>
                    {field.label()}
                </button>
            }).collect_view()}
        </div>
    }
}
