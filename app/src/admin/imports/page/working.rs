//! While the rows are read and checked.

use domain::api::imports::ImportDetail;
use leptos::prelude::*;

use crate::{
    admin::data::Query,
    ui::{Glyph, Icon, grouped},
};

/// How far it is. One may leave: it goes on.
#[component]
pub fn Working(import: Query<ImportDetail>) -> impl IntoView {
    let progress = Memo::new(move |_| import.value.with(|i| i.as_ref().and_then(|i| i.import.progress)));
    let trouble = Memo::new(move |_| import.value.with(|i| i.as_ref().and_then(|i| i.import.trouble.clone())));
    let note = move || match progress.get() {
        Some(progress) if progress.total > 0 => {
            format!("{} of {} rows", grouped(progress.done), grouped(progress.total))
        }
        _ => "Reading the file".to_owned(),
    };
    view! {
        <section class="working" aria-labelledby="working-title">
            {move || match trouble.get() {
                Some(why) => view! {
                    <div class="callout bad"><Icon glyph=Glyph::Alert/><p>{why}</p></div>
                }.into_any(),
                None => view! {
                    <h2 id="working-title">"Checking the rows"</h2>
                    <progress
                        class="work-bar"
                        aria-label="Checking the rows"
                        max=move || progress.get().map(|p| p.total.max(1).to_string())
                        value=move || progress.get().filter(|p| p.total > 0).map(|p| p.done.to_string())
                    ></progress>
                    <p class="hint" role="status">{note}</p>
                    <p class="hint">"You may leave this page: it goes on, and you find it again under Bulk upload."</p>
                }.into_any(),
            }}
        </section>
    }
}
