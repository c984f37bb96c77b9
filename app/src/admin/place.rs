//! Where one is: the address bar holds what is shown, so that *back* works and a link can be passed on.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    location::State,
    params::ParamsMap,
};

type Navigate = dyn Fn(&str, NavigateOptions) + Send + Sync;

/// The address bar.
#[derive(Clone, Copy)]
pub struct Place {
    path: Memo<String>,
    query: Memo<ParamsMap>,
    navigate: StoredValue<Box<Navigate>>,
}

/// Whether *back* leads to what was shown before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It does.
    New,
    /// It skips it.
    Instead,
}

impl Place {
    /// The address bar, inside the router.
    pub fn here() -> Self {
        let navigate: Box<Navigate> = Box::new(use_navigate());
        Self { path: use_location().pathname, query: use_query_map(), navigate: StoredValue::new(navigate) }
    }

    /// The path.
    pub fn path(self) -> String {
        self.path.get()
    }

    /// One parameter; empty if it is not there.
    pub fn param(self, name: &str) -> String {
        self.query.with(|query| query.get(name)).unwrap_or_default()
    }

    /// The address of another path with the same parameters.
    pub fn at(self, path: &str) -> String {
        format!("{path}{}", self.query.with(ParamsMap::to_query_string))
    }

    /// The address of `path` with some parameters changed; an empty value takes one away.
    pub fn with(self, path: &str, changes: &[(&'static str, &str)]) -> String {
        let mut query = self.query.get();
        for (name, value) in changes {
            if value.is_empty() {
                query.remove(name);
            } else {
                query.replace(*name, (*value).to_owned());
            }
        }
        format!("{path}{}", query.to_query_string())
    }

    /// Path and parameters.
    pub fn address(self) -> String {
        self.at(&self.path())
    }

    /// Goes to an address. The scroll position stays within one path.
    pub fn go(self, to: &str, step: Step) {
        let path = to.split('?').next().unwrap_or_default();
        let stays = self.path.with_untracked(|here| root(here) == root(path));
        let options =
            NavigateOptions { resolve: false, replace: step == Step::Instead, scroll: !stays, state: State::new(None) };
        self.navigate.with_value(|navigate| navigate(to, options));
    }
}

/// `/app/links` of `/app/links/lnk_1`: the page, without what is open on it.
fn root(path: &str) -> &str {
    path.match_indices('/').nth(3).map_or(path, |(at, _)| &path[..at])
}
