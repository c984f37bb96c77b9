//! Keys under which the server makes a link once, however often it is asked.

use domain::api::links::NewLink;
use leptos::prelude::*;

use crate::admin::data::fresh_key;

/// Gives the same key to the same request, and a fresh one to another.
#[derive(Clone, Copy)]
pub struct Keys(StoredValue<Option<(NewLink, String)>>);

impl Keys {
    /// No request yet.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The key of a request: a second try of what may have got lost is no second link.
    pub fn of(self, link: &NewLink) -> String {
        let known =
            self.0.with_value(|last| last.as_ref().filter(|(before, _)| before == link).map(|(_, k)| k.clone()));
        known.unwrap_or_else(|| {
            let key = fresh_key();
            self.0.set_value(Some((link.clone(), key.clone())));
            key
        })
    }
}
