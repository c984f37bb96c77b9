//! The mailbox: pages for people, JSON for tests.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::html::{Width, escape, page};
use crate::clock::readable;
use crate::mailbox::{Mail, Search};
use crate::world::App;

const NOTICE: &str = "Sandbox — these mails went nowhere else";
const SHOWN: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Filter {
    to: Option<String>,
    subject: Option<String>,
    /// Milliseconds since the epoch.
    since: Option<i64>,
    limit: Option<usize>,
}

impl Filter {
    fn search(&self) -> Search {
        Search { to: self.to.clone(), subject: self.subject.clone(), since_ms: self.since }
    }
}

/// The list, newest first.
pub(crate) async fn list(State(app): State<Arc<App>>, Query(filter): Query<Filter>) -> Response {
    let mailbox = app.mailbox();
    let rows: String = mailbox
        .search(&filter.search())
        .take(SHOWN)
        .map(|mail| {
            let subject = if mail.subject.is_empty() { "(no subject)" } else { &mail.subject };
            format!(
                "<tr><td><a href=\"/mailbox/{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                escape(&mail.id),
                escape(subject),
                escape(&mail.to.join(", ")),
                escape(&mail.from),
                readable(mail.received_at_ms),
            )
        })
        .collect();
    let content = if rows.is_empty() {
        "<p class=\"soft\">No mail yet.</p>".to_owned()
    } else {
        format!(
            "<table>\n<thead><tr><th scope=\"col\">Subject</th><th scope=\"col\">To</th><th scope=\"col\">From</th>\
             <th scope=\"col\">Received</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
        )
    };
    let body = format!("<div class=\"card\">\n<h1>Mailbox</h1>\n{content}\n</div>\n<p><a href=\"/\">Sandbox</a></p>");
    page(StatusCode::OK, "Mailbox", NOTICE, Width::Wide, &body)
}

/// The list for tests: `{data: [...]}`.
pub(crate) async fn list_json(State(app): State<Arc<App>>, Query(filter): Query<Filter>) -> Json<Value> {
    let mailbox = app.mailbox();
    let data: Vec<Value> =
        mailbox.search(&filter.search()).take(filter.limit.unwrap_or(usize::MAX)).map(Mail::json).collect();
    Json(json!({ "data": data, "total": mailbox.len() }))
}

pub(crate) async fn clear(State(app): State<Arc<App>>) -> StatusCode {
    app.mailbox().clear();
    StatusCode::NO_CONTENT
}

/// One mail.
pub(crate) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let mailbox = app.mailbox();
    let Some(mail) = mailbox.get(&id) else { return missing() };
    let headers: String = mail
        .headers
        .iter()
        .map(|(name, value)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape(name), escape(value)))
        .collect();
    let mut body = format!(
        "<div class=\"card\">\n<h1>{}</h1>\n<p class=\"soft\">From {}</p>\n<p class=\"soft\">To {}</p>\n\
         <p class=\"soft\">{}</p>\n</div>\n",
        escape(if mail.subject.is_empty() { "(no subject)" } else { &mail.subject }),
        escape(&mail.from),
        escape(&mail.to.join(", ")),
        readable(mail.received_at_ms),
    );
    if mail.html.is_some() {
        body.push_str(&format!(
            "<div class=\"card\">\n<h2>HTML</h2>\n<iframe title=\"HTML part of the mail\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\" \
             src=\"/mailbox/{}/html\"></iframe>\n</div>\n",
            escape(&id)
        ));
    }
    if let Some(text) = &mail.text {
        body.push_str(&format!("<div class=\"card\">\n<h2>Text</h2>\n<pre>{}</pre>\n</div>\n", escape(text)));
    }
    if !mail.attachments.is_empty() {
        let items: String = mail
            .attachments
            .iter()
            .enumerate()
            .map(|(index, attachment)| {
                format!(
                    "<li><a href=\"/mailbox/{}/attachments/{index}\">{}</a> ({} bytes)</li>\n",
                    escape(&id),
                    escape(&attachment.name),
                    attachment.bytes.len()
                )
            })
            .collect();
        body.push_str(&format!("<div class=\"card\">\n<h2>Attachments</h2>\n<ul>\n{items}</ul>\n</div>\n"));
    }
    body.push_str(&format!(
        "<details class=\"card\">\n<summary>Headers</summary>\n<table>\n<tbody>\n{headers}</tbody>\n</table>\n</details>\n\
         <p><a href=\"/mailbox\">Mailbox</a></p>"
    ));
    page(StatusCode::OK, &mail.subject, NOTICE, Width::Wide, &body)
}

/// The HTML part alone, as the frame shows it: no script runs, nothing is loaded from elsewhere.
pub(crate) async fn html(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let html = app.mailbox().get(&id).and_then(|mail| mail.html.clone());
    let Some(html) = html else { return missing() };
    // Links leave the frame: most pages refuse to be shown in one.
    let mut response = Html(format!("<base target=\"_blank\">{html}")).into_response();
    response.headers_mut().insert(
        "content-security-policy",
        HeaderValue::from_static(
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self' http://127.0.0.1:* \
             http://localhost:*; frame-ancestors 'self'",
        ),
    );
    response
}

/// A file, always as a download.
pub(crate) async fn attachment(State(app): State<Arc<App>>, Path((id, index)): Path<(String, usize)>) -> Response {
    let attachment = app.mailbox().get(&id).and_then(|mail| mail.attachments.get(index).cloned());
    let Some(attachment) = attachment else { return missing() };
    let name: String =
        attachment.name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let mut response = attachment.bytes.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&attachment.content_type);
    headers.insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

fn missing() -> Response {
    let body = "<div class=\"card\">\n<h1>No such mail</h1>\n<p><a href=\"/mailbox\">Mailbox</a></p>\n</div>";
    page(StatusCode::NOT_FOUND, "No such mail", NOTICE, Width::Wide, body)
}
