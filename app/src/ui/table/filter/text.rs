//! Letters that a text contains.

use domain::{
    FieldError, Problem,
    table::{Columns, Condition},
};
use leptos::prelude::*;

use super::editor::{Done, DoneButtons};
use crate::ui::{
    field::TextField,
    form::{Form, FormState},
};

const POINTER: &str = "/text";

/// The form.
#[component]
pub fn TextEditor<C: Columns>(column: C, condition: Option<Condition>, done: Done) -> impl IntoView {
    let form = FormState::new();
    let text = RwSignal::new(match condition {
        Some(Condition::Contains(text)) => text,
        _ => String::new(),
    });
    let apply = move |()| match text.with_untracked(|text| Condition::read(column, text)) {
        Ok(condition) => done.with(condition),
        Err(why) => {
            let detail = why.to_string();
            form.refuse(&Problem::invalid(vec![FieldError { pointer: POINTER.to_owned(), detail }]));
        }
    };
    view! {
        <Form state=form on_submit=apply label=column.facts().label>
            <TextField label="Contains" pointer=POINTER value=text autofocus=true/>
            <DoneButtons done/>
        </Form>
    }
}
