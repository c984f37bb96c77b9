//! Looking at the rows, mending them, and sending them.

use domain::api::imports::{ImportDetail, ImportState};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast};

use super::{
    book::Book, cursor::Cursor, foot::Foot, mail::MailDialog, pointer::cell_of, row_sheet::RowSheet,
    settings::Settings, shown::Part, tools::Tools, view::Sheet,
};
use crate::{
    admin::{
        data::Query,
        imports::{
            PATH,
            send::{Outcome, SendButton},
        },
        place::{Place, Step},
    },
    ui::{Glyph, Icon, Screen, Tab, Tabs, whole},
};

/// The rows with everything around them.
#[component]
pub fn ReviewStep(import: Query<ImportDetail>) -> impl IntoView {
    let place = Place::here();
    let part = Memo::new(move |_| Part::of(&place.param("rows")));
    let book = Book::open(import, part);
    let show_part = Callback::new(move |part: Part| {
        let to = untrack(|| place.with(&place.path(), &[("rows", part.states())]));
        place.go(&to, Step::Instead);
    });
    let cursor = Cursor::new(book, Screen::here(), book.columns(), show_part);
    let (opened, mail) = (RwSignal::new(None::<u32>), RwSignal::new(None::<u32>));
    let editable = Memo::new(move |_| book.editable());
    let state = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.state)));
    let unsaved = Memo::new(move |_| book.waiting.with(|w| !w.is_empty()) || book.failed.with(|f| !f.is_empty()));
    let left = Memo::new(move |_| {
        import.value.with(|i| {
            i.as_ref().is_some_and(|i| i.import.counts.created == 0 || i.import.counts.rows() > i.import.counts.created)
        })
    });
    let tabs = Part::ALL
        .into_iter()
        .map(|this| Tab {
            label: this.label(),
            href: Signal::derive(move || {
                let id = book.id.get_value().map(|id| id.to_string()).unwrap_or_default();
                place.with(&format!("{PATH}/{id}"), &[("rows", this.states())])
            }),
            current: Signal::derive(move || part.get() == this),
            count: Signal::derive(move || import.value.with(|i| i.as_ref().map(|i| this.count(i.import.counts)))),
        })
        .collect::<Vec<_>>();
    view! {
        <Notes import/>
        <Show when=move || state.get() == Some(ImportState::Done)>
            <Outcome import unsaved/>
        </Show>
        // Where every row has its link, there is nothing left to choose.
        <Show when=move || left.get()>
            <div class="import-bar">
                <Settings import editable/>
                <Show when=move || state.get() != Some(ImportState::Done)>
                    <SendButton import unsaved/>
                </Show>
            </div>
        </Show>
        <div class="list-bar sheet-bar">
            <Tabs label="Rows" tabs/>
            <Tools cursor opened mail/>
        </div>
        <div class="sheet-place" on:pointerover=move |event| tip(cursor, &event)>
            <Sheet cursor opened/>
            <Foot cursor/>
            <Tip cursor/>
        </div>
        <RowSheet cursor opened mail/>
        <MailDialog book mail/>
    }
}

/// What the reader left out, and why the import stands still.
#[component]
fn Notes(import: Query<ImportDetail>) -> impl IntoView {
    let notes = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.notes.clone()).unwrap_or_default()));
    let trouble = Memo::new(move |_| import.value.with(|i| i.as_ref().and_then(|i| i.import.trouble.clone())));
    view! {
        {move || trouble.get().map(|why| view! {
            <div class="callout bad import-note" role="alert"><Icon glyph=Glyph::Alert/><p>{why}</p></div>
        })}
        <Show when=move || !notes.with(Vec::is_empty)>
            <details class="callout import-note" open=notes.with_untracked(Vec::len) < 3>
                <summary>"About the file"</summary>
                <ul>{move || notes.get().into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
            </details>
        </Show>
    }
}

fn tip(cursor: Cursor, event: &ev::PointerEvent) {
    let over = cell_of(event.target()).filter(|_| event.pointer_type() == "mouse");
    cursor.over.set(over.and_then(|(element, cell)| {
        let row = untrack(|| cursor.book.row(cell.row))?;
        let said = row.value.with_untracked(|line| super::cell::said(line, cell.column));
        let at = element.dyn_into::<web_sys::HtmlElement>().ok()?.get_bounding_client_rect();
        (!said.is_empty()).then(|| (said, whole(at.left()), whole(at.bottom())))
    }));
}

/// What is wrong with the cell under the pointer. Ears hear it from the cell.
#[component]
fn Tip(cursor: Cursor) -> impl IntoView {
    on_cleanup(move || drop(cursor.over.try_set(None)));
    move || {
        cursor.over.get().map(|(said, left, top)| {
            let sentence = |(severity, text): super::cell::Said| {
                let (tone, glyph, _) = crate::admin::imports::words::severity(severity);
                view! { <p class=format!("said {tone}")><Icon glyph/><span>{text}</span></p> }
            };
            view! {
                <div class="cell-tip" aria-hidden="true" style:left=format!("{left}px") style:top=format!("{top}px")>
                    {said.into_iter().map(sentence).collect_view()}
                </div>
            }
        })
    }
}
