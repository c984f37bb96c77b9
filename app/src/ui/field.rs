//! Fields: a label, a hint and an error, wired so that every reader hears which belongs to what.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use super::{
    form::FormState,
    icon::{Glyph, Icon},
};

/// An id that no other element of the page has.
#[must_use]
pub fn fresh_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("x{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What connects a field with its label, its hint and its error.
#[derive(Clone, Copy)]
pub struct Wires {
    id: StoredValue<String>,
    pointer: &'static str,
    hint: Signal<String>,
    form: FormState,
}

impl Wires {
    /// The wires of the field that fills `pointer` of the request.
    #[must_use]
    pub fn new(pointer: &'static str, hint: Signal<String>) -> Self {
        let form = use_context::<FormState>().unwrap_or_default();
        form.show(pointer);
        Self { id: StoredValue::new(fresh_id()), pointer, hint, form }
    }

    /// The id of the field.
    #[must_use]
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// The error to show.
    #[must_use]
    pub fn error(self) -> Option<String> {
        self.form.error(self.pointer)
    }

    /// For `aria-invalid`.
    #[must_use]
    pub fn invalid(self) -> Option<&'static str> {
        self.error().map(|_| "true")
    }

    /// For `aria-describedby`.
    #[must_use]
    pub fn described_by(self) -> Option<String> {
        let (hint, error) = (self.hint.with(|h| !h.is_empty()), self.error().is_some());
        self.id.with_value(|id| match (hint, error) {
            (true, true) => Some(format!("{id}-hint {id}-error")),
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (false, false) => None,
        })
    }

    /// To be called when someone edits the field.
    pub fn edited(self) {
        self.form.edited(self.pointer);
    }

    /// To be called when editing this field filled another one as well.
    pub fn edited_too(self, pointer: &str) {
        self.form.edited(pointer);
    }
}

/// Label, hint and error around a field.
#[component]
pub fn Frame(
    /// The field's wires.
    wires: Wires,
    /// What the field asks for.
    label: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// The field.
    children: Children,
) -> impl IntoView {
    let id = wires.id();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
                {optional.then(|| view! { <span class="optional">"Optional"</span> })}
            </label>
            {children()}
            {
                let id = id.clone();
                move || {
                    let text = wires.hint.get();
                    (!text.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{text}</p> })
                }
            }
            {move || {
                wires.error().map(|text| {
                    view! {
                        <p class="wrong" id=format!("{id}-error")>
                            <Icon glyph=Glyph::Alert/>
                            <span>{text}</span>
                        </p>
                    }
                })
            }}
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// What it asks for.
    label: &'static str,
    /// The field of the request that it fills.
    pointer: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// `email`, `password`, `date`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional, into)]
    inputmode: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// An example, never the only label.
    #[prop(optional, into)]
    placeholder: Option<&'static str>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether it gets the focus when the form appears.
    #[prop(optional)]
    autofocus: bool,
    /// A class for the input, such as `mono`.
    #[prop(default = "")]
    class: &'static str,
    /// A sign before the text, such as a currency's.
    #[prop(optional, into)]
    before: Option<Signal<String>>,
    /// A word after the text, such as a currency's code.
    #[prop(optional, into)]
    after: Option<Signal<String>>,
    /// The first day that a date may be.
    #[prop(optional, into)]
    min: Option<String>,
    /// The id of a list of suggestions.
    #[prop(optional, into)]
    list: Option<&'static str>,
) -> impl IntoView {
    let wires = Wires::new(pointer, hint);
    let edit = move |event| {
        value.set(event_target_value(&event));
        wires.edited();
    };
    let affix = |text: Signal<String>| view! { <span aria-hidden="true">{move || text.get()}</span> };
    let (around, inside) = if before.is_some() || after.is_some() { ("affix", "") } else { ("bare", "control") };
    view! {
        <Frame wires label optional>
            <div class=around>
                {before.map(affix)}
                <input
                    class=format!("{inside} {class}")
                    id=wires.id()
                    type=kind
                    inputmode=inputmode
                    autocomplete=autocomplete
                    placeholder=placeholder
                    autofocus=autofocus
                    min=min
                    list=list
                    spellcheck="false"
                    aria-invalid=move || wires.invalid()
                    aria-describedby=move || wires.described_by()
                    prop:value=value
                    on:input=edit
                />
                {after.map(affix)}
            </div>
        </Frame>
    }
}

/// A few lines of text.
#[component]
pub fn AreaField(
    /// What it asks for.
    label: &'static str,
    /// The field of the request that it fills.
    pointer: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// How many lines it shows.
    #[prop(default = 3)]
    rows: u32,
) -> impl IntoView {
    let wires = Wires::new(pointer, hint);
    let edit = move |event| {
        value.set(event_target_value(&event));
        wires.edited();
    };
    view! {
        <Frame wires label optional>
            <textarea
                class="control"
                id=wires.id()
                rows=rows
                aria-invalid=move || wires.invalid()
                aria-describedby=move || wires.described_by()
                prop:value=value
                on:input=edit
            ></textarea>
        </Frame>
    }
}

/// Yes or no.
#[component]
pub fn SwitchField(
    /// What it turns on.
    label: &'static str,
    /// Whether it is on.
    value: RwSignal<bool>,
    /// A sentence below.
    #[prop(default = "")]
    hint: &'static str,
) -> impl IntoView {
    let id = fresh_id();
    let hint_id = (!hint.is_empty()).then(|| format!("{id}-hint"));
    view! {
        <div class="switch-field">
            <input
                type="checkbox"
                class="switch"
                role="switch"
                id=id.clone()
                aria-describedby=hint_id.clone()
                prop:checked=value
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <div>
                <label for=id>{label}</label>
                {hint_id.map(|id| view! { <p class="hint" id=id>{hint}</p> })}
            </div>
        </div>
    }
}
