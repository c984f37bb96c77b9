//! Collecting what is wrong with a form, so that all of it is said at once.

use std::{fmt::Display, str::FromStr};

use crate::{FieldError, Problem};

/// The errors found so far.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that a field is wrong.
    pub fn refuse(&mut self, pointer: &str, why: impl Display) {
        self.0.push(FieldError { pointer: pointer.to_owned(), detail: why.to_string() });
    }

    /// The value, or a note of why there is none.
    pub fn take<T, E: Display>(&mut self, pointer: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|why| self.refuse(pointer, why)).ok()
    }

    /// Parses a field that must be there.
    pub fn parse<T: FromStr<Err: Display>>(&mut self, pointer: &str, text: &str) -> Option<T> {
        self.take(pointer, text.parse())
    }

    /// Parses a field that may be empty: absent and blank are the same.
    pub fn optional<T: FromStr<Err: Display>>(&mut self, pointer: &str, text: Option<&str>) -> Option<T> {
        let text = text.map(str::trim).filter(|t| !t.is_empty())?;
        self.parse(pointer, text)
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, if it is there and nothing was wrong.
    ///
    /// # Errors
    /// A problem with every field that was refused.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}
