//! What tables share: headers that sort, and rows one walks through with the arrows.

use leptos::{ev::KeyboardEvent, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement};

use super::icon::{Glyph, Icon};

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortState {
    /// By another one.
    Off,
    /// The smallest first.
    Up,
    /// The largest first.
    Down,
}

impl SortState {
    fn aria(self) -> &'static str {
        match self {
            Self::Off => "none",
            Self::Up => "ascending",
            Self::Down => "descending",
        }
    }
}

/// The header of a column that can be sorted.
#[component]
pub fn SortHeader(
    /// The column.
    label: &'static str,
    /// How it is sorted now.
    #[prop(into)]
    state: Signal<SortState>,
    /// Sorts by it, or turns it round.
    #[prop(into)]
    on_sort: Callback<()>,
    /// `num` for numbers.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let arrow = move || match state.get() {
        SortState::Off => None,
        SortState::Up => Some(view! { <Icon glyph=Glyph::ArrowUp/> }),
        SortState::Down => Some(view! { <Icon glyph=Glyph::ArrowDown/> }),
    };
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=move || state.get().aria()>
            <button type="button" class="sort" on:click=move |_| on_sort.run(())>
                {label}
                {arrow}
            </button>
        </th>
    }
}

/// What marks the link of a row that takes the focus.
const ROW_LINK: &str = "a[data-row]";

/// Arrows, Home and End move between the rows of the table in which the key was pressed.
pub fn row_keys(event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return,
    };
    let Some(here) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    if !here.matches(ROW_LINK).unwrap_or(false) {
        return;
    }
    let Some(rows) = here.closest("tbody").ok().flatten().map(|body| links(&body)) else { return };
    let at = rows.iter().position(|row| **row == here);
    let to = match step {
        Step::By(by) => at.and_then(|at| at.checked_add_signed(by)),
        Step::First => Some(0),
        Step::Last => rows.len().checked_sub(1),
    };
    if let Some(row) = to.and_then(|to| rows.get(to)) {
        event.prevent_default();
        // A row that can't take the focus leaves it where it is.
        let _ = row.focus();
    }
}

enum Step {
    By(isize),
    First,
    Last,
}

/// Moves the focus to the first row of the page's table, if no row has it. Says whether there is one.
pub fn focus_rows() -> bool {
    let body = document().query_selector("tbody").ok().flatten();
    let first = body.and_then(|body| links(&body).into_iter().next());
    first.is_some_and(|row| row.focus().is_ok())
}

fn links(body: &Element) -> Vec<HtmlElement> {
    let Ok(found) = body.query_selector_all(ROW_LINK) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.get(i)).filter_map(|node| node.dyn_into().ok()).collect()
}

/// `1,284`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Gives the focus back to the row whose details were open at a path.
pub fn focus_row(path: &str) {
    let selector = format!("a[data-row][href^=\"{path}\"]");
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(row) = found.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            // A row that can't take the focus leaves it where it is.
            let _ = row.focus();
        }
    });
}
