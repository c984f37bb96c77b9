//! One piece of work on one account: an API request, a payer's click, or something that fell due.

use serde_json::{Value, json};

use crate::account::{Account, Plan};
use crate::error::StripeError;
use crate::objects::event;
use crate::table::Kind;
use crate::webhooks::Delivery;
use crate::world::World;

/// Access to one account, with the origin that its events will name.
pub(crate) struct Call<'w> {
    pub(crate) world: &'w mut World,
    pub(crate) account: String,
    request: Option<String>,
    idempotency_key: Option<String>,
}

impl<'w> Call<'w> {
    /// Work that no API request asked for.
    pub(crate) fn internal(world: &'w mut World, account: &str) -> Self {
        Self { world, account: account.to_owned(), request: None, idempotency_key: None }
    }

    /// Work for an API request.
    pub(crate) fn for_request(
        world: &'w mut World,
        account: &str,
        request: &str,
        idempotency_key: Option<&str>,
    ) -> Self {
        Self {
            world,
            account: account.to_owned(),
            request: Some(request.to_owned()),
            idempotency_key: idempotency_key.map(str::to_owned),
        }
    }

    /// The same work, continued on another account.
    pub(crate) fn on(&mut self, account: &str) -> Call<'_> {
        Call {
            world: self.world,
            account: account.to_owned(),
            request: self.request.clone(),
            idempotency_key: self.idempotency_key.clone(),
        }
    }

    /// Seconds since the epoch on the sandbox clock.
    pub(crate) fn now(&self) -> i64 {
        self.world.clock.now()
    }

    /// A new id such as `pi_3…`.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}_3{}", self.world.chance.token(23))
    }

    pub(crate) fn account(&self) -> Option<&Account> {
        self.world.account(&self.account)
    }

    /// A copy of an object.
    pub(crate) fn get(&self, kind: Kind, id: &str) -> Option<Value> {
        self.account()?.get(kind, id).cloned()
    }

    /// A copy of an object, or Stripe's 404.
    pub(crate) fn find(&self, kind: Kind, id: &str) -> Result<Value, StripeError> {
        self.get(kind, id).ok_or_else(|| StripeError::no_such(kind, id, kind.param()))
    }

    /// Stores an object in the table of its kind.
    pub(crate) fn put(&mut self, object: &Value) {
        if let (Some(kind), Some(account)) = (Kind::of(object), self.world.account_mut(&self.account)) {
            account.table_mut(kind).put(object.clone());
        }
    }

    /// What a session is to do.
    pub(crate) fn plan(&self, session: &str) -> Plan {
        self.account().and_then(|account| account.plans.get(session).cloned()).unwrap_or_default()
    }

    pub(crate) fn set_plan(&mut self, session: &str, plan: Plan) {
        if let Some(account) = self.world.account_mut(&self.account) {
            account.plans.insert(session.to_owned(), plan);
        }
    }

    /// Records an event and hands it to the webhook endpoints that listen to it.
    pub(crate) fn emit(&mut self, kind: &str, object: &Value) {
        self.emit_change(kind, object, None);
    }

    /// Like [`Call::emit`], with the values that the change replaced.
    pub(crate) fn emit_change(&mut self, kind: &str, object: &Value, previous: Option<Value>) {
        let mut data = json!({ "object": event::snapshot(object) });
        if let Some(previous) = previous {
            data["previous_attributes"] = previous;
        }
        let id = format!("evt_1{}", self.world.chance.token(23));
        let event = event::new(
            &id,
            kind,
            &data,
            self.now(),
            &json!({ "id": self.request, "idempotency_key": self.idempotency_key }),
        );
        self.publish(event);
    }

    /// Stores an event and sends it to the endpoints that listen to it.
    pub(crate) fn publish(&mut self, mut event: Value) {
        let Some(account) = self.account() else { return };
        let endpoints: Vec<String> = account
            .oldest(Kind::WebhookEndpoint)
            .filter(|endpoint| event::is_wanted(&event, endpoint))
            .filter_map(|endpoint| endpoint["id"].as_str().map(str::to_owned))
            .collect();
        event["pending_webhooks"] = endpoints.len().into();
        self.put(&event);
        let id = event["id"].as_str().unwrap_or_default();
        for endpoint in endpoints {
            self.world.deliver(Delivery {
                account: self.account.clone(),
                endpoint,
                event: id.to_owned(),
                kind: event["type"].as_str().unwrap_or_default().to_owned(),
                is_copy: false,
                epoch: self.world.epoch,
            });
        }
    }
}
