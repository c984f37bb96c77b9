//! Forms that say everything that is wrong at once, and lose nothing of what was typed.

use domain::{FieldError, Problem};
use leptos::{html, prelude::*, wasm_bindgen::JsCast};

use super::icon::{Glyph, Icon};
use crate::api::ApiError;

/// What a form knows about its errors; fields find it in context.
#[derive(Clone, Copy)]
pub struct FormState {
    errors: RwSignal<Vec<FieldError>>,
    notice: RwSignal<Option<String>>,
    /// The pointers that a field shows; errors of others go to the top of the form.
    shown: StoredValue<Vec<&'static str>>,
    node: NodeRef<html::Form>,
}

impl Default for FormState {
    fn default() -> Self {
        Self {
            errors: RwSignal::new(Vec::new()),
            notice: RwSignal::new(None),
            shown: StoredValue::new(Vec::new()),
            node: NodeRef::new(),
        }
    }
}

impl FormState {
    /// Without errors.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets all errors.
    pub fn clear(self) {
        self.errors.set(Vec::new());
        self.notice.set(None);
    }

    /// Shows what the call came back with: at its fields, and the rest at the top.
    pub fn fail(self, error: &ApiError) {
        match error.problem() {
            Some(problem) => self.refuse(problem),
            None => self.notify(error.to_string()),
        }
    }

    /// Shows each error at its field, and focuses the first.
    pub fn refuse(self, problem: &Problem) {
        let shown = self.shown.get_value();
        let homeless = problem.errors.iter().filter(|e| !shown.contains(&e.pointer.as_str()));
        let mut lines: Vec<&str> = homeless.map(|e| e.detail.as_str()).collect();
        if problem.errors.is_empty() {
            lines.push(&problem.title);
            lines.extend(problem.detail.as_deref());
        }
        let notice = lines.iter().map(|line| line.trim_end_matches('.')).collect::<Vec<_>>().join(". ");
        self.errors.set(problem.errors.clone());
        self.notice.set((!notice.is_empty()).then_some(notice));
        self.focus_error();
    }

    /// Shows a sentence at the top.
    pub fn notify(self, text: String) {
        self.notice.set(Some(text));
        self.focus_error();
    }

    /// The sentence for one field.
    #[must_use]
    pub fn error(self, pointer: &str) -> Option<String> {
        self.errors.with(|errors| errors.iter().find(|e| e.pointer == pointer).map(|e| e.detail.clone()))
    }

    /// A field was edited: its error is of yesterday.
    pub fn edited(self, pointer: &str) {
        if self.errors.with_untracked(|errors| errors.iter().any(|e| e.pointer == pointer)) {
            self.errors.update(|errors| errors.retain(|e| e.pointer != pointer));
        }
    }

    /// A field says that it shows the errors of a pointer.
    pub fn show(self, pointer: &'static str) {
        self.shown.update_value(|shown| {
            if !shown.contains(&pointer) {
                shown.push(pointer);
            }
        });
    }

    fn focus_error(self) {
        request_animation_frame(move || {
            let Some(form) = self.node.try_get_untracked().flatten() else { return };
            let wrong = form.query_selector("[aria-invalid=true], .form-notice").ok().flatten();
            if let Some(wrong) = wrong.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
                // A field that can't take the focus leaves it where it is.
                let _ = wrong.focus();
            }
        });
    }
}

/// A form whose fields show what [`FormState`] knows.
#[component]
pub fn Form(
    /// Its errors.
    state: FormState,
    /// What it does.
    #[prop(into)]
    on_submit: Callback<()>,
    /// A class more.
    #[prop(default = "")]
    class: &'static str,
    /// What it is called for readers, where no heading does that.
    #[prop(optional, into)]
    label: Option<&'static str>,
    /// The fields and buttons.
    children: Children,
) -> impl IntoView {
    provide_context(state);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    view! {
        <form class=format!("form {class}") node_ref=state.node novalidate aria-label=label on:submit=submit>
            {move || {
                state.notice.get().map(|notice| {
                    view! {
                        <div class="form-notice" role="alert" tabindex="-1">
                            <Icon glyph=Glyph::Alert/>
                            <p>{notice}</p>
                        </div>
                    }
                })
            }}
            {children()}
        </form>
    }
}
