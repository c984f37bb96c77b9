//! What stands behind the `?` of an address.
//!
//! The router's own map decodes values twice, so that `%26` within one value begins another.

use form_urlencoded::Serializer;

/// Parameters, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of an address, with or without the `?`.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let query = query.strip_prefix('?').unwrap_or(query);
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// All of them, in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first of a name; empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The same with one of that name; an empty value takes it away.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        if !value.is_empty() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The address of a path with these parameters.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let query = Serializer::new(String::new()).extend_pairs(&self.0).finish();
        format!("{path}?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_it_was_written() {
        for value in ["/app/payments?tab=failed&q=a%26b", "100 %25", "a+b&c=d", "Ünïcode"] {
            let address = Params::new().with("next", value).with("sort", "-amount").at("/app/sign-in");
            let (path, query) = address.split_once('?').unwrap();
            assert_eq!(path, "/app/sign-in");
            assert_eq!(Params::read(query).get("next"), value);
            assert_eq!(Params::read(query).get("sort"), "-amount");
        }
    }

    #[test]
    fn a_parameter_is_changed_and_taken_away() {
        let params = Params::read("?q=a%20b&tab=failed");
        assert_eq!(params.get("q"), "a b");
        assert_eq!(params.clone().with("q", "c").at("/app"), "/app?tab=failed&q=c");
        assert_eq!(params.with("q", "").with("tab", "").at("/app"), "/app");
    }
}
