//! Keys under which the server does something once, however often it is asked.

use js_sys::{Function, Reflect, Uint8Array};
use leptos::{prelude::*, wasm_bindgen::JsCast};

/// 128 random bits. Unlike `randomUUID`, the call below works on plain HTTP as well.
pub fn fresh_key() -> String {
    let bytes = Uint8Array::new_with_length(16);
    let filled = || -> Option<()> {
        let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
        let fill: Function = Reflect::get(&crypto, &"getRandomValues".into()).ok()?.dyn_into().ok()?;
        fill.call1(&crypto, &bytes).ok().map(|_| ())
    };
    if filled().is_none() {
        // No browser is without it; the moment is the best that would be left.
        return format!("at-{}", crate::ui::now().ms());
    }
    bytes.to_vec().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gives the same key to the same request, and a fresh one to another.
pub struct Keys<R: Send + Sync + 'static>(StoredValue<Option<(R, String)>>);

impl<R: Send + Sync + 'static> Clone for Keys<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Send + Sync + 'static> Copy for Keys<R> {}

impl<R: Clone + PartialEq + Send + Sync + 'static> Keys<R> {
    /// No request yet.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The key of a request: a second try of what may have got lost does nothing twice.
    pub fn of(self, request: &R) -> String {
        let known =
            self.0.with_value(|last| last.as_ref().filter(|(before, _)| before == request).map(|(_, k)| k.clone()));
        known.unwrap_or_else(|| {
            let key = fresh_key();
            self.0.set_value(Some((request.clone(), key.clone())));
            key
        })
    }

    /// The request was answered: the same one again is another.
    pub fn forget(self) {
        self.0.set_value(None);
    }
}
