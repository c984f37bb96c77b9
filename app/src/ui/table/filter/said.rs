//! A filter in words.

use domain::{
    Currency, Money,
    table::{Columns, Condition, Days, Kind},
};
use leptos::prelude::*;

use super::Known;
use crate::ui::table::grouped;

/// So many words of a set are listed; more are counted.
const LISTED: usize = 2;

/// What is asked of a column, without its name: `is Outstanding, Processing`.
pub fn said<C: Columns>(column: C, condition: &Condition, known: Known<C>) -> String {
    match condition {
        Condition::Contains(text) => format!("contains “{text}”"),
        Condition::Among(words) => among(words, &known.choices_of(column)),
        Condition::Between(from, to) => between(column.facts().kind, *from, *to, known.currency.get()),
        Condition::On(days) => on(*days),
    }
}

fn among(words: &[String], choices: &[(String, String)]) -> String {
    if words.len() > LISTED {
        return format!("is one of {}", words.len());
    }
    let said = |word: &String| {
        let choice = choices.iter().find(|(known, _)| known == word);
        choice.map_or_else(|| word.clone(), |(_, said)| said.clone())
    };
    format!("is {}", words.iter().map(said).collect::<Vec<_>>().join(" or "))
}

fn between(kind: Kind, from: Option<i64>, to: Option<i64>, currency: Currency) -> String {
    let number = |n: i64| match kind {
        Kind::Money => Money::new(n, currency).to_string(),
        _ => grouped(n),
    };
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("is {}", number(from)),
        (Some(from), Some(to)) => format!("{} to {}", number(from), number(to)),
        (Some(from), None) => format!("from {}", number(from)),
        (None, Some(to)) => format!("up to {}", number(to)),
        (None, None) => "any".to_owned(),
    }
}

fn on(days: Days) -> String {
    match days {
        Days::Missing => "is empty".to_owned(),
        Days::Preset(preset) => {
            let label = preset.label();
            let mut letters = label.chars();
            letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
        }
        Days::Between(Some(from), Some(to)) if from == to => format!("on {}", from.short()),
        Days::Between(Some(from), Some(to)) => format!("{} – {}", from.short(), to.short()),
        Days::Between(Some(from), None) => format!("from {}", from.short()),
        Days::Between(None, Some(to)) => format!("until {}", to.short()),
        Days::Between(None, None) => "any day".to_owned(),
    }
}
