//! What every handler and every job is given.

use std::{ops::Deref, sync::Arc};

use app::shell::Assets;
use domain::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    bus::Bus, chance::Chance, clock::Clock, config::Config, crypto::Keyring, db::Db, gateways::stripe::Stripe,
    mail::Mailer,
};

/// The parts of a running server. Clones share them.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// See the fields.
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// Live changes.
    pub bus: Bus,
    /// Stripe.
    pub stripe: Stripe,
    /// The mail server.
    pub mailer: Mailer,
    /// The built site.
    pub assets: Arc<Assets>,
    /// What the first-run set-up asks for, so that only who reads the log can do it.
    pub setup_code: String,
    /// Requests that change something, and jobs: waited for at shutdown.
    pub tasks: TaskTracker,
    /// Set when the server is to stop.
    pub stopping: CancellationToken,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The number of a new id made now: `LinkId::from_u128(app.new_id())`.
    #[must_use]
    pub fn new_id(&self) -> u128 {
        self.chance.uuid(self.now())
    }

    /// The installation's keys.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.config.keyring
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
