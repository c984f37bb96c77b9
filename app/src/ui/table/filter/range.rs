//! An amount or a count between two ends.

use domain::{
    Currency, Money,
    table::{Columns, Condition, FROM, Kind, TO, typed_amounts, typed_counts},
};
use leptos::prelude::*;

use super::{
    Known,
    editor::{Done, DoneButtons},
};
use crate::ui::{
    field::TextField,
    form::{Form, FormState},
};

/// The form; one end may stay empty.
#[component]
pub fn RangeEditor<C: Columns>(column: C, condition: Option<Condition>, known: Known<C>, done: Done) -> impl IntoView {
    let facts = column.facts();
    let currency = known.currency.get_untracked();
    let money = facts.kind == Kind::Money;
    let form = FormState::new();
    let written = |end: Option<i64>| match end {
        None => String::new(),
        Some(end) if money => Money::new(end, currency).plain(),
        Some(end) => end.to_string(),
    };
    let range = condition.and_then(|condition| match condition {
        Condition::Between(from, to) => Some((written(from), written(to))),
        _ => None,
    });
    let (from, to) = range.unwrap_or_default();
    let (from, to) = (RwSignal::new(from), RwSignal::new(to));
    let apply = move |()| {
        form.clear();
        let (from, to) = (from.get_untracked(), to.get_untracked());
        let read = if money { typed_amounts(&from, &to, currency) } else { typed_counts(&from, &to) };
        match read {
            Ok(condition) => done.with(condition),
            Err(problem) => form.refuse(&problem),
        }
    };
    view! {
        <Form state=form on_submit=apply label=facts.label>
            <End label="At least" pointer=FROM value=from currency=money.then_some(currency) autofocus=true/>
            <End label="At most" pointer=TO value=to currency=money.then_some(currency) autofocus=false/>
            <DoneButtons done/>
        </Form>
    }
}

/// One end of the range: an amount in a currency, or a count.
#[component]
fn End(
    label: &'static str,
    pointer: &'static str,
    value: RwSignal<String>,
    currency: Option<Currency>,
    autofocus: bool,
) -> impl IntoView {
    let Some(currency) = currency else {
        return view! { <TextField label pointer value inputmode="numeric" autofocus/> }.into_any();
    };
    let (sign, code) = (currency.sign(), currency.code());
    let after = Signal::stored(code.to_owned());
    if sign == code {
        return view! { <TextField label pointer value inputmode="decimal" autofocus after/> }.into_any();
    }
    let before = Signal::stored(sign.to_owned());
    view! { <TextField label pointer value inputmode="decimal" autofocus before after/> }.into_any()
}
