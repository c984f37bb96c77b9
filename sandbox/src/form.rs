//! Form-encoded parameters the way Stripe writes them: `a[b][c]=1`, `a[]=1`, `a[0][b]=1`.
//!
//! A form is kept flat, keyed by the full parameter name with every list index filled in, because
//! that name is what Stripe's errors speak of.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::error::StripeError;

/// Parsed parameters of one request.
#[derive(Debug, Default)]
pub(crate) struct Form {
    values: BTreeMap<String, String>,
}

impl Form {
    /// Parses a query string or a form body. A later value of the same name wins.
    pub(crate) fn parse(raw: &str) -> Self {
        let mut form = Self::default();
        form.read(raw);
        form
    }

    /// Adds the parameters of another query string or form body.
    pub(crate) fn read(&mut self, raw: &str) {
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = self.with_indexes(&decode(name));
            self.values.insert(name, decode(value));
        }
    }

    /// Replaces each `[]` by the first index that is still free.
    fn with_indexes(&self, name: &str) -> String {
        let Some((before, after)) = name.split_once("[]") else {
            return name.to_owned();
        };
        let index = (0..)
            .find(|index| {
                let full = format!("{before}[{index}]{after}");
                !self.values.contains_key(&full)
            })
            .unwrap_or(0);
        self.with_indexes(&format!("{before}[{index}]{after}"))
    }

    /// Refuses each parameter that no pattern names. In a pattern `[#]` stands for a list index and `[*]` for
    /// any key; a trailing `?` allows an empty value, which unsets a field.
    pub(crate) fn allow(&self, patterns: &[&str]) -> Result<(), StripeError> {
        for (name, value) in &self.values {
            let segments = segments(name);
            let Some(pattern) = patterns.iter().find(|pattern| matches(&segments, pattern)) else {
                return Err(StripeError::unknown_parameter(&unknown_part(&segments, patterns)));
            };
            if value.is_empty() && !pattern.ends_with('?') {
                return Err(StripeError::empty_parameter(name));
            }
        }
        Ok(())
    }

    /// The value of a parameter, `None` when it is absent or empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value as it was sent, which can be the empty text that unsets a field.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The value of a parameter that the endpoint cannot do without.
    pub(crate) fn required(&self, name: &str) -> Result<&str, StripeError> {
        self.text(name).ok_or_else(|| StripeError::missing_parameter(name))
    }

    /// A whole number.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, StripeError> {
        self.text(name).map(|text| text.parse().map_err(|_| StripeError::not_an_integer(name, text))).transpose()
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, StripeError> {
        match self.text(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(StripeError::invalid(format!("Invalid boolean: {other}"))
                .code("parameter_invalid_boolean")
                .param(name)
                .before_execution()),
        }
    }

    /// One of the given words.
    pub(crate) fn choice<'a>(&self, name: &str, words: &[&'a str]) -> Result<Option<&'a str>, StripeError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match words.iter().find(|word| **word == text) {
            Some(word) => Ok(Some(word)),
            None => Err(StripeError::not_one_of(name, words)),
        }
    }

    /// A text of limited length.
    pub(crate) fn text_up_to(&self, name: &str, limit: usize) -> Result<Option<&str>, StripeError> {
        match self.text(name) {
            Some(text) if text.chars().count() > limit => Err(StripeError::invalid(format!(
                "Invalid string: {}...{}; must be at most {limit} characters",
                text.chars().take(10).collect::<String>(),
                text.chars().rev().take(8).collect::<Vec<_>>().iter().rev().collect::<String>()
            ))
            .param(name)
            .before_execution()),
            other => Ok(other),
        }
    }

    /// The values `name[0]`, `name[1]`, … in order.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        self.indexes(name).into_iter().filter_map(|index| self.text(&format!("{name}[{index}]"))).collect()
    }

    /// The indexes in use below a list parameter, ascending.
    pub(crate) fn indexes(&self, name: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .values
            .keys()
            .filter_map(|key| key.strip_prefix(name)?.strip_prefix('[')?.split_once(']')?.0.parse().ok())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// True if the parameter or anything below it was sent.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values
            .keys()
            .any(|key| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('[')))
    }

    /// A map of texts such as `metadata`, held to Stripe's limits: 50 keys of 40 characters, values of 500.
    pub(crate) fn metadata(&self, name: &str) -> Result<Map<String, Value>, StripeError> {
        let mut map = Map::new();
        for (key, value) in self.entries(name) {
            if key.chars().count() > 40 {
                return Err(StripeError::invalid(format!("Metadata keys can be at most 40 characters long: {key}"))
                    .param(name)
                    .before_execution());
            }
            if value.chars().count() > 500 {
                return Err(StripeError::invalid(format!(
                    "Metadata values can have up to 500 characters, but you passed in a value that is {} characters. \
                     Invalid value: {value}",
                    value.chars().count()
                ))
                .param(name)
                .before_execution());
            }
            if !value.is_empty() {
                map.insert(key.to_owned(), Value::from(value));
            }
        }
        if map.len() > 50 {
            return Err(StripeError::invalid(format!(
                "Metadata can have at most 50 keys, you passed in {}",
                map.len()
            ))
            .param(name)
            .before_execution());
        }
        Ok(map)
    }

    /// The direct children `name[key]` with their values.
    pub(crate) fn entries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values.iter().filter_map(move |(key, value)| {
            let inner = key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
            (!inner.contains('[')).then_some((inner, value.as_str()))
        })
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn segments(name: &str) -> Vec<&str> {
    name.split('[').map(|segment| segment.trim_end_matches(']')).collect()
}

fn matches(name: &[&str], pattern: &str) -> bool {
    let pattern = segments(pattern.trim_end_matches('?'));
    name.len() == pattern.len() && same_start(name, &pattern)
}

fn same_start(name: &[&str], pattern: &[&str]) -> bool {
    name.iter().zip(pattern).all(|(name, pattern)| match *pattern {
        "#" => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()),
        "*" => !name.is_empty(),
        word => word == *name,
    })
}

/// The shortest start of the name that begins no allowed parameter, which is what Stripe's message names.
fn unknown_part(name: &[&str], patterns: &[&str]) -> String {
    let known = |length: usize| {
        patterns.iter().any(|pattern| {
            let pattern = segments(pattern.trim_end_matches('?'));
            pattern.len() >= length && same_start(&name[..length], &pattern[..length])
        })
    };
    let length = (1..=name.len()).find(|length| !known(*length)).unwrap_or(name.len());
    let mut text = name[0].to_owned();
    for segment in &name[1..length] {
        text.push('[');
        text.push_str(segment);
        text.push(']');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_all_of_stripes_spellings() {
        let form = Form::parse("expand[]=a&expand[]=b&line_items%5B0%5D%5Bquantity%5D=2&metadata[k]=a+b");
        assert_eq!(form.list("expand"), ["a", "b"]);
        assert_eq!(form.integer("line_items[0][quantity]").unwrap(), Some(2));
        assert_eq!(form.metadata("metadata").unwrap()["k"], "a b");
    }

    #[test]
    fn an_unknown_parameter_is_named_at_its_first_unknown_part() {
        let form = Form::parse("line_items[0][colour][dark]=red");
        let error = form.allow(&["line_items[#][quantity]", "metadata[*]"]).unwrap_err();
        assert_eq!(error.body()["error"]["param"], "line_items[0][colour]");
        assert_eq!(error.body()["error"]["code"], "parameter_unknown");
    }

    #[test]
    fn an_empty_value_is_refused_unless_it_may_unset() {
        let form = Form::parse("name=&email=");
        let error = form.allow(&["name?", "email"]).unwrap_err();
        assert_eq!(error.body()["error"]["code"], "parameter_invalid_empty");
        assert_eq!(error.body()["error"]["param"], "email");
    }
}
