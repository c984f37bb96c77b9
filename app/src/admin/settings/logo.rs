//! The firm's logo.

use leptos::{html, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::{
    admin::{data::Action, session::Session},
    api::{self, ApiError, Transport},
    ui::{Button, Glyph, Icon, Kind, Toasts, fresh_id},
};

/// The largest file, in bytes.
const MAX_BYTES: u32 = 256 * 1024;
/// The kinds of picture.
const KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// Chooses, shows and removes the logo. A file is sent as soon as it is chosen.
#[component]
pub fn LogoField() -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let error = RwSignal::new(None::<&'static str>);
    let node = NodeRef::<html::Input>::new();
    let logo = Memo::new(move |_| session.me(|me| me.firm.logo_url.clone()).flatten());
    let (id, hint) = (fresh_id(), fresh_id());
    let chosen = move |_| {
        let Some(input) = node.get_untracked() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again.
        input.set_value("");
        let Some(file) = file else { return };
        error.set(wrong(&file));
        if error.get_untracked().is_none() {
            action.run_or_tell(
                move |transport| upload(transport, file),
                move |firm| {
                    session.put_firm(firm);
                    toasts.say("The logo is saved.");
                },
            );
        }
    };
    let remove = move |()| {
        action.run_or_tell(
            |transport| async move {
                api::firm::delete_logo(&transport).await?;
                api::firm::get(&transport).await
            },
            move |firm| {
                session.put_firm(firm);
                toasts.say("The logo is gone.");
            },
        );
    };
    view! {
        <div class="field logo-field">
            <label class="field-label" for=id.clone()>"Logo" <span class="optional">"Optional"</span></label>
            <div class="logo-row">
                {move || match logo.get() {
                    Some(url) => view! { <img class="logo-now" src=url alt="Your logo"/> }.into_any(),
                    None => view! { <span class="logo-now none"><Icon glyph=Glyph::Plus/></span> }.into_any(),
                }}
                <input
                    type="file"
                    id=id
                    node_ref=node
                    accept=KINDS.join(",")
                    aria-describedby=hint.clone()
                    disabled=action.busy
                    on:change=chosen
                />
                <Show when=move || logo.get().is_some()>
                    <Button kind=Kind::Quiet glyph=Glyph::Trash busy=action.busy on_click=remove>"Remove"</Button>
                </Show>
            </div>
            <p class="hint" id=hint>"PNG, JPEG or WebP, square, at most 256 kB."</p>
            {move || error.get().map(|text| view! { <p class="wrong" role="alert">{text}</p> })}
        </div>
    }
}

fn wrong(file: &File) -> Option<&'static str> {
    if !KINDS.contains(&file.type_().as_str()) {
        return Some("Choose a PNG, JPEG or WebP picture");
    }
    (file.size() > f64::from(MAX_BYTES))
        .then_some("The picture is larger than 256 kB: make it smaller and choose it again")
}

async fn upload(transport: Transport, file: File) -> Result<domain::api::firm::Firm, ApiError> {
    // A file that can't be read has gone from the disk in between.
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| ApiError::Unexpected { status: 0 })?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    api::firm::put_logo(&transport, &file.type_(), bytes).await?;
    api::firm::get(&transport).await
}
