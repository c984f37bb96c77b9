//! A file to fill in.

use domain::api::selections::ExportFormat;
use leptos::prelude::*;

use crate::{
    api,
    ui::{ButtonLink, Glyph},
};

/// The template, as Excel and as CSV.
#[component]
pub fn Templates(
    /// The receiving account: its currency stands in the example.
    account: RwSignal<String>,
) -> impl IntoView {
    let path =
        move |format| Signal::derive(move || account.with(|account| api::imports::template_path(format, account)));
    view! {
        <div class="upload-templates">
            <ButtonLink href=path(ExportFormat::Xlsx) glyph=Glyph::Download download="">
                <span class="sr">"Download the template: "</span>
                "Excel template"
            </ButtonLink>
            <ButtonLink href=path(ExportFormat::Csv) glyph=Glyph::Download download="">
                <span class="sr">"Download the template: "</span>
                "CSV template"
            </ButtonLink>
        </div>
    }
}
