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
