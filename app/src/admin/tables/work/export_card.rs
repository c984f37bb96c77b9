//! A file that is being written.

use domain::api::selections::{Export, ExportState};
use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::{Work, tray::Card};
use crate::{
    api,
    ui::{ButtonLink, Glyph, grouped},
};

/// The card.
#[component]
pub fn ExportCard(work: Work, export: ArcRwSignal<Export>) -> impl IntoView {
    let export = RwSignal::from(export);
    let (key, path, name) =
        export.with_untracked(|e| (e.id.to_string(), api::exports::file_path(&e.id), e.file_name.clone()));
    let title = Memo::new(move |_| {
        export.with(|export| match export.state {
            ExportState::Running => format!("Writing {}", export.file_name),
            ExportState::Done => export.file_name.clone(),
            ExportState::Failed => format!("{} could not be written", export.file_name),
        })
    });
    let note = Signal::derive(move || export.with(note));
    let progress = Memo::new(move |_| export.with(|e| (e.state == ExportState::Running).then_some((e.rows, None))));
    let tone = Signal::derive(move || {
        export.with(|export| match export.state {
            ExportState::Running => "",
            ExportState::Done => "good",
            ExportState::Failed => "bad",
        })
    });
    let ready = Memo::new(move |_| export.with(|export| export.state == ExportState::Done));
    view! {
        <Card work key title note progress tone>
            <Show when=move || ready.get()>
                <ButtonLink href=path.clone() glyph=Glyph::Download download=name.clone()>"Download"</ButtonLink>
            </Show>
        </Card>
    }
}

fn note(export: &Export) -> String {
    let rows = match export.rows {
        1 => "1 row".to_owned(),
        rows => format!("{} rows", grouped(rows)),
    };
    match (export.state, &export.failure, export.size) {
        (ExportState::Failed, Some(why), _) => why.clone(),
        (ExportState::Failed, None, _) => "Try again in a moment.".to_owned(),
        (ExportState::Done, _, Some(size)) => format!("{rows}, {}", bytes(size)),
        _ => rows,
    }
}

/// `48 kB`, `1.2 MB`.
fn bytes(size: i64) -> String {
    match size {
        ..1_000 => format!("{size} bytes"),
        1_000..1_000_000 => format!("{} kB", size / 1_000),
        _ => format!("{}.{} MB", size / 1_000_000, size % 1_000_000 / 100_000),
    }
}

/// Lets the browser save a file that is ready.
pub fn save(export: &Export) {
    if export.state != ExportState::Done {
        return;
    }
    let Some(link) = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let path = api::exports::file_path(&export.id);
    if link.set_attribute("href", &path).and_then(|()| link.set_attribute("download", &export.file_name)).is_ok() {
        link.click();
    }
}
