//! What several forms let one choose from.

use domain::{Currency, Role};
use js_sys::{Array, Function, Reflect};
use leptos::{prelude::*, wasm_bindgen::JsCast};

/// The usual currencies.
pub fn currencies() -> Vec<(String, String)> {
    Currency::USUAL.map(|code| (code.to_owned(), code.to_owned())).to_vec()
}

/// How people call a role.
pub fn role_label(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Biller => "Biller",
        Role::Viewer => "Viewer",
    }
}

/// What a role may do.
pub fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Owner => "Everything, and attests who bears a trust account's fees.",
        Role::Admin => "Everything but what only an owner may attest.",
        Role::Biller => "Makes links, sends them, and attends to payments.",
        Role::Viewer => "Sees links and payments, and changes nothing.",
    }
}

/// The time zones that this browser knows, as suggestions for a field.
pub fn zones(id: &'static str) -> impl IntoView {
    let options = known_zones().into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    view! { <datalist id=id>{options}</datalist> }
}

fn known_zones() -> Vec<String> {
    let list = || -> Option<Array> {
        let intl = Reflect::get(&window(), &"Intl".into()).ok()?;
        let known: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        known.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()
    };
    // An older browser suggests nothing; the field takes any zone.
    list().map(|zones| zones.iter().filter_map(|zone| zone.as_string()).collect()).unwrap_or_default()
}
