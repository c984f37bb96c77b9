//! Where a file is dropped, or chosen.

use domain::api::imports::{ImportDetail, MAX_IMPORT_BYTES};
use leptos::{ev, html, prelude::*};
use web_sys::{File, FileList};

use super::upload::{Sent, Upload, size};
use crate::{
    admin::imports::words,
    api,
    ui::{Button, Glyph, Icon, fresh_id, on_window},
};

/// What the browser offers when one chooses a file.
const KINDS: &str = ".csv,.tsv,.txt,.xlsx,text/csv,text/tab-separated-values,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Takes a file by mouse, finger or keyboard, and says what is wrong with it.
#[component]
pub fn DropZone(account: RwSignal<String>, open: Callback<ImportDetail>) -> impl IntoView {
    let upload = Upload::new();
    let wrong = RwSignal::new(None::<(String, String)>);
    let over = RwSignal::new(false);
    let (input_id, hint_id, wrong_id) = (fresh_id(), fresh_id(), fresh_id());
    let node = NodeRef::<html::Input>::new();
    let take = move |files: Option<FileList>| {
        if upload.now.with_untracked(Option::is_some) {
            return;
        }
        let count = files.as_ref().map_or(0, FileList::length);
        let Some(file) = files.and_then(|files| files.get(0)) else { return };
        match refused(&file, count) {
            Some(why) => wrong.set(Some((file.name(), why.to_owned()))),
            None => {
                wrong.set(None);
                let name = file.name();
                let then = move |answer| match answer {
                    Ok(import) => open.run(import),
                    Err(error) => wrong.set(Some((name.clone(), words::sentence(&error)))),
                };
                let path = account.with_untracked(|account| api::imports::file_path(&file.name(), account));
                upload.send(&file, &path, Callback::new(then));
            }
        }
    };
    let chosen = move |_| {
        let Some(input) = node.get_untracked() else { return };
        take(input.files());
        // The same file may be chosen again.
        input.set_value("");
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let drag = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let described_by = {
        let (hint_id, wrong_id) = (hint_id.clone(), wrong_id.clone());
        move || if wrong.with(Option::is_some) { format!("{wrong_id} {hint_id}") } else { hint_id.clone() }
    };
    // Beside the zone, a browser would leave the page for the file.
    on_window(ev::dragover, |event| event.prevent_default());
    on_window(ev::drop, |event| event.prevent_default());
    let busy = Memo::new(move |_| upload.now.with(Option::is_some));
    view! {
        <div
            class="drop"
            class:over=over
            class:bad=move || wrong.with(Option::is_some)
            on:dragover=drag
            on:dragenter=drag
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <div class="drop-ask" hidden=busy>
                <span class="empty-glyph"><Icon glyph=Glyph::Layers/></span>
                <p class="drop-title">
                    <span class="desk-only">"Drop a spreadsheet here, or "</span>
                    <label for=input_id.clone() class="btn primary">"Choose a file"</label>
                </p>
                <input
                    type="file"
                    class="sr"
                    id=input_id
                    node_ref=node
                    accept=KINDS
                    aria-describedby=described_by
                    on:change=chosen
                />
                <p class="hint" id=hint_id>"CSV, TSV, TXT or XLSX, up to 50 MB and 100,000 rows. Nothing is sent before you have looked at it."</p>
            </div>
            {move || upload.now.get().map(|sent| view! { <Way upload sent/> })}
            <div role="alert" id=wrong_id>
                {move || wrong.get().map(|(name, why)| view! {
                    <p class="drop-wrong">
                        <Icon glyph=Glyph::Alert/>
                        <span><strong>{name}</strong>": " {why}</span>
                    </p>
                })}
            </div>
        </div>
    }
}

/// How much of the file has left.
#[component]
fn Way(upload: Upload, sent: Sent) -> impl IntoView {
    let there = sent.bytes >= sent.of;
    let note = if there {
        "Reading it…".to_owned()
    } else {
        format!("{} of {}", words::bytes(sent.bytes), words::bytes(sent.of))
    };
    view! {
        <div class="drop-way">
            <p class="drop-title">{sent.name.clone()}</p>
            <progress
                class="work-bar"
                aria-label=format!("Uploading {}", sent.name)
                max=sent.of.max(1).to_string()
                value=(!there).then(|| sent.bytes.to_string())
            ></progress>
            <p class="hint">{note}</p>
            <Button on_click=move |()| upload.stop()>"Cancel"</Button>
        </div>
    }
}

/// What can be said before anything is sent; the server looks closer.
fn refused(file: &File, count: u32) -> Option<&'static str> {
    if count > 1 {
        return Some("One file at a time: choose a single file.");
    }
    if size(file) == 0 {
        return Some("The file is empty. Save it with its rows and choose it again.");
    }
    (size(file) > MAX_IMPORT_BYTES).then_some("The file is larger than 50 MB. Split it, or save it as CSV.")
}
