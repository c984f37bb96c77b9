//! Who is signed in, and the way out.

use leptos::prelude::*;

use crate::{
    admin::{data::Action, session::Session, settings::role_label},
    api,
    ui::{Glyph, Icon},
};

/// The user's name; behind it a menu.
#[component]
pub fn UserMenu() -> impl IntoView {
    let session = Session::from_context();
    let leave = Action::new();
    let me = Memo::new(move |_| session.me(|me| (me.name.clone(), me.email.clone(), me.role)));
    let name = move || me.get().map(|(name, ..)| name).unwrap_or_default();
    let initials = move || {
        let name = name();
        let first = name.split_whitespace().filter_map(|word| word.chars().next());
        first.take(2).collect::<String>().to_uppercase()
    };
    let sign_out = move |_| {
        leave.run_or_tell(
            |transport| async move { api::session::sign_out(&transport).await },
            move |()| session.leave(),
        );
    };
    view! {
        <div class="user">
            <button type="button" class="user-button" popovertarget="user-menu">
                <span class="initials" aria-hidden="true">{initials}</span>
                <span class="user-name">{name}</span>
                <Icon glyph=Glyph::Down/>
            </button>
            <div id="user-menu" class="menu" popover="auto" role="group" aria-label="Your account">
                <div class="menu-head">
                    <p>{name}</p>
                    <p class="sub">{move || me.get().map(|(_, email, role)| format!("{email} · {}", role_label(role)))}</p>
                </div>
                <a class="menu-item" href="/app/settings/security" on:click=move |_| close_menu()>
                    <Icon glyph=Glyph::Shield/>
                    "Password and browsers"
                </a>
                <button type="button" class="menu-item" disabled=leave.busy on:click=sign_out>
                    <Icon glyph=Glyph::Exit/>
                    "Sign out"
                </button>
            </div>
        </div>
    }
}

/// A link inside a popover leaves it open.
fn close_menu() {
    if let Some(menu) = document().get_element_by_id("user-menu") {
        use leptos::wasm_bindgen::JsCast;
        if let Ok(menu) = menu.dyn_into::<web_sys::HtmlElement>() {
            // Already closed is closed.
            let _ = menu.hide_popover();
        }
    }
}
