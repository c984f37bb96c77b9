//! Payments and what follows them, without a browser: the same code as behind the hosted page.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::settings::account_of;
use super::{Answer, Body, Refused, on_owner};
use crate::call::Call;
use crate::pages::checkout::success_url;
use crate::pages::checkout_form::month_of;
use crate::payment::{self, Attempt, Card, Debit, Door, Ending, Method, Payer, Refusal};
use crate::table::Kind;
use crate::world::App;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MethodName {
    Card,
    BankDebit,
    PayLater,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Settle {
    Succeed,
    Fail,
    Manual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pay {
    /// `cs_…`, or the URL of its hosted page.
    session: Option<String>,
    url: Option<String>,
    method: Option<MethodName>,
    /// `4242424242424242` by default.
    card: Option<String>,
    /// bank debit: how it ends, `succeed` by default; after how long is a setting.
    settle: Option<Settle>,
    /// bank debit: small deposits must verify the account first.
    #[serde(default)]
    microdeposits: bool,
    /// 3-D Secure and pay later: `true` approves, `false` refuses, absent leaves it pending.
    approve: Option<bool>,
    email: Option<String>,
    name: Option<String>,
    #[serde(default)]
    ignore_session_state: bool,
}

impl Pay {
    fn session(&self) -> Option<String> {
        let text = self.session.as_deref().or(self.url.as_deref())?;
        let start = text.find("cs_test_")?;
        Some(text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
    }

    fn method(&self, now_ms: i64) -> Result<Method, Refused> {
        match self.method.unwrap_or(MethodName::Card) {
            MethodName::Card => {
                let number = self.card.as_deref().unwrap_or("4242424242424242");
                let (year, month) = month_of(now_ms);
                Card::parse(number, "12/2070", (year, month))
                    .or_else(|_| Card::parse(number, &format!("12/{}", year + 3), (year, month)))
                    .map(Method::Card)
                    .map_err(|_| Refused::bad("not a card number"))
            }
            MethodName::BankDebit => {
                let ending = match self.settle.unwrap_or(Settle::Succeed) {
                    Settle::Succeed => Ending::Succeeds,
                    Settle::Fail => Ending::Fails,
                    Settle::Manual => Ending::Manual,
                };
                Ok(Method::BankDebit(Debit {
                    account_number: "000123456789".into(),
                    ending,
                    needs_deposits: self.microdeposits,
                }))
            }
            MethodName::PayLater => Ok(Method::PayLater),
        }
    }
}

/// Pays a session.
pub(super) async fn pay(State(app): State<Arc<App>>, Body(wish): Body<Pay>) -> Answer {
    let id = wish.session().ok_or_else(|| Refused::bad("session or url is missing"))?;
    let door = if wish.ignore_session_state { Door::AnySession } else { Door::OpenSessionsOnly };
    let mut world = app.world();
    let method = wish.method(world.clock.now_ms())?;
    let mut call = on_owner(&mut world, "session", &id)?;
    let payer = Payer {
        email: Some(wish.email.unwrap_or_else(|| "payer@example.com".into())),
        name: Some(wish.name.unwrap_or_else(|| "Pat Payer".into())),
    };
    let is_pay_later = matches!(method, Method::PayLater);
    let mut attempt = payment::submit(&mut call, &id, method, payer, door).map_err(|refusal| refused(&id, refusal))?;
    let approve = wish.approve.or(is_pay_later.then_some(wish.settle != Some(Settle::Fail)));
    if let (Attempt::NeedsPage(_), Some(approve)) = (&attempt, approve.filter(|_| wish.settle != Some(Settle::Manual)))
    {
        attempt = payment::resume(&mut call, &id, approve, door).map_err(|refusal| refused(&id, refusal))?;
    }
    Ok(outcome(&call, &id, &attempt))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decide {
    session: String,
    approve: bool,
    #[serde(default)]
    ignore_session_state: bool,
}

/// Answers a pending 3-D Secure or pay-later page.
pub(super) async fn decide(State(app): State<Arc<App>>, Body(wish): Body<Decide>) -> Answer {
    let door = if wish.ignore_session_state { Door::AnySession } else { Door::OpenSessionsOnly };
    let mut world = app.world();
    let mut call = on_owner(&mut world, "session", &wish.session)?;
    let attempt = payment::resume(&mut call, &wish.session, wish.approve, door)
        .map_err(|refusal| refused(&wish.session, refusal))?;
    Ok(outcome(&call, &wish.session, &attempt))
}

fn outcome(call: &Call<'_>, id: &str, attempt: &Attempt) -> Json<Value> {
    let session = call.get(Kind::Session, id).unwrap_or(Value::Null);
    let intent = session["payment_intent"].as_str().and_then(|id| call.get(Kind::PaymentIntent, id));
    let charge =
        intent.as_ref().and_then(|intent| intent["latest_charge"].as_str()).and_then(|id| call.get(Kind::Charge, id));
    let (word, detail) = match attempt {
        Attempt::Paid => ("paid", None),
        Attempt::Processing => ("processing", None),
        Attempt::Declined(message) => ("declined", Some(message.clone())),
        Attempt::NeedsPage(page) => ("requires_action", Some((*page).to_owned())),
    };
    Json(json!({
        "outcome": word,
        "detail": detail,
        "redirect": success_url(&session),
        "session": session,
        "payment_intent": intent,
        "charge": charge,
    }))
}

fn refused(id: &str, refusal: Refusal) -> Refused {
    match refusal {
        Refusal::NoSuchSession => Refused::missing("session", id),
        Refusal::NotOpen => Refused::conflict("the session is not open"),
        Refusal::NothingPending => Refused::conflict("nothing waits for the payer"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Foreign {
    key: String,
    amount: i64,
    currency: String,
    description: Option<String>,
    method: Option<MethodName>,
}

/// A payment that came from elsewhere: no session, no metadata.
pub(super) async fn foreign(State(app): State<Arc<App>>, Body(wish): Body<Foreign>) -> Answer {
    let mut world = app.world();
    let account = account_of(&mut world, &wish.key)?;
    let wish_method = Pay {
        session: None,
        url: None,
        method: wish.method,
        card: None,
        settle: None,
        microdeposits: false,
        approve: None,
        email: None,
        name: None,
        ignore_session_state: false,
    };
    let method = wish_method.method(world.clock.now_ms())?;
    let mut call = Call::internal(&mut world, &account);
    let description = wish.description.as_deref().unwrap_or("Point of sale");
    let intent = payment::foreign(&mut call, wish.amount, &wish.currency.to_lowercase(), description, method);
    let charge = intent["latest_charge"].as_str().and_then(|id| call.get(Kind::Charge, id));
    Ok(Json(json!({ "payment_intent": intent, "charge": charge })))
}
