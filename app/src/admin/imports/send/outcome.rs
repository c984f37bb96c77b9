//! What became of it.

use domain::{
    api::{imports::ImportDetail, selections::ExportFormat},
    imports::Delivery,
};
use leptos::prelude::*;

use super::{cancel::cancel_button, dialog::SendButton};
use crate::{
    admin::{data::Query, imports::words},
    api,
    params::Params,
    ui::{ButtonLink, Glyph, Icon, Kind, grouped},
};

/// How many links there are, and what one can do with them.
#[component]
pub fn Outcome(
    import: Query<ImportDetail>,
    /// Whether something that was typed is not at the server yet.
    unsaved: Memo<bool>,
) -> impl IntoView {
    let now = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.clone())));
    let id = Memo::new(move |_| now.with(|i| i.as_ref().map(|i| i.id.clone())));
    let left = Memo::new(move |_| now.with(|i| i.as_ref().map_or(0, |i| i.counts.rows() - i.counts.created)));
    let sendable = Memo::new(move |_| now.with(|i| i.as_ref().is_some_and(|i| i.counts.sendable() > 0)));
    let made = Memo::new(move |_| now.with(|i| i.as_ref().map_or(0, |i| i.counts.created)));
    let title = move || {
        let mailed = now.with(|i| i.as_ref().is_some_and(|i| i.delivery == Delivery::Mail));
        let verb = if mailed { "made and emailed" } else { "made" };
        format!("{} {verb}", words::links(made.get()))
    };
    let note = move || match left.get() {
        0 => "Every row has its link.".to_owned(),
        1 => "1 row was left. Mend it and send it when you like.".to_owned(),
        count => format!("{} rows were left. Mend them and send them when you like.", grouped(count)),
    };
    let file = move |format| {
        Signal::derive(move || {
            id.with(|id| id.as_ref().map(|id| api::imports::results_path(id, format)).unwrap_or_default())
        })
    };
    let sent = Signal::derive(move || {
        let id = id.get().map(|id| id.to_string()).unwrap_or_default();
        Params::new().with("import_id", &id).at("/app/links")
    });
    view! {
        <section class="outcome" aria-labelledby="outcome-title">
            <span class="outcome-sign"><Icon glyph=Glyph::Check/></span>
            <div class="outcome-text">
                <h2 id="outcome-title">{title}</h2>
                <p>{note}</p>
            </div>
            <div class="outcome-acts">
                <ButtonLink href=sent glyph=Glyph::Link>"Show the links"</ButtonLink>
                <ButtonLink href=file(ExportFormat::Xlsx) glyph=Glyph::Download download="">"Results as Excel"</ButtonLink>
                <ButtonLink kind=Kind::Quiet href=file(ExportFormat::Csv) download="">
                    <span class="sr">"Results as "</span>
                    "CSV"
                </ButtonLink>
                <Show when=move || { made.get() > 0 }>
                    {move || id.with(|id| id.as_ref().map(cancel_button))}
                </Show>
                <Show when=move || sendable.get()>
                    <SendButton import unsaved/>
                </Show>
            </div>
        </section>
    }
}
