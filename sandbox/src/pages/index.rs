//! The index page.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::html::{Width, escape, page};
use crate::clock::readable;
use crate::currency;
use crate::table::Kind;
use crate::world::App;

/// Where everything is, and the newest sessions.
pub(crate) async fn show(State(app): State<Arc<App>>) -> Response {
    let mails = app.mailbox().len();
    let world = app.world();
    let mut rows = String::new();
    for account in world.accounts() {
        for session in account.newest(Kind::Session).take(20) {
            let id = session["id"].as_str().unwrap_or_default();
            let amount = currency::number(
                session["amount_total"].as_i64().unwrap_or_default(),
                session["currency"].as_str().unwrap_or_default(),
            );
            rows.push_str(&format!(
                "<tr><td><a href=\"/pay/{id}\">{}…</a></td><td>{}</td><td>{amount} {}</td><td>{}</td><td>{}</td></tr>\n",
                escape(id.get(..20).unwrap_or(id)),
                escape(&account.name),
                escape(&session["currency"].as_str().unwrap_or_default().to_uppercase()),
                escape(session["status"].as_str().unwrap_or_default()),
                escape(session["payment_status"].as_str().unwrap_or_default()),
            ));
        }
    }
    let sessions = if rows.is_empty() {
        "<p class=\"soft\">No session has been made yet.</p>".to_owned()
    } else {
        format!(
            "<table>\n<thead><tr><th scope=\"col\">Session</th><th scope=\"col\">Account</th><th scope=\"col\">Amount</th>\
             <th scope=\"col\">Status</th><th scope=\"col\">Payment</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
        )
    };
    let body = format!(
        "<div class=\"card\">\n<h1>Sandbox: the outside world in a box</h1>\n<p class=\"soft\">Its clock says {}</p>\n\
         <ul>\n<li><a href=\"/mailbox\">Mailbox</a> ({mails})</li>\n<li><a href=\"/control\">Control API</a></li>\n\
         <li><a href=\"/control/state\">State as JSON</a></li>\n</ul>\n</div>\n\
         <div class=\"card\">\n<h2>Checkout sessions</h2>\n{sessions}\n</div>",
        readable(world.clock.now_ms())
    );
    page(StatusCode::OK, "Sandbox", "Sandbox — no real money moves", Width::Wide, &body)
}
