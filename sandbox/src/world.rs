//! All state of the sandbox, behind one lock, and what is due to happen in it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::{Account, account_id};
use crate::call::Call;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::mailbox::Mailbox;
use crate::payment;
use crate::refunds;
use crate::webhooks::Delivery;

/// The API version the sandbox speaks and stamps on its events.
pub(crate) const API_VERSION: &str = "2026-09-30.endive";

/// How many requests the log remembers.
const LOGGED_REQUESTS: usize = 10_000;

/// Events can be read for 30 days.
const EVENT_RETENTION_S: i64 = 30 * 24 * 3600;

/// Something that happens by itself at a time of the sandbox clock.
#[derive(Debug, Clone)]
pub(crate) enum Due {
    ExpireSession { account: String, session: String },
    SettleDebit { account: String, payment_intent: String, succeeds: bool },
    SettleRefund { account: String, refund: String },
}

/// Behaviour that the control API can change.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// How long a bank debit is processing; `None` means until the control API settles it.
    pub(crate) bank_debit_ms: Option<i64>,
    /// Pauses between the attempts to deliver a webhook, in real milliseconds; the last one repeats.
    pub(crate) webhook_backoff_ms: Vec<u64>,
}

/// The state of the outside world.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) chance: Chance,
    /// `http://127.0.0.1:PORT`
    pub(crate) base: String,
    pub(crate) settings: Settings,
    pub(crate) faults: Faults,
    pub(crate) requests: VecDeque<Value>,
    /// Webhook deliveries made so far: attempts, and answers with 2xx.
    pub(crate) attempts: u64,
    pub(crate) delivered: u64,
    /// Rises when all deliveries so far are to be forgotten.
    pub(crate) epoch: u64,
    outbox: mpsc::UnboundedSender<Delivery>,
    accounts: BTreeMap<String, Account>,
    agenda: BTreeMap<(i64, u64), Due>,
    sequence: u64,
}

impl World {
    pub(crate) fn new(base: String, clock: Clock, settings: Settings, outbox: mpsc::UnboundedSender<Delivery>) -> Self {
        Self {
            clock,
            chance: Chance::from_system(),
            base,
            settings,
            faults: Faults::default(),
            requests: VecDeque::new(),
            attempts: 0,
            delivered: 0,
            epoch: 0,
            outbox,
            accounts: BTreeMap::new(),
            agenda: BTreeMap::new(),
            sequence: 0,
        }
    }

    /// Forgets everything but the clock's sharing, the base URL and the settings.
    pub(crate) fn reset(&mut self) {
        self.clock.reset();
        self.faults = Faults::default();
        self.requests.clear();
        self.accounts.clear();
        self.agenda.clear();
        self.attempts = 0;
        self.delivered = 0;
    }

    /// The account of a key, made with its connected trust account when it is first used.
    pub(crate) fn open_account(&mut self, label: &str, id: &str) {
        if self.accounts.contains_key(id) {
            return;
        }
        let now = self.clock.now();
        let own = Account::new(id, format!("Sandbox {label}"), None, json!({ "type": "account" }), now);
        self.accounts.insert(id.to_owned(), own);
        self.connect_account(id, &format!("{label}:trust"), format!("Sandbox {label} trust"), &platform_pays(true));
    }

    /// Adds an account connected to a platform and returns its id.
    pub(crate) fn connect_account(&mut self, platform: &str, label: &str, name: String, controller: &Value) -> String {
        let id = account_id(label);
        let account = Account::new(&id, name, Some(platform.to_owned()), controller.clone(), self.clock.now());
        self.accounts.entry(id.clone()).or_insert(account);
        id
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.get_mut(id)
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The account that owns an object, whatever its kind.
    pub(crate) fn owner_of(&self, id: &str) -> Option<String> {
        let kind = crate::table::Kind::of_id(id)?;
        self.accounts.values().find(|account| account.get(kind, id).is_some()).map(|account| account.id.clone())
    }

    /// Enters something into the agenda.
    pub(crate) fn schedule(&mut self, at_ms: i64, due: Due) {
        self.sequence += 1;
        self.agenda.insert((at_ms, self.sequence), due);
    }

    /// Does all that is due by now.
    pub(crate) fn tick(&mut self) {
        while let Some(entry) = self.agenda.first_entry() {
            if entry.key().0 > self.clock.now_ms() {
                break;
            }
            match entry.remove() {
                Due::ExpireSession { account, session } => {
                    payment::expire_if_open(&mut Call::internal(self, &account), &session);
                }
                Due::SettleDebit { account, payment_intent, succeeds } => {
                    payment::settle(&mut Call::internal(self, &account), &payment_intent, succeeds);
                }
                Due::SettleRefund { account, refund } => {
                    refunds::settle(&mut Call::internal(self, &account), &refund);
                }
            }
        }
    }

    /// The oldest second of which events can still be read.
    pub(crate) fn event_horizon(&self) -> i64 {
        self.clock.now() - EVENT_RETENTION_S
    }

    /// Hands an event to the deliverer.
    pub(crate) fn deliver(&self, delivery: Delivery) {
        // The receiver ends only with the sandbox itself.
        let _ = self.outbox.send(delivery);
    }

    pub(crate) fn log_request(&mut self, entry: Value) {
        if self.requests.len() >= LOGGED_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(entry);
    }
}

/// A `controller` object: who pays Stripe's fees and bears the losses of a connected account.
pub(crate) fn platform_pays(platform: bool) -> Value {
    let (fees, losses) = if platform { ("application", "application") } else { ("account", "stripe") };
    json!({
        "fees": { "payer": fees },
        "is_controller": true,
        "losses": { "payments": losses },
        "requirement_collection": "stripe",
        "stripe_dashboard": { "type": "express" },
        "type": "application",
    })
}

/// What all requests share.
pub(crate) struct App {
    world: Mutex<World>,
    mailbox: Mutex<Mailbox>,
    pub(crate) clock: Clock,
    pub(crate) http: reqwest::Client,
    /// True while webhooks are held back.
    pub(crate) paused: watch::Sender<bool>,
    /// Tells the deliveries under way that the world's epoch has risen.
    pub(crate) epoch: watch::Sender<u64>,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

impl App {
    pub(crate) fn new(world: World, http: reqwest::Client) -> Self {
        Self {
            clock: world.clock.clone(),
            world: Mutex::new(world),
            mailbox: Mutex::default(),
            http,
            paused: watch::Sender::new(false),
            epoch: watch::Sender::new(0),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    /// The world, up to date with its clock.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.tick();
        world
    }

    /// Forgets all deliveries that wait or are under way.
    pub(crate) fn discard_deliveries(&self) {
        let mut world = self.world();
        world.epoch += 1;
        self.epoch.send_replace(world.epoch);
    }

    pub(crate) fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
