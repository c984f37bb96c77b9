//! Dialogs: the browser's own, which traps focus, closes on Escape and gives the focus back.

use leptos::{ev, html, prelude::*};

use super::{
    button::{Button, Kind},
    icon::{Glyph, Icon},
};

/// A modal dialog. What is inside is made anew each time it opens.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// A class more, such as `wide`.
    #[prop(default = "")]
    class: &'static str,
    /// What is inside.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = StoredValue::new(super::field::fresh_id());
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            // After the children are there, so that the browser finds the field to focus.
            request_animation_frame(move || {
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    // Refused only for a dialog that has left the page in between.
                    let _ = dialog.show_modal();
                }
            });
        } else if dialog.open() {
            dialog.close();
        }
    });
    let outside = move |event: ev::MouseEvent| {
        // Only the backdrop has the dialog itself as its target: what is inside fills it.
        let target = event.target().map(Into::into);
        let itself = node.get_untracked().map(Into::<wasm_bindgen::JsValue>::into);
        if target == itself {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-labelledby=heading.get_value()
            on:close=move |_| open.set(false)
            on:mousedown=outside
        >
            <Show when=move || open.get()>
                <div class="dialog-body">
                    <header class="dialog-head">
                        <h2 id=heading.get_value()>{move || title.get()}</h2>
                        <button type="button" class="icon-btn" aria-label="Close" on:click=move |_| open.set(false)>
                            <Icon glyph=Glyph::Close/>
                        </button>
                    </header>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}

/// For a dialog about one thing of many: it is open while there is one, and closing it lets go of that.
#[must_use]
pub fn open_about<T: Send + Sync + 'static>(thing: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if thing.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && thing.with_untracked(Option::is_some) {
            thing.set(None);
        }
    });
    open
}

/// Asks before something that can't be undone.
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    act: &'static str,
    /// Whether it is being done.
    #[prop(into)]
    busy: Signal<bool>,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title class="narrow">
            <p class="dialog-text">{move || text.get()}</p>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Keep it"</Button>
                <Button kind=Kind::Danger busy on_click=on_confirm>{act}</Button>
            </footer>
        </Dialog>
    }
}

/// Whether a dialog or a menu lies over the page, and Escape is theirs.
#[must_use]
pub fn something_is_open() -> bool {
    document().query_selector("dialog[open], [popover]:popover-open").is_ok_and(|found| found.is_some())
}
