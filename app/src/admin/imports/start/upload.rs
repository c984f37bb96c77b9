//! Sending a file, with its progress: what `fetch` can't tell.

use domain::api::imports::ImportDetail;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use crate::{admin::session::Session, api::ApiError};

/// What hears of a request's progress.
type Heard = Closure<dyn Fn(ProgressEvent)>;

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its name.
    pub name: String,
    /// Bytes that have left.
    pub bytes: u64,
    /// Bytes in all.
    pub of: u64,
}

/// Sends one file at a time.
#[derive(Clone, Copy)]
pub struct Upload {
    /// The one on its way.
    pub now: RwSignal<Option<Sent>>,
    request: StoredValue<Option<(XmlHttpRequest, Vec<Heard>)>, LocalStorage>,
    session: Session,
}

impl Upload {
    /// None is on its way. One that is, when the page goes, is stopped.
    pub fn new() -> Self {
        let upload =
            Self { now: RwSignal::new(None), request: StoredValue::new_local(None), session: Session::from_context() };
        on_cleanup(move || upload.stop());
        upload
    }

    /// Sends a file, then hands over what the server made of it.
    pub fn send(self, file: &File, path: &str, then: Callback<Result<ImportDetail, ApiError>>) {
        let size = size(file);
        self.now.set(Some(Sent { name: file.name(), bytes: 0, of: size }));
        if self.begin(file, path, then).is_none() {
            self.end(Err(ApiError::Offline), then);
        }
    }

    fn begin(self, file: &File, path: &str, then: Callback<Result<ImportDetail, ApiError>>) -> Option<()> {
        let request = XmlHttpRequest::new().ok()?;
        request.open_with_async("POST", path, true).ok()?;
        request.set_request_header("Accept", "application/json").ok()?;
        request.set_request_header("Content-Type", "application/octet-stream").ok()?;
        let moved = Heard::new(move |event: ProgressEvent| {
            self.now.try_update(|now| {
                if let Some(now) = now {
                    now.bytes = whole(event.loaded()).min(now.of);
                }
            });
        });
        let answered = Heard::new(move |event: ProgressEvent| {
            if let Some(request) = event.target().and_then(|target| target.dyn_into::<XmlHttpRequest>().ok()) {
                self.end(answer(&request), then);
            }
        });
        let broken = Heard::new(move |_| self.end(Err(ApiError::Offline), then));
        request.upload().ok()?.set_onprogress(Some(moved.as_ref().unchecked_ref()));
        request.set_onload(Some(answered.as_ref().unchecked_ref()));
        request.set_onerror(Some(broken.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(file)).ok()?;
        self.request.set_value(Some((request, vec![moved, answered, broken])));
        Some(())
    }

    fn end(self, answer: Result<ImportDetail, ApiError>, then: Callback<Result<ImportDetail, ApiError>>) {
        if let Err(error) = &answer {
            self.session.hear(error);
        }
        self.now.try_set(None);
        // Whoever asked may have left the page.
        then.try_run(answer);
    }

    /// Stops it: nothing of the file is kept.
    pub fn stop(self) {
        if let Some((request, _)) = self.request.try_update_value(Option::take).flatten() {
            request.set_onload(None);
            request.set_onerror(None);
            // Refused only for a request that has ended.
            let _ = request.abort();
        }
        self.now.try_set(None);
    }
}

fn answer(request: &XmlHttpRequest) -> Result<ImportDetail, ApiError> {
    let status = request.status().unwrap_or_default();
    let body = request.response_text().ok().flatten().unwrap_or_default();
    if (200..300).contains(&status) {
        serde_json::from_str(&body).map_err(|_| ApiError::Unexpected { status })
    } else {
        Err(serde_json::from_str(&body).map_or(ApiError::Unexpected { status }, ApiError::Problem))
    }
}

/// The bytes of a file.
pub fn size(file: &File) -> u64 {
    whole(file.size())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes are whole and never below zero")]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
