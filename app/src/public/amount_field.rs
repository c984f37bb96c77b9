//! The amount, where the payer may choose it.

use domain::{
    Money,
    link::PartPolicy,
    part::{BadPart, Payable},
};
use leptos::{html, prelude::*};

/// What the payer has typed, and what it means.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    text: RwSignal<String>,
    payable: Payable,
    policy: PartPolicy,
}

impl Typed {
    /// The amount that is asked, or what was typed before.
    pub fn new(asked: Money, min_amount: Option<i64>, policy: PartPolicy, typed: Option<String>) -> Self {
        let text = match (min_amount, typed) {
            (Some(_), Some(typed)) => typed,
            _ => asked.plain(),
        };
        Self { text: RwSignal::new(text), payable: Payable::new(asked, min_amount), policy }
    }

    /// The amount, or a sentence that says why it is none.
    fn amount(self) -> Result<Money, BadPart> {
        // A browser reports a last change of a field that is taken away, when its text is gone already.
        self.payable.read(&self.text.try_get().unwrap_or_default())
    }

    /// What the button says.
    pub fn button(self) -> String {
        self.amount().map_or_else(|_| "Pay".to_owned(), |money| format!("Pay {money}"))
    }
}

/// The field, and below it a hint; what is wrong takes the hint's place, so that nothing moves.
#[component]
pub(super) fn AmountField(
    typed: Typed,
    /// Why the server refused what was typed.
    wrong: Option<String>,
) -> impl IntoView {
    let Typed { text, payable: Payable { asked, least }, policy } = typed;
    let first = text.get_untracked();
    let (wrong, set_wrong) = signal(wrong);
    let input = NodeRef::<html::Input>::new();
    // What was typed before this code came is still in the field.
    Effect::new(move || {
        if let Some(input) = input.get() {
            text.set(input.value());
        }
    });

    let (sign, code) = (asked.currency.sign(), asked.currency.code());
    let sign = (sign != code).then(|| view! { <span aria-hidden="true">{sign}</span> });
    let hint = format!("You can pay part of it, from {least}. {}", policy.to_payer());
    view! {
        <div class="field">
            <label class="field-label" for="amount">
                "Amount"
            </label>
            <div class="affix">
                {sign}
                <input
                    node_ref=input
                    id="amount"
                    name="amount"
                    inputmode="decimal"
                    autocomplete="off"
                    value=first
                    aria-describedby="amount-wrong amount-hint"
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    on:input=move |event| {
                        text.try_set(event_target_value(&event));
                        // A complaint goes as soon as it is answered; a new one waits until the field is left.
                        if typed.amount().is_ok() {
                            set_wrong.try_set(None);
                        }
                    }
                    on:change=move |_| {
                        set_wrong.try_set(typed.amount().err().map(|why| why.to_string()));
                    }
                />
                <span>{code}</span>
            </div>
            <div class="messages" class:refused=move || wrong.with(Option::is_some)>
                <p class="hint" id="amount-hint">
                    {hint}
                </p>
                <p class="wrong" id="amount-wrong" role="alert">
                    {move || wrong.get()}
                </p>
            </div>
        </div>
    }
}
