//! Fault rules: how the outside world misbehaves on demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::chance::Chance;

/// What a rule applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    Api,
    Webhook,
    Smtp,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultKind {
    /// api, webhook: `ms` pass first. The work of an API request is done even if the client has gone.
    Delay,
    /// api: the work is done and its answer made, but held back for `ms`, or until the rule is gone: so an
    /// old answer can come after a newer one.
    DelayAfter,
    /// api: answer `status`, nothing is done or stored. smtp: refuse the recipient with `status`.
    Status,
    /// api: nothing is done, `status` is stored under the idempotency key and replayed.
    StatusStored,
    /// api: the work is done, the answer is `status`, a retry with the key gets the true answer.
    #[serde(alias = "500_after")]
    StatusAfter,
    /// api: the work is done, `status` is stored under the idempotency key and replayed.
    StatusAfterStored,
    /// api: the connection is closed without an answer, nothing is done.
    Reset,
    /// api: the work is done, then the connection is closed without an answer.
    ResetAfter,
    /// api: never answered, nothing is done.
    Timeout,
    /// api: the work is done, but never answered.
    TimeoutAfter,
    /// webhook: lost on the way.
    Drop,
    /// webhook: delivered `n` more times.
    Duplicate,
    /// webhook: `n` more events with other ids say the same.
    DuplicateNewId,
    /// webhook: each delivery waits for a random time up to `ms`.
    Reorder,
}

/// A rule as the control API takes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultSpec {
    pub(crate) target: Target,
    pub(crate) kind: FaultKind,
    /// api: `GET`, `POST` or `DELETE`.
    pub(crate) method: Option<String>,
    /// api: the start of the path, such as `/v1/checkout/sessions`.
    pub(crate) path_prefix: Option<String>,
    /// webhook: the event's type; `charge.*` means all that begin with `charge.`.
    pub(crate) event_type: Option<String>,
    /// smtp: a part of the recipient's address.
    pub(crate) recipient: Option<String>,
    pub(crate) ms: Option<u64>,
    pub(crate) status: Option<u16>,
    pub(crate) n: Option<u32>,
    /// How many times the rule applies; without it, always.
    pub(crate) count: Option<u64>,
    /// 0 to 1; without it, 1.
    pub(crate) probability: Option<f64>,
    /// Makes the dice of this rule repeatable.
    pub(crate) seed: Option<u64>,
}

impl FaultSpec {
    /// What is wrong with the rule, if anything.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        use FaultKind as K;
        let fits = match self.target {
            Target::Api => !matches!(self.kind, K::Drop | K::Duplicate | K::DuplicateNewId | K::Reorder),
            Target::Webhook => {
                matches!(self.kind, K::Delay | K::Drop | K::Duplicate | K::DuplicateNewId | K::Reorder)
            }
            Target::Smtp => matches!(self.kind, K::Status | K::Delay),
        };
        if !fits {
            Some("this kind does not exist for this target")
        } else if matches!(self.kind, K::Delay | K::Reorder) && self.ms.is_none() {
            Some("ms is missing")
        } else if self.status.is_some_and(|status| !(400..=599).contains(&status)) {
            Some("status must be 400 to 599")
        } else if self.probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            Some("probability must be 0 to 1")
        } else {
            None
        }
    }

    /// The status to answer with.
    pub(crate) fn status(&self) -> u16 {
        self.status.unwrap_or(if self.target == Target::Smtp { 451 } else { 500 })
    }
}

struct Rule {
    id: u64,
    spec: FaultSpec,
    left: Option<u64>,
    fired: u64,
    dice: Chance,
    /// Answers that were made and are, or were, held back.
    held: Arc<AtomicU64>,
    /// Lets go of them.
    gone: DropGuard,
}

/// What befalls one API request.
pub(crate) struct Fault {
    pub(crate) spec: FaultSpec,
    held: Arc<AtomicU64>,
    gone: CancellationToken,
}

impl Fault {
    /// Until an answer that is held back may go.
    pub(crate) async fn let_go(&self) {
        self.held.fetch_add(1, Ordering::Relaxed);
        match self.spec.ms {
            // Who asked to wait no longer is not told why.
            Some(ms) => drop(tokio::time::timeout(Duration::from_millis(ms), self.gone.cancelled()).await),
            None => self.gone.cancelled().await,
        }
    }
}

/// What befalls one webhook delivery.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct WebhookFate {
    pub(crate) is_dropped: bool,
    /// Real milliseconds before each delivery: of the event itself, then of its duplicates.
    pub(crate) deliveries_ms: Vec<u64>,
    /// How many more events say the same.
    pub(crate) new_ids: u32,
}

/// All rules, in the order in which they were added.
#[derive(Default)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
    last_id: u64,
}

impl Faults {
    /// Adds a rule and returns its id.
    pub(crate) fn add(&mut self, spec: FaultSpec) -> u64 {
        self.last_id += 1;
        let dice = spec.seed.map_or_else(Chance::from_system, Chance::from_seed);
        let gone = CancellationToken::new().drop_guard();
        let held = Arc::default();
        self.rules.push(Rule { id: self.last_id, left: spec.count, fired: 0, dice, spec, held, gone });
        self.last_id
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// False if there is no such rule.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.rules.len() < before
    }

    pub(crate) fn list(&self) -> Value {
        self.rules
            .iter()
            .map(|rule| {
                let held = rule.held.load(Ordering::Relaxed);
                json!({ "id": rule.id, "rule": rule.spec, "fired": rule.fired, "left": rule.left, "held": held })
            })
            .collect()
    }

    /// The fault of an API request: the first rule that fits and fires.
    pub(crate) fn api(&mut self, method: &str, path: &str) -> Option<Fault> {
        self.rules
            .iter_mut()
            .filter(|rule| {
                let spec = &rule.spec;
                spec.target == Target::Api
                    && spec.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                    && spec.path_prefix.as_deref().is_none_or(|prefix| path.starts_with(prefix))
            })
            .find_map(|rule| rule.fires().then(|| rule.befall()))
    }

    /// The fault of a mail to this recipient.
    pub(crate) fn smtp(&mut self, recipient: &str) -> Option<FaultSpec> {
        self.rules
            .iter_mut()
            .filter(|rule| {
                rule.spec.target == Target::Smtp
                    && rule.spec.recipient.as_deref().is_none_or(|part| recipient.contains(part))
            })
            .find_map(|rule| rule.fires().then(|| rule.spec.clone()))
    }

    /// What befalls a webhook: all rules that fit and fire work together.
    pub(crate) fn webhook(&mut self, event_type: &str, is_copy: bool) -> WebhookFate {
        let mut fate = WebhookFate::default();
        let (mut delay, mut copies, mut windows) = (0, 1_usize, Vec::new());
        for index in 0..self.rules.len() {
            let rule = &mut self.rules[index];
            let multiplies = matches!(rule.spec.kind, FaultKind::Duplicate | FaultKind::DuplicateNewId);
            let fits = rule.spec.target == Target::Webhook
                && !(is_copy && multiplies)
                && rule.spec.event_type.as_deref().is_none_or(|wanted| match wanted.strip_suffix('*') {
                    Some(start) => event_type.starts_with(start),
                    None => wanted == event_type,
                });
            if !fits || !rule.fires() {
                continue;
            }
            let n = rule.spec.n.unwrap_or(1);
            match rule.spec.kind {
                FaultKind::Drop => fate.is_dropped = true,
                FaultKind::Delay => delay += rule.spec.ms.unwrap_or(0),
                FaultKind::Duplicate => copies += usize::try_from(n).unwrap_or(0),
                FaultKind::DuplicateNewId => fate.new_ids += n,
                FaultKind::Reorder => windows.push(index),
                _ => {}
            }
        }
        fate.deliveries_ms = vec![delay; copies];
        for index in windows {
            let rule = &mut self.rules[index];
            for wait in &mut fate.deliveries_ms {
                *wait += rule.dice.up_to(rule.spec.ms.unwrap_or(0));
            }
        }
        fate
    }
}

impl Rule {
    fn befall(&self) -> Fault {
        Fault { spec: self.spec.clone(), held: Arc::clone(&self.held), gone: self.gone.token().clone() }
    }

    /// Throws the dice and counts.
    fn fires(&mut self) -> bool {
        if self.left == Some(0) || self.spec.probability.is_some_and(|p| !self.dice.happens(p)) {
            return false;
        }
        self.left = self.left.map(|left| left - 1);
        self.fired += 1;
        true
    }
}
