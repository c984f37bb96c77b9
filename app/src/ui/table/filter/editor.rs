//! What is asked of a column: a form by its kind.

use domain::table::{Columns, Condition, Kind};
use leptos::prelude::*;

use super::{Known, among::AmongEditor, days::DaysEditor, range::RangeEditor, text::TextEditor};
use crate::ui::button::{Button, Kind as ButtonKind};

/// The form; it keeps what was typed until it makes sense.
#[component]
pub fn Editor<C: Columns>(
    column: C,
    /// What is asked now.
    condition: Option<Condition>,
    known: Known<C>,
    /// What is asked from now on; nothing takes the filter away.
    on_done: Callback<Option<Condition>>,
    /// Back to the columns.
    #[prop(optional, into)]
    on_back: Option<Callback<()>>,
) -> impl IntoView {
    let done = Done { on_done, on_back, is_on: condition.is_some() };
    match column.facts().kind {
        Kind::Text => view! { <TextEditor column condition done/> }.into_any(),
        Kind::Money | Kind::Number => view! { <RangeEditor column condition known done/> }.into_any(),
        Kind::Date | Kind::Moment => view! { <DaysEditor condition done/> }.into_any(),
        Kind::Choice => view! { <AmongEditor column condition known done/> }.into_any(),
    }
}

/// How a form ends.
#[derive(Clone, Copy)]
pub struct Done {
    on_done: Callback<Option<Condition>>,
    on_back: Option<Callback<()>>,
    is_on: bool,
}

impl Done {
    /// Asks this from now on.
    pub fn with(self, condition: Condition) {
        self.on_done.run(Some(condition));
    }
}

/// The buttons below a form.
#[component]
pub fn DoneButtons(done: Done) -> impl IntoView {
    let Done { on_done, on_back, is_on } = done;
    view! {
        <footer class="filter-foot">
            {on_back.map(|on_back| view! { <Button kind=ButtonKind::Quiet on_click=on_back>"Back"</Button> })}
            {is_on.then(|| {
                view! { <Button kind=ButtonKind::Quiet on_click=move |()| on_done.run(None)>"Remove"</Button> }
            })}
            <Button kind=ButtonKind::Primary act="submit">"Apply"</Button>
        </footer>
    }
}
