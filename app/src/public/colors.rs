//! A firm's colour on its payers' pages.

use domain::Color;
use leptos::{nonce::use_nonce, prelude::*};

/// Puts the firm's colour in the place of ours, light and dark, each so that it can be read.
#[component]
pub(super) fn FirmColors(
    /// The colour that the firm chose.
    color: Color,
) -> impl IntoView {
    // The browser knows no nonce and needs none: the element is there already.
    (color != Color::DEFAULT).then(|| view! { <style nonce=use_nonce() inner_html=rules(color)></style> })
}

fn rules(color: Color) -> String {
    let (light, dark) = (color.on_light(), color.on_dark());
    format!(
        ":root{{--accent:{light};--accent-ink:{};--accent-wash:color-mix(in oklab,var(--accent) 10%,var(--surface))}}\
         @media(prefers-color-scheme:dark){{:root{{--accent:{dark};--accent-ink:{}}}}}",
        light.ink(),
        dark.ink(),
    )
}
