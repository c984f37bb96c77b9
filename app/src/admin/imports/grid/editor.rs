//! The field in a cell that is being edited.

use domain::imports::Column;
use leptos::{html, prelude::*};

use super::cursor::Cursor;

/// Takes what is typed. Enter and Tab write it, Escape forgets it, leaving writes it.
#[component]
pub fn Editor(cursor: Cursor, column: Column) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let text = cursor.draft.get_value();
    let begin = text.clone();
    Effect::new(move |_| {
        let Some(field) = node.get() else { return };
        let end = u32::try_from(begin.encode_utf16().count()).unwrap_or(0);
        // A field that can't take the focus leaves it where it is.
        let _ = field.focus();
        let _ = field.set_selection_range(end, end);
    });
    let type_in = move |event| cursor.draft.set_value(event_target_value(&event));
    view! {
        <textarea
            class="editor"
            class:num=column.is_money()
            class:tall=column == Column::Message
            node_ref=node
            rows="1"
            aria-label=column.label()
            spellcheck="false"
            autocomplete="off"
            inputmode=column.is_money().then_some("decimal")
            prop:value=text
            on:input=type_in
            on:blur=move |_| cursor.commit()
        ></textarea>
    }
}
