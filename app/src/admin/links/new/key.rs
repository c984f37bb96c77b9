//! Keys under which the server makes a link once, however often it is asked.

use js_sys::{Function, Reflect, Uint8Array};
use leptos::{prelude::*, wasm_bindgen::JsCast};

use domain::api::links::NewLink;

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
            let key = fresh();
            self.0.set_value(Some((link.clone(), key.clone())));
            key
        })
    }
}

/// 128 random bits. Unlike `randomUUID`, the call below works on plain HTTP as well.
fn fresh() -> String {
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
