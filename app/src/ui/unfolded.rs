//! Something that is folded or unfolded, as this browser remembers it.

use leptos::prelude::*;
use web_sys::Storage;

use super::browser::is_narrow;

/// Whether something is unfolded.
#[derive(Clone, Copy)]
pub struct Unfolded {
    now: RwSignal<bool>,
    key: &'static str,
}

impl Unfolded {
    /// As it was left under this name; at first it is unfolded where there is room.
    #[must_use]
    pub fn kept(key: &'static str) -> Self {
        let kept = storage().and_then(|storage| storage.get_item(key).ok()?);
        let unfolded = match kept.as_deref() {
            Some("open") => true,
            Some("closed") => false,
            _ => !is_narrow(),
        };
        Self { now: RwSignal::new(unfolded), key }
    }

    /// Whether it is unfolded.
    pub fn get(self) -> bool {
        self.now.get()
    }

    /// Folds it, or unfolds it.
    pub fn turn(self) {
        let unfolded = !self.now.get_untracked();
        self.now.set(unfolded);
        if let Some(storage) = storage() {
            // A browser that keeps nothing begins anew the next time.
            let _ = storage.set_item(self.key, if unfolded { "open" } else { "closed" });
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
