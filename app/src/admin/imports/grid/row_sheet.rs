//! A row on a phone: every cell a field, with what is wrong below it.

use domain::{Permission, imports::Column};
use leptos::{prelude::*, wasm_bindgen::JsCast};

use super::{cell, cursor::Cursor, line::Line};
use crate::{
    admin::imports::words,
    ui::{Button, ButtonLink, Drawer, Glyph, Icon, fresh_id},
};

/// The sheet of the row that is open.
#[component]
pub fn RowSheet(cursor: Cursor, opened: RwSignal<Option<u32>>, mail: RwSignal<Option<u32>>) -> impl IntoView {
    move || {
        let row = opened.get().and_then(|id| untrack(|| cursor.book.row(id)))?;
        Some(view! { <Fields cursor opened mail line=RwSignal::from(row.value)/> })
    }
}

#[component]
fn Fields(
    cursor: Cursor,
    opened: RwSignal<Option<u32>>,
    mail: RwSignal<Option<u32>>,
    line: RwSignal<Line>,
) -> impl IntoView {
    let id = line.with_untracked(|line| line.id);
    let book = cursor.book;
    let title = Signal::derive(move || {
        line.with(|line| match line.line.number {
            0 => "New row".to_owned(),
            number => format!("Row {number}"),
        })
    });
    let done = Memo::new(move |_| line.with(Line::is_done) || !book.editable());
    let link = Memo::new(move |_| line.with(|line| line.line.link_id.as_ref().map(|id| format!("/app/links/{id}"))));
    let close = Callback::new(move |()| {
        // What is being typed is written when its field loses the focus.
        if let Some(active) = document().active_element().and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Nothing depends on it.
            let _ = active.blur();
        }
        opened.set(None);
        request_animation_frame(move || {
            let card = document().query_selector(&format!("[data-card=\"{id}\"]")).ok().flatten();
            if let Some(card) = card.and_then(|card| card.dyn_into::<web_sys::HtmlElement>().ok()) {
                // A card that has gone does not take it.
                let _ = card.focus();
            }
        });
    });
    let remove = move |()| {
        if book.remove(&[id]) > 0 {
            opened.set(None);
            book.toasts.offer("1 row removed.", "Undo", cursor.take_back);
        }
    };
    let fields = move || {
        let columns = cursor.columns.get();
        columns.into_iter().map(|column| view! { <CellField cursor line id column done/> }).collect_view()
    };
    let whole = move || line.with(|line| cell::said(line, None));
    view! {
        <Drawer title on_close=close>
            <div class="row-sheet">
                <Said said=Signal::derive(whole) id="row-said".to_owned()/>
                {fields}
                <div class="row-sheet-foot">
                    {move || link.get().map(|link| view! { <ButtonLink href=link glyph=Glyph::Link>"See the link"</ButtonLink> })}
                    <Show when=move || { book.session.may(Permission::Bill) && line.with(|line| line.line.number > 0) }>
                        <Button glyph=Glyph::Eye on_click=move |()| mail.set(Some(id))>"Preview the email"</Button>
                    </Show>
                    <Show when=move || !done.get() && line.with(|line| !line.blank)>
                        <Button glyph=Glyph::Trash on_click=remove>"Remove the row"</Button>
                    </Show>
                </div>
            </div>
        </Drawer>
    }
}

#[component]
fn CellField(cursor: Cursor, line: RwSignal<Line>, id: u32, column: Column, done: Memo<bool>) -> impl IntoView {
    let (field, said_id) = (fresh_id(), fresh_id());
    let text = Memo::new(move |_| line.with(|line| line.text(column).to_owned()));
    let said = Signal::derive(move || line.with(|line| cell::said(line, Some(column))));
    let wrong = Memo::new(move |_| said.with(|said| said.first().is_some_and(|(s, _)| words::severity(*s).0 == "bad")));
    let described_by = {
        let said_id = said_id.clone();
        move || said.with(|said| (!said.is_empty()).then(|| said_id.clone()))
    };
    let write = move |event| cursor.book.write("Edit", vec![(id, column, event_target_value(&event))]);
    view! {
        <div class="field">
            <label class="field-label" for=field.clone()>{column.label()}</label>
            <textarea
                class="control"
                id=field
                rows=if column == Column::Message { 3 } else { 1 }
                inputmode=match column {
                    Column::Amount | Column::MinAmount => Some("decimal"),
                    Column::Email => Some("email"),
                    _ => None,
                }
                readonly=done
                spellcheck="false"
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=described_by
                prop:value=text
                on:change=write
            ></textarea>
            <Said said id=said_id/>
        </div>
    }
}

/// What is wrong, one sentence a line.
#[component]
fn Said(said: Signal<Vec<cell::Said>>, id: String) -> impl IntoView {
    view! {
        <div id=id>
            {move || said.get().into_iter().map(|(severity, text)| {
                let (tone, glyph, word) = words::severity(severity);
                view! {
                    <p class=format!("said {tone}")>
                        <Icon glyph/>
                        <span class="sr">{word} ": "</span>
                        <span>{text}</span>
                    </p>
                }
            }).collect_view()}
        </div>
    }
}
