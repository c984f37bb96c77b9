//! Where one is: the address bar holds what is shown, so that *back* works and a link can be passed on.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::{Location, State},
};

use crate::params::Params;

type Navigate = dyn Fn(&str, NavigateOptions) + Send + Sync;

/// The address bar.
#[derive(Clone, Copy)]
pub struct Place {
    path: Memo<String>,
    search: Memo<String>,
    params: Memo<Params>,
    hash: Memo<String>,
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
        let Location { pathname: path, search, hash, .. } = use_location();
        let params = Memo::new(move |_| search.with(|search| Params::read(search)));
        Self { path, search, params, hash, navigate: StoredValue::new(navigate) }
    }

    /// The path.
    pub fn path(self) -> String {
        self.path.get()
    }

    /// One parameter; empty if it is not there.
    pub fn param(self, name: &str) -> String {
        self.params.with(|params| params.get(name).to_owned())
    }

    /// All parameters.
    pub fn params(self) -> Params {
        self.params.get()
    }

    /// The address of another path with the same parameters.
    pub fn at(self, path: &str) -> String {
        self.params.with(|params| params.at(path))
    }

    /// The address of `path` with some parameters changed; an empty value takes one away.
    pub fn with(self, path: &str, changes: &[(&str, &str)]) -> String {
        changes.iter().fold(self.params.get(), |params, (name, value)| params.with(name, value)).at(path)
    }

    /// All of it, to the letter: path, parameters and what stands behind `#`.
    pub fn address(self) -> String {
        let (search, hash) = (self.search.get(), self.hash.get());
        let sign = if search.is_empty() { "" } else { "?" };
        format!("{}{sign}{search}{hash}", self.path())
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
