//! A header's edge, which makes its column wider or narrower: by mouse, touch, pen and keyboard.

use domain::table::{Columns, MAX_WIDTH, MIN_WIDTH};
use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    prelude::*,
    wasm_bindgen::JsCast,
};
use web_sys::Element;

use super::{columns::Sheet, screen::Screen};
use crate::ui::browser::whole;

/// How far an arrow moves the edge.
const STEP: i32 = 8;

/// Where the edge was when it was taken.
#[derive(Clone, Copy)]
struct Grip {
    x: i32,
    width: i32,
    moved: bool,
}

/// The edge at a column's right.
#[component]
pub fn Edge<C: Columns>(sheet: Sheet<C>, screen: Screen, column: C) -> impl IntoView {
    let grip = StoredValue::new(None::<Grip>);
    let held = RwSignal::new(false);
    let take = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if let Some(edge) = element(&event) {
            // Without it the edge is lost when the pointer is faster.
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
        grip.set_value(Some(Grip { x: event.client_x(), width: sheet.width_untracked(column), moved: false }));
        held.set(true);
    };
    let drag = move |event: PointerEvent| {
        let Some(Grip { x, width, moved }) = grip.get_value() else { return };
        if !moved {
            if event.client_x() == x {
                return;
            }
            sheet.settle();
            grip.set_value(Some(Grip { x, width, moved: true }));
        }
        sheet.resize(column, bounded(width + event.client_x() - x));
    };
    let drop = move || {
        grip.set_value(None);
        held.set(false);
    };
    let keys = move |event: KeyboardEvent| {
        let width = sheet.width_untracked(column);
        let width = match event.key().as_str() {
            "ArrowLeft" => width - STEP,
            "ArrowRight" => width + STEP,
            "Home" => i32::from(MIN_WIDTH),
            "End" => i32::from(MAX_WIDTH),
            "Enter" => fitting(screen, sheet, column).unwrap_or(width),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        sheet.settle();
        sheet.resize(column, bounded(width));
    };
    let fit = move || {
        sheet.settle();
        if let Some(width) = fitting(screen, sheet, column) {
            sheet.resize(column, bounded(width));
        }
    };
    view! {
        <span
            class="edge"
            class:held=held
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=format!("Width of {}", column.facts().label)
            aria-valuenow=move || sheet.width(column)
            aria-valuetext=move || format!("{} pixels", sheet.width(column))
            aria-valuemin=MIN_WIDTH
            aria-valuemax=MAX_WIDTH
            on:pointerdown=take
            on:pointermove=drag
            on:pointerup=move |_| drop()
            on:pointercancel=move |_| drop()
            on:lostpointercapture=move |_| drop()
            on:dblclick=move |_| fit()
            on:keydown=keys
        ></span>
    }
}

fn bounded(width: i32) -> i32 {
    width.clamp(i32::from(MIN_WIDTH), i32::from(MAX_WIDTH))
}

fn element(event: &PointerEvent) -> Option<Element> {
    event.current_target().and_then(|target| target.dyn_into().ok())
}

/// How wide a column has to be for its header and for what is on the screen of it.
fn fitting<C: Columns>(screen: Screen, sheet: Sheet<C>, column: C) -> Option<i32> {
    let frame = screen.frame.get_untracked()?;
    let at = sheet.shown.with_untracked(|shown| shown.iter().position(|c| c.column == column))? + 2;
    let list = frame.class_list();
    // While they have this class, cells are as wide as what is in them.
    list.add_1("fitting").ok()?;
    let cells = frame.query_selector_all(&format!("tr > :nth-child({at}) > .cell"));
    let widest = cells.ok().and_then(|cells| {
        let cells = (0..cells.length()).filter_map(|i| cells.get(i)?.dyn_into::<Element>().ok());
        cells.map(|cell| whole(cell.get_bounding_client_rect().width())).max()
    });
    list.remove_1("fitting").ok()?;
    widest.map(|width| width + 1)
}
