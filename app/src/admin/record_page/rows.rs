//! Rows of a form, such as contacts or an invoice's lines: each keeps its errors when another is taken away.

use std::{cell::RefCell, collections::BTreeSet};

use domain::{FieldError, Problem};

thread_local! {
    static POINTERS: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// The pointer of a field in the row with a key. A pointer lives as long as the page, once however often it is asked
/// for: a form has few rows.
pub fn row_pointer(list: &str, key: usize, field: &str) -> &'static str {
    let pointer = format!("/{list}/{key}/{field}");
    POINTERS.with_borrow_mut(|known| {
        if let Some(known) = known.get(pointer.as_str()) {
            return *known;
        }
        let kept: &'static str = Box::leak(pointer.into_boxed_str());
        known.insert(kept);
        kept
    })
}

/// A problem that names rows of a list by their place, as one that names them by their keys.
pub fn by_key(problem: &Problem, list: &str, keys: &[usize]) -> Problem {
    let prefix = format!("/{list}/");
    let keyed = |error: &FieldError| -> Option<String> {
        let (at, field) = error.pointer.strip_prefix(&prefix)?.split_once('/')?;
        let key = keys.get(at.parse::<usize>().ok()?)?;
        Some(format!("{prefix}{key}/{field}"))
    };
    let errors = problem.errors.iter().map(|error| FieldError {
        pointer: keyed(error).unwrap_or_else(|| error.pointer.clone()),
        detail: error.detail.clone(),
    });
    Problem { errors: errors.collect(), ..problem.clone() }
}
