//! The email that a row would send.

use domain::api::imports::MailPreview;
use leptos::{html, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::book::Book;
use crate::{
    admin::{
        data::{Query, Stage},
        imports::words,
    },
    api,
    ui::{Dialog, Glyph, Icon, SkeletonLines, open_about},
};

/// The dialog; it is open while a row is chosen.
#[component]
pub fn MailDialog(book: Book, mail: RwSignal<Option<u32>>) -> impl IntoView {
    let open = open_about(mail);
    let title = Signal::derive(move || {
        let number = mail.get().and_then(|id| book.number(id));
        number.map(|number| format!("The email of row {number}")).unwrap_or_default()
    });
    view! {
        <Dialog open title class="mail-dialog">
            {move || mail.get().map(|row| view! { <Mail book row/> })}
        </Dialog>
    }
}

#[component]
fn Mail(book: Book, row: u32) -> impl IntoView {
    let wide = RwSignal::new(!crate::ui::is_narrow());
    let number = book.number(row);
    let preview = Query::new(
        move || book.id.get_value().zip(number),
        || 0,
        |transport, (id, number)| async move { api::imports::mail(&transport, &id, number).await },
    );
    let stage = preview.stage();
    let width = move |this: bool, label: &'static str| {
        view! {
            <label class="segment">
                <input type="radio" name="mail-width" prop:checked=move || wide.get() == this on:change=move |_| wide.set(this)/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="mail" class:phone-wide=move || !wide.get()>
            {move || match stage.get() {
                Stage::Loading => view! { <SkeletonLines lines=6/> }.into_any(),
                Stage::There => preview.value.get().map(|mail| view! { <Shown mail/> }).into_any(),
                _ => {
                    let why = preview.failure.with(|failure| failure.as_ref().map(words::sentence));
                    view! { <p class="wrong" role="alert"><Icon glyph=Glyph::Alert/><span>{why}</span></p> }.into_any()
                }
            }}
            <div class="segments desk-only" role="radiogroup" aria-label="Width">
                {width(true, "Desktop")} {width(false, "Phone")}
            </div>
        </div>
    }
}

#[component]
fn Shown(mail: MailPreview) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    // The page's security policy forbids styles in the markup, also in frames; they are set by the document's model.
    let html = mail.html.replace(" style=\"", " data-style=\"");
    view! {
        <dl class="mail-head">
            <div><dt>"To"</dt><dd>{mail.to.clone()}</dd></div>
            <div><dt>"Subject"</dt><dd>{mail.subject.clone()}</dd></div>
        </dl>
        // Without scripts, forms and a way out; of the page's origin, so that its styles can be set.
        <iframe
            class="mail-frame"
            node_ref=frame
            sandbox="allow-same-origin"
            title="The email as its reader sees it"
            srcdoc=html
            on:load=move |_| {
                dress(frame);
            }
        ></iframe>
        <details class="mail-text">
            <summary>"As plain text"</summary>
            <pre>{mail.text}</pre>
        </details>
    }
}

/// Sets the styles that the markup names.
fn dress(frame: NodeRef<html::Iframe>) -> Option<()> {
    let page = frame.get_untracked()?.content_document()?;
    let styled = page.query_selector_all("[data-style]").ok()?;
    for at in 0..styled.length() {
        let element = styled.get(at).and_then(|node| node.dyn_into::<HtmlElement>().ok());
        // Elements of a frame are not of this page's classes.
        let element = element.or_else(|| styled.get(at).map(JsCast::unchecked_into));
        if let Some(element) = element
            && let Some(style) = element.get_attribute("data-style")
        {
            element.style().set_css_text(&style);
        }
    }
    // Links are for reading only.
    let links = page.query_selector_all("a[href]").ok()?;
    for at in 0..links.length() {
        if let Some(link) = links.get(at).map(JsCast::unchecked_into::<HtmlElement>) {
            link.set_attribute("tabindex", "-1").ok()?;
            link.remove_attribute("href").ok()?;
        }
    }
    Some(())
}
