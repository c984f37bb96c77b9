//! The hosted checkout page at `/pay/{session}`. It works without JavaScript: there is none.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde_json::Value;

use super::checkout_form::{self, Entered, Mistakes};
use super::html::{Width, escape, page};
use crate::call::Call;
use crate::currency;
use crate::form::Form;
use crate::payment::{self, Attempt, Door, Refusal};
use crate::table::Kind;
use crate::world::{App, World};

const NOTICE: &str = "Sandbox — no real money moves";

/// The form, or what became of the session.
pub(crate) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let mut world = app.world();
    let Some((call, session)) = open(&mut world, &id) else { return unknown() };
    if session["status"] != "open" {
        return closed(&call, &session);
    }
    let problem = last_problem(&call, &session);
    form_page(&call, &session, &Entered::default(), &Mistakes::new(), problem.as_deref())
}

/// The payer submits the form.
pub(crate) async fn submit(State(app): State<Arc<App>>, Path(id): Path<String>, body: String) -> Response {
    let entered = Entered::parse(&body);
    let mut world = app.world();
    let Some((mut call, session)) = open(&mut world, &id) else { return unknown() };
    let methods: Vec<&str> = session["payment_method_types"]
        .as_array()
        .map(|all| all.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let given = session["customer_email"].as_str();
    let now = call.world.clock.now_ms();
    let (method, payer) = match entered.read(&methods, given, now) {
        Ok(read) => read,
        Err(mistakes) => {
            return form_page(&call, &session, &entered, &mistakes, Some("Please check what is marked below."));
        }
    };
    let result = payment::submit(&mut call, &id, method, payer, Door::OpenSessionsOnly);
    after(&mut call, &id, &entered, result)
}

/// 3-D Secure: the bank asks the cardholder.
pub(crate) async fn show_3ds(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    question(
        &app,
        &id,
        "3-D Secure",
        "Your bank asks: was it you who wants to make this payment?",
        [("complete", "Complete"), ("fail", "Fail")],
    )
}

/// The pay-later provider asks the payer.
pub(crate) async fn show_pay_later(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    question(
        &app,
        &id,
        "Pay later",
        "The provider pays now; you pay the provider later. Do you agree?",
        [("approve", "Approve"), ("refuse", "Refuse")],
    )
}

/// The answer on either page.
pub(crate) async fn answer(State(app): State<Arc<App>>, Path(id): Path<String>, body: String) -> Response {
    let form = Form::parse(&body);
    let approved = matches!(form.text("outcome"), Some("complete" | "approve"));
    let mut world = app.world();
    let Some((mut call, _)) = open(&mut world, &id) else { return unknown() };
    let result = payment::resume(&mut call, &id, approved, Door::OpenSessionsOnly);
    if let Ok(Attempt::Declined(_)) = result {
        return Redirect::to(&format!("/pay/{id}")).into_response();
    }
    after(&mut call, &id, &Entered::default(), result)
}

/// A receipt: the address in a charge's `receipt_url`.
pub(crate) async fn receipt(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let mut world = app.world();
    let Some(account) = world.owner_of(&id) else { return unknown() };
    let call = Call::internal(&mut world, &account);
    let Some(charge) = call.get(Kind::Charge, &id) else { return unknown() };
    let name = call.account().map(|account| escape(&account.name)).unwrap_or_default();
    let amount = money(&charge["amount"], &charge["currency"]);
    let status = escape(charge["status"].as_str().unwrap_or_default());
    let body = format!(
        "<div class=\"card\">\n<h1>Receipt from {name}</h1>\n<p class=\"amount\">{amount}</p>\n\
         <p class=\"soft\">Status: {status}</p>\n<p class=\"soft\">{}</p>\n</div>",
        escape(&id)
    );
    page(StatusCode::OK, "Receipt", NOTICE, Width::Phone, &body)
}

fn open<'w>(world: &'w mut World, id: &str) -> Option<(Call<'w>, Value)> {
    let account = world.owner_of(id).filter(|_| id.starts_with("cs_"))?;
    let call = Call::internal(world, &account);
    let session = call.get(Kind::Session, id)?;
    Some((call, session))
}

fn after(call: &mut Call<'_>, id: &str, entered: &Entered, result: Result<Attempt, Refusal>) -> Response {
    let session = call.get(Kind::Session, id).unwrap_or(Value::Null);
    match result {
        Ok(Attempt::Paid | Attempt::Processing) => to_success(&session),
        Ok(Attempt::NeedsPage(name)) => Redirect::to(&format!("/pay/{id}/{name}")).into_response(),
        Ok(Attempt::Declined(message)) => form_page(call, &session, entered, &Mistakes::new(), Some(&message)),
        Err(Refusal::NothingPending) => Redirect::to(&format!("/pay/{id}")).into_response(),
        Err(Refusal::NotOpen) => closed(call, &session),
        Err(Refusal::NoSuchSession) => unknown(),
    }
}

/// `success_url`, with the session's id where it is asked for.
pub(crate) fn success_url(session: &Value) -> Option<String> {
    let id = session["id"].as_str()?;
    Some(session["success_url"].as_str()?.replace("{CHECKOUT_SESSION_ID}", id))
}

fn to_success(session: &Value) -> Response {
    success_url(session).map_or_else(unknown, |url| Redirect::to(&url).into_response())
}

fn money(amount: &Value, currency: &Value) -> String {
    let text = currency::display(amount.as_i64().unwrap_or_default(), currency.as_str().unwrap_or_default());
    escape(&text.to_uppercase())
}

fn last_problem(call: &Call<'_>, session: &Value) -> Option<String> {
    let intent = call.get(Kind::PaymentIntent, session["payment_intent"].as_str()?)?;
    intent["last_payment_error"]["message"].as_str().map(str::to_owned)
}

/// Who asks for how much, and what for.
fn summary(call: &Call<'_>, session: &Value) -> String {
    let name = call.account().map(|account| escape(&account.name)).unwrap_or_default();
    let plan = call.plan(session["id"].as_str().unwrap_or_default());
    let mut lines = String::new();
    for item in &plan.line_items {
        let quantity = item["quantity"].as_i64().unwrap_or(1);
        let times = if quantity > 1 { format!(" × {quantity}") } else { String::new() };
        lines.push_str(&format!("<p>{}{times}</p>\n", escape(item["description"].as_str().unwrap_or_default())));
    }
    if let Some(description) = &plan.description {
        lines.push_str(&format!("<p class=\"soft\">{}</p>\n", escape(description)));
    }
    format!(
        "<div class=\"card\">\n<h1>{name}</h1>\n<p class=\"amount\">{}</p>\n{lines}</div>\n",
        money(&session["amount_total"], &session["currency"])
    )
}

fn form_page(
    call: &Call<'_>,
    session: &Value,
    entered: &Entered,
    mistakes: &Mistakes,
    problem: Option<&str>,
) -> Response {
    let mut body = String::new();
    if let Some(problem) = problem {
        body.push_str(&format!("<p class=\"alert\" role=\"alert\">{}</p>\n", escape(problem)));
    }
    body.push_str(&summary(call, session));
    for place in ["submit", "after_submit"] {
        if let Some(text) = session["custom_text"][place]["message"].as_str() {
            body.push_str(&format!("<p class=\"soft\">{}</p>\n", escape(text)));
        }
    }
    body.push_str(&checkout_form::render(session, entered, mistakes));
    if let Some(url) = session["cancel_url"].as_str() {
        body.push_str(&format!("<p><a href=\"{}\">Back</a></p>\n", escape(url)));
    }
    page(StatusCode::OK, "Checkout", NOTICE, Width::Phone, &body)
}

fn question(app: &App, id: &str, title: &str, text: &str, buttons: [(&str, &str); 2]) -> Response {
    let mut world = app.world();
    let Some((call, session)) = open(&mut world, id) else { return unknown() };
    if session["status"] != "open" {
        return closed(&call, &session);
    }
    if call.plan(id).pending.is_none() {
        return Redirect::to(&format!("/pay/{id}")).into_response();
    }
    let [(yes, yes_label), (no, no_label)] = buttons;
    let body = format!(
        "{}<form method=\"post\" class=\"card\">\n<h2>{title}</h2>\n<p>{text}</p>\n\
         <button type=\"submit\" name=\"outcome\" value=\"{yes}\">{yes_label}</button>\n\
         <button type=\"submit\" name=\"outcome\" value=\"{no}\" class=\"second\">{no_label}</button>\n</form>",
        summary(&call, &session)
    );
    page(StatusCode::OK, title, NOTICE, Width::Phone, &body)
}

fn closed(call: &Call<'_>, session: &Value) -> Response {
    let is_complete = session["status"] == "complete";
    let (title, text) = if is_complete {
        ("This payment is complete", "You can close this page.")
    } else {
        ("This checkout has expired", "Ask for a new link, or go back and start again.")
    };
    let way = if is_complete { success_url(session) } else { session["cancel_url"].as_str().map(str::to_owned) };
    let way = way.map(|url| format!("<p><a href=\"{}\">Go back</a></p>", escape(&url))).unwrap_or_default();
    let name = call.account().map(|account| escape(&account.name)).unwrap_or_default();
    let body =
        format!("<div class=\"card\">\n<p class=\"soft\">{name}</p>\n<h1>{title}</h1>\n<p>{text}</p>\n{way}\n</div>");
    page(StatusCode::OK, title, NOTICE, Width::Phone, &body)
}

fn unknown() -> Response {
    let body = "<div class=\"card\">\n<h1>Nothing here</h1>\n<p>This checkout does not exist.</p>\n</div>";
    page(StatusCode::NOT_FOUND, "Nothing here", NOTICE, Width::Phone, body)
}
