//! Webhooks: signed, delivered concurrently, repeated until they are taken.

use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, Mac};
use http::header::CONTENT_TYPE;
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::{Semaphore, mpsc};

use crate::call::Call;
use crate::table::Kind;
use crate::world::{App, World};

/// Deliveries under way at once.
const CONCURRENT: usize = 32;
/// How long an endpoint may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Stripe gives up after three days.
const GIVE_UP_AFTER_S: i64 = 3 * 24 * 3600;

/// An event on its way to an endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) account: String,
    pub(crate) endpoint: String,
    pub(crate) event: String,
    pub(crate) kind: String,
    /// True for what faults or the control API repeat: it is not multiplied again.
    pub(crate) is_copy: bool,
    /// The world's epoch: a delivery of an earlier one is forgotten.
    pub(crate) epoch: u64,
}

/// `t=…,v1=…` as Stripe signs: HMAC-SHA256 of `{t}.{body}` under the endpoint's secret.
pub(crate) fn signature(secret: &str, timestamp: i64, body: &str) -> String {
    let mut code = match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(code) => code,
        // HMAC takes keys of any length.
        Err(never) => return never.to_string(),
    };
    code.update(format!("{timestamp}.{body}").as_bytes());
    format!("t={timestamp},v1={}", hex::encode(code.finalize().into_bytes()))
}

/// Takes deliveries until the sandbox stops.
pub(crate) async fn run(app: Arc<App>, mut inbox: mpsc::UnboundedReceiver<Delivery>) {
    let slots = Arc::new(Semaphore::new(CONCURRENT));
    loop {
        let delivery = tokio::select! {
            () = app.stop.cancelled() => return,
            delivery = inbox.recv() => delivery,
        };
        let Some(delivery) = delivery else { return };
        dispatch(&app, &slots, &delivery);
    }
}

/// Lets the faults have their way, then starts the deliveries.
fn dispatch(app: &Arc<App>, slots: &Arc<Semaphore>, delivery: &Delivery) {
    let fate = {
        let mut world = app.world();
        let fate = world.faults.webhook(&delivery.kind, delivery.is_copy);
        for _ in 0..fate.new_ids {
            announce_again(&mut world, delivery);
        }
        if fate.is_dropped {
            settle(&mut world, delivery, Ended::Taken);
        } else {
            expect_more(&mut world, delivery, fate.deliveries_ms.len() - 1);
        }
        fate
    };
    if fate.is_dropped {
        return;
    }
    for wait_ms in fate.deliveries_ms {
        let (app, slots, delivery) = (Arc::clone(app), Arc::clone(slots), delivery.clone());
        app.tasks.clone().spawn(async move {
            let mut epoch = app.epoch.subscribe();
            let ended = tokio::select! {
                () = app.stop.cancelled() => return,
                _ = epoch.wait_for(|epoch| *epoch != delivery.epoch) => Ended::GivenUp,
                ended = deliver(&app, &slots, &delivery, wait_ms) => ended,
            };
            settle(&mut app.world(), &delivery, ended);
        });
    }
}

/// Duplicates are pending like the first delivery.
fn expect_more(world: &mut World, delivery: &Delivery, more: usize) {
    let event = world
        .account_mut(&delivery.account)
        .and_then(|account| account.table_mut(Kind::Event).get_mut(&delivery.event));
    if let Some(event) = event {
        let pending = event["pending_webhooks"].as_u64().unwrap_or(0);
        event["pending_webhooks"] = pending.saturating_add(u64::try_from(more).unwrap_or(0)).into();
    }
}

/// The same event under another id, to the same endpoint.
fn announce_again(world: &mut World, delivery: &Delivery) {
    let id = format!("evt_1{}", world.chance.token(23));
    let call = &mut Call::internal(world, &delivery.account);
    let Some(mut event) = call.get(Kind::Event, &delivery.event) else { return };
    event["id"] = id.as_str().into();
    event["pending_webhooks"] = 1.into();
    call.put(&event);
    call.world.deliver(Delivery { event: id, is_copy: true, ..delivery.clone() });
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Taken,
    GivenUp,
}

async fn deliver(app: &App, slots: &Semaphore, delivery: &Delivery, wait_ms: u64) -> Ended {
    tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    let mut attempt = 0;
    loop {
        let mut paused = app.paused.subscribe();
        if paused.wait_for(|paused| !paused).await.is_err() {
            return Ended::GivenUp;
        }
        let Some(message) = message(&mut app.world(), delivery) else { return Ended::GivenUp };
        if send(app, slots, message).await {
            app.world().delivered += 1;
            return Ended::Taken;
        }
        let pause = {
            let world = app.world();
            let pauses = &world.settings.webhook_backoff_ms;
            pauses.get(attempt).or(pauses.last()).copied().unwrap_or(1000)
        };
        attempt += 1;
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

struct Message {
    url: String,
    secret: String,
    body: String,
    timestamp: i64,
}

/// What to send now; `None` if the endpoint is gone or it is too late.
fn message(world: &mut World, delivery: &Delivery) -> Option<Message> {
    let now = world.clock.now();
    let account = world.account(&delivery.account)?;
    let event = account.get(Kind::Event, &delivery.event)?;
    let endpoint = account.get(Kind::WebhookEndpoint, &delivery.endpoint)?;
    if endpoint["status"] != "enabled" || now - event["created"].as_i64()? > GIVE_UP_AFTER_S {
        return None;
    }
    let message = Message {
        url: endpoint["url"].as_str()?.to_owned(),
        secret: account.secrets.get(&delivery.endpoint)?.clone(),
        body: serde_json::to_string_pretty(event).ok()?,
        timestamp: now,
    };
    world.attempts += 1;
    Some(message)
}

async fn send(app: &App, slots: &Semaphore, message: Message) -> bool {
    let Ok(_slot) = slots.acquire().await else { return false };
    let answer = app
        .http
        .post(&message.url)
        .timeout(ANSWER_WITHIN)
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header("stripe-signature", signature(&message.secret, message.timestamp, &message.body))
        .header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
        .body(message.body)
        .send()
        .await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

/// Notes that a delivery needs no more attempts.
fn settle(world: &mut World, delivery: &Delivery, ended: Ended) {
    let Some(account) = world.account_mut(&delivery.account) else { return };
    if ended == Ended::GivenUp {
        *account.undelivered.entry(delivery.event.clone()).or_default() += 1;
    }
    if let Some(event) = account.table_mut(Kind::Event).get_mut(&delivery.event) {
        let pending = event["pending_webhooks"].as_i64().unwrap_or(0);
        event["pending_webhooks"] = Value::from((pending - 1).max(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_stripes() {
        // Computed with Stripe's own library.
        let expected = "t=1700000000,v1=35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91";
        assert_eq!(signature("whsec_test", 1_700_000_000, "{}"), expected);
    }
}
