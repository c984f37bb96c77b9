//! One row.

use std::sync::Arc;

use domain::table::Columns;
use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use super::{
    TableModel,
    columns::{Sheet, Shown, left_of},
    cursor::Cursor,
    feed::Feed,
    look::{TableRow, is_figure},
    pick::{PickOne, Picker},
};
use crate::rows::Row;

/// What all rows of a table need; handed around by value.
pub struct Rows<T: TableRow> {
    pub model: TableModel<T::Column>,
    pub sheet: Sheet<T::Column>,
    pub feed: Feed<T>,
    pub picker: Picker<T>,
    pub cursor: Cursor<T>,
    /// The address of a row's details.
    pub href: Callback<String, String>,
    /// Opens a row's details.
    pub open: Callback<String>,
    /// The row whose details are open.
    pub current: Signal<Option<String>>,
}

impl<T: TableRow> Clone for Rows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: TableRow> Copy for Rows<T> {}

impl<T: TableRow> Rows<T> {
    /// A row's view.
    pub fn row(self, row: Row<T>) -> AnyView {
        let Row { key, value } = row;
        let selected = {
            let key = Arc::clone(&key);
            Memo::new(move |_| self.model.selected.with(|selected| selected.has(&key)))
        };
        let current = {
            let key = Arc::clone(&key);
            Memo::new(move |_| self.current.with(|current| current.as_deref() == Some(&key)))
        };
        let tabindex = {
            let key = Arc::clone(&key);
            Memo::new(move |_| if self.cursor.stop.with(|stop| stop.as_ref() == Some(&key)) { 0 } else { -1 })
        };
        let place = {
            let key = Arc::clone(&key);
            move || self.feed.place(&key).map(|at| at + 2)
        };
        let name = {
            let value = value.clone();
            Signal::derive(move || value.with(|value| value.title().text))
        };
        let click = {
            let key = Arc::clone(&key);
            move |event: MouseEvent| self.click(&event, &key)
        };
        let enter = {
            let key = Arc::clone(&key);
            move |_| self.cursor.enter(&key)
        };
        let cells = {
            let key = Arc::clone(&key);
            move || {
                self.sheet.shown.with(|shown| {
                    value.with(|value| {
                        let cells = shown.iter().enumerate();
                        cells.map(|(at, c)| self.cell(value, *c, at, &key, current, tabindex)).collect_view()
                    })
                })
            }
        };
        view! {
            <tr
                role="row"
                class="row"
                class:current=current
                class:selected=selected
                aria-rowindex=place
                aria-selected=move || if selected.get() { "true" } else { "false" }
                on:click=click
                on:mousedown=|event| {
                    // A range of rows is not one of letters.
                    if event.shift_key() {
                        event.prevent_default();
                    }
                }
                on:focusin=enter
            >
                <td role="cell" class="pick pinned" aria-colindex="1">
                    <PickOne picker=self.picker key=Arc::clone(&key) name selected tabindex/>
                </td>
                {cells}
                <td class="fill" aria-hidden="true"></td>
            </tr>
        }
        .into_any()
    }

    fn click(self, event: &MouseEvent, key: &Arc<str>) {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        // A link or a box in the row does that itself.
        if target.is_some_and(|t| t.closest("a, button, label").is_ok_and(|found| found.is_some())) {
            return;
        }
        if event.shift_key() || event.ctrl_key() || event.meta_key() {
            self.picker.pick(key, event.shift_key());
        } else {
            self.open.run(key.to_string());
        }
    }

    fn cell(
        self,
        value: &T,
        shown: Shown<T::Column>,
        at: usize,
        key: &Arc<str>,
        current: Memo<bool>,
        tabindex: Memo<i32>,
    ) -> AnyView {
        let Shown { column, pinned, edge } = shown;
        let left = pinned.then(|| left_of(column));
        let class = format!(
            "at-{column}{}{}{}",
            if is_figure(column.facts().kind) { " num" } else { "" },
            if pinned { " pinned" } else { "" },
            if edge { " edged" } else { "" },
        );
        if column != T::Column::NAME {
            let cell = value.cell(column);
            return view! {
                <td role="cell" class=class style:left=left aria-colindex=at + 2>
                    <div class="cell">{cell}</div>
                </td>
            }
            .into_any();
        }
        let title = value.title();
        let href = {
            let key = key.to_string();
            move || self.href.run(key.clone())
        };
        view! {
            <th scope="row" role="rowheader" class=class style:left=left aria-colindex=at + 2>
                <div class="cell">
                    <a
                        class="first name"
                        class:none=title.missing
                        data-row=key.to_string()
                        data-noscroll=""
                        href=href
                        tabindex=move || tabindex.get()
                        aria-current=move || current.get().then_some("true")
                    >
                        {title.text}
                    </a>
                    {title.under.map(|under| view! { <span class="second">{under}</span> })}
                </div>
            </th>
        }
        .into_any()
    }
}
