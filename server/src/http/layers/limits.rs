//! How often one address may ask where no one is signed in, and how long a sender may take.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use domain::Problem;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use super::{client_ip, refuse};

/// So many a minute, and so many at once after a rest.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// In the long run.
    pub per_minute: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// A rate; 0 counts as 1.
    #[must_use]
    pub const fn new(per_minute: u32, burst: u32) -> Self {
        const fn at_least_one(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Self { per_minute: at_least_one(per_minute), burst: at_least_one(burst) }
    }
}

/// How long senders may take, and how many may be there at a time.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a request's headers. A connection without a request ends after as long.
    pub headers: Duration,
    /// For a request's body, beside what its bytes earn.
    pub body: Duration,
    /// Connections at a time. Others wait to be accepted.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            // Longer than proxies keep an idle connection, so that theirs is the hand that closes it:
            // a request that meets a closing connection is lost.
            headers: Duration::from_secs(75),
            body: Duration::from_secs(20),
            // Below the 1,024 open files that systems commonly allow.
            connections: 800,
        }
    }
}

impl Patience {
    /// The most connections of one address.
    pub(in crate::http) fn share(&self) -> usize {
        self.connections / 4
    }
}

/// How often one address may ask, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// `/api/v1/public/*`, `/l/*` and `/i/*`.
    pub public: Rate,
    /// Signing in and the first-run set-up. Each address of a user is held back on its own, too.
    pub sign_in: Rate,
    /// Slow senders.
    pub patience: Patience,
}

impl Default for Limits {
    fn default() -> Self {
        Self { public: Rate::new(120, 60), sign_in: Rate::new(30, 30), patience: Patience::default() }
    }
}

impl Limits {
    /// For the demo and for tests, where everyone has the same address.
    #[must_use]
    pub fn generous() -> Self {
        Self { public: Rate::new(60_000, 10_000), sign_in: Rate::new(6_000, 1_000), ..Self::default() }
    }
}

/// The buckets of all addresses.
pub(super) struct Gates {
    public: Gate,
    sign_in: Gate,
    trusted_proxy: Option<IpAddr>,
}

impl Gates {
    pub(super) fn new(limits: Limits, trusted_proxy: Option<IpAddr>) -> Self {
        Self { public: Gate::new(limits.public), sign_in: Gate::new(limits.sign_in), trusted_proxy }
    }

    fn of(&self, method: &Method, path: &str) -> Option<&Gate> {
        let signs_in = matches!(path, "/api/v1/session" | "/api/v1/setup") && *method == Method::POST;
        let public =
            ["/api/v1/public/", "/l/", "/i/", "/calendar/"].iter().any(|of_payers| path.starts_with(of_payers));
        if signs_in { Some(&self.sign_in) } else { public.then_some(&self.public) }
    }
}

pub(super) async fn check(State(gates): State<Arc<Gates>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let gate = gates.of(request.method(), path);
    let wait = gate.zip(client_ip(&request, gates.trusted_proxy)).and_then(|(gate, ip)| gate.pass(ip).err());
    match wait {
        Some(wait) => hold_back(path, wait, "Too many requests from your address"),
        None => next.run(request).await,
    }
}

/// 429 for a program: what it asked too often, and when to ask again.
#[must_use]
pub fn too_many(wait: Duration, title: &str) -> Response {
    hold_back("/api/", wait, title)
}

fn hold_back(path: &str, wait: Duration, title: &str) -> Response {
    let seconds = wait.as_secs().saturating_add(1);
    let problem = Problem::new(429, "too-many-requests", title).with_detail(try_again(seconds));
    let mut response = refuse(path, &problem);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn try_again(seconds: u64) -> String {
    match seconds {
        0..=1 => "Try again in a second.".to_owned(),
        2..=90 => format!("Try again in {seconds} seconds."),
        _ => format!("Try again in {} minutes.", seconds.div_ceil(60)),
    }
}

/// One bucket an address. Those that are full again are forgotten, so that memory is bounded by
/// the callers of the last minute.
struct Gate {
    buckets: DefaultKeyedRateLimiter<IpAddr>,
    calls: AtomicU32,
}

/// After so many calls, who has rested is forgotten.
const TIDY_EVERY: u32 = 1024;

impl Gate {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        Self { buckets: RateLimiter::keyed(quota), calls: AtomicU32::new(0) }
    }

    /// Lets a call pass, or says how long to wait.
    fn pass(&self, ip: IpAddr) -> Result<(), Duration> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.buckets.retain_recent();
            self.buckets.shrink_to_fit();
        }
        let now = self.buckets.clock().now();
        self.buckets.check_key(&household(ip)).map_err(|not_until| not_until.wait_time_from(now))
    }
}

/// One customer of a provider: an IPv4 address, or a /64 of IPv6.
fn household(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_bucket() {
        let gate = Gate::new(Rate::new(1, 2));
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(gate.pass(ip("192.0.2.1")).is_ok());
        assert!(gate.pass(ip("192.0.2.1")).is_ok());
        let wait = gate.pass(ip("192.0.2.1")).unwrap_err();
        assert!(wait > Duration::from_secs(30) && wait <= Duration::from_secs(60), "{wait:?}");
        assert!(gate.pass(ip("192.0.2.2")).is_ok());
        for host in ["2001:db8::1", "2001:db8::2"] {
            assert!(gate.pass(ip(host)).is_ok());
        }
        assert!(gate.pass(ip("2001:db8::3")).is_err(), "one household");
    }

    #[test]
    fn only_open_doors_are_watched() {
        let gates = Gates::new(Limits::default(), None);
        let watched = |method: Method, path: &str| gates.of(&method, path).is_some();
        assert!(watched(Method::POST, "/api/v1/session"));
        assert!(!watched(Method::GET, "/api/v1/session"));
        assert!(watched(Method::GET, "/l/abc"));
        assert!(watched(Method::POST, "/api/v1/public/links/abc/checkout"));
        assert!(!watched(Method::POST, "/api/v1/links"));
        assert!(!watched(Method::POST, "/hooks/stripe/con_1"));
    }

    #[test]
    fn waiting_is_told_in_words() {
        assert_eq!(try_again(30), "Try again in 30 seconds.");
        assert_eq!(try_again(900), "Try again in 15 minutes.");
    }
}
