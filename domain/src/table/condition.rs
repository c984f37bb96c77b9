//! What a filter asks of one column, and its one way of being written.

use std::fmt;

use super::{Columns, Days, Facts, Kind, Reach, days::BadDays};

/// The longest text that a filter looks for.
const MAX_TEXT: usize = 100;
/// The most words that a filter chooses from: a page of ids, or every account of a firm.
const MAX_AMONG: usize = 200;

/// What a filter asks of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Holds these letters, upper or lower.
    Contains(String),
    /// Is one of these words.
    Among(Vec<String>),
    /// Lies between these numbers, ends included: minor units, or a count.
    Between(Option<i64>, Option<i64>),
    /// Lies on one of these days of the firm's calendar.
    On(Days),
}

/// A filter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCondition {
    /// The column is not for filtering.
    #[error("this column cannot be filtered")]
    NoFilter,
    /// Nothing, or too much, is looked for.
    #[error("look for 1 to {MAX_TEXT} letters")]
    Text,
    /// No word, too many, or one that the column never holds.
    #[error("choose one or more of {0}, with commas between them")]
    Words(String),
    /// No range.
    #[error("write a range as 100..500, with one end left out if you like")]
    Range,
    /// No days.
    #[error("{0}")]
    Days(#[from] BadDays),
}

impl Condition {
    /// Reads what is asked of a column.
    ///
    /// # Errors
    /// In words for who wrote the address.
    pub fn read<C: Columns>(column: C, text: &str) -> Result<Self, BadCondition> {
        let Facts { kind, filter, .. } = column.facts();
        if filter == Reach::Never {
            return Err(BadCondition::NoFilter);
        }
        match kind {
            Kind::Text => contains(text),
            Kind::Choice => among(column, text),
            Kind::Money | Kind::Number => between(text),
            Kind::Date | Kind::Moment => Ok(Self::On(text.parse()?)),
        }
    }
}

fn contains(text: &str) -> Result<Condition, BadCondition> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim().to_owned();
    match text.chars().count() {
        1..=MAX_TEXT => Ok(Condition::Contains(text)),
        _ => Err(BadCondition::Text),
    }
}

fn among<C: Columns>(column: C, text: &str) -> Result<Condition, BadCondition> {
    let known = column.choices();
    let mut words: Vec<String> = text.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    let strange = |word: &String| word.len() > MAX_TEXT || word.contains('\0') || !is_known(known, word);
    if words.is_empty() || words.len() > MAX_AMONG || words.iter().any(strange) {
        let listed = known.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        return Err(BadCondition::Words(if listed.is_empty() { "this firm's own".into() } else { listed }));
    }
    Ok(Condition::Among(words))
}

fn is_known(known: &[(&str, &str)], word: &str) -> bool {
    known.is_empty() || known.iter().any(|(known, _)| *known == word)
}

fn between(text: &str) -> Result<Condition, BadCondition> {
    let end = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| BadCondition::Range),
    };
    match text.split_once("..") {
        None => {
            let number = end(text)?.ok_or(BadCondition::Range)?;
            Ok(Condition::Between(Some(number), Some(number)))
        }
        Some((from, to)) => match (end(from)?, end(to)?) {
            (None, None) => Err(BadCondition::Range),
            (from, to) => Ok(Condition::Between(from, to)),
        },
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contains(text) => f.write_str(text),
            Self::Among(words) => f.write_str(&words.join(",")),
            Self::Between(from, to) => {
                let text = |number: &Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
                write!(f, "{}..{}", text(from), text(to))
            }
            Self::On(days) => days.fmt(f),
        }
    }
}
