//! Configuration from the environment, with sound defaults and a sentence for each bad value.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use url::Url;

use crate::{chance::Chance, crypto::Keyring};

/// What the server needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens.
    pub addr: SocketAddr,
    /// How the world reaches it, without a slash at the end.
    pub base_url: Url,
    /// The data folder.
    pub data: PathBuf,
    /// `sqlite:…` or `postgres://…`.
    pub database_url: String,
    /// What seals secrets and makes tokens.
    pub keyring: Keyring,
    /// Stripe's API, or its stand-in.
    pub stripe_url: Url,
    /// The mail server, if mail is to be sent: `smtp://…` or `smtps://…`.
    pub smtp_url: Option<String>,
    /// Who mail comes from.
    pub mail_from: String,
    /// How many mails of an upload leave in a minute: 1 to 60,000.
    pub bulk_mails_per_minute: u32,
    /// Where the built site lies.
    pub site: PathBuf,
    /// The proxy whose `X-Forwarded-For` is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// JSON or text.
    pub log_json: bool,
}

/// Everything that is wrong with the environment, a line each.
#[derive(Debug, thiserror::Error)]
pub struct BadConfig(Vec<String>);

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration needs another look:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Ten a second, which most mail servers take from one sender.
const BULK_MAILS_PER_MINUTE: u32 = 600;
/// Stripe itself.
pub const STRIPE_URL: &str = "https://api.stripe.com/";

impl Config {
    /// Reads the environment through `get`.
    ///
    /// # Errors
    /// All bad values at once.
    pub fn read(get: impl Fn(&str) -> Option<String>, chance: &Chance) -> Result<Self, BadConfig> {
        let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        let mut bad = Vec::new();
        let mut note = |name: &str, why: String| bad.push(format!("{name}: {why}"));

        let addr = get("TENDER_ADDR").unwrap_or_else(|| "127.0.0.1:8080".into());
        let addr: SocketAddr = addr.parse().unwrap_or_else(|_| {
            note("TENDER_ADDR", format!("{addr:?} is no address; write it as 127.0.0.1:8080"));
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let base_url = get("TENDER_BASE_URL").unwrap_or_else(|| format!("http://{addr}"));
        let base_url = web_url(&base_url).unwrap_or_else(|why| {
            note("TENDER_BASE_URL", why);
            local_url()
        });
        if base_url.scheme() == "http" && !is_loopback(&base_url) {
            note("TENDER_BASE_URL", "must begin with https:// unless it is on this machine".into());
        }
        let stripe_url =
            web_url(&get("TENDER_STRIPE_URL").unwrap_or_else(|| STRIPE_URL.into())).unwrap_or_else(|why| {
                note("TENDER_STRIPE_URL", why);
                local_url()
            });
        let data = PathBuf::from(get("TENDER_DATA").unwrap_or_else(|| "data".into()));
        let database_url =
            get("DATABASE_URL").unwrap_or_else(|| format!("sqlite:{}", data.join("tender.db").display()));
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database_url.starts_with(scheme)) {
            note("DATABASE_URL", "must begin with sqlite: or postgres://".into());
        }
        let smtp_url = get("TENDER_SMTP_URL");
        if smtp_url.as_deref().is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://")) {
            note("TENDER_SMTP_URL", "must begin with smtp:// or smtps://".into());
        }
        let mail_from = get("TENDER_MAIL_FROM").unwrap_or_else(|| "payments@localhost.localdomain".into());
        if mail_from.parse::<lettre::message::Mailbox>().is_err() {
            note("TENDER_MAIL_FROM", format!("{mail_from:?} is no mail address"));
        }
        let bulk_mails_per_minute = get("TENDER_BULK_MAILS_PER_MINUTE").map_or(BULK_MAILS_PER_MINUTE, |text| {
            text.parse().ok().filter(|rate| (1..=60_000).contains(rate)).unwrap_or_else(|| {
                let why = format!(
                    "{text:?} must be a whole number from 1 to 60000: how many mails of an upload leave in a minute"
                );
                note("TENDER_BULK_MAILS_PER_MINUTE", why);
                BULK_MAILS_PER_MINUTE
            })
        });
        let trusted_proxy = get("TENDER_TRUSTED_PROXY").and_then(|ip| {
            ip.parse().map_err(|_| note("TENDER_TRUSTED_PROXY", format!("{ip:?} is no IP address"))).ok()
        });
        let log_json = match get("TENDER_LOG").as_deref() {
            None | Some("text") => false,
            Some("json") => true,
            Some(other) => {
                note("TENDER_LOG", format!("{other:?} is neither text nor json"));
                false
            }
        };
        let keyring = match get("TENDER_SECRET_KEY") {
            Some(text) => Keyring::parse(&text).map_err(|why| note("TENDER_SECRET_KEY", why.to_string())).ok(),
            None => own_key(&data, chance).map_err(|why| note("TENDER_DATA", why)).ok(),
        };
        let site = get("TENDER_SITE").map_or_else(default_site, PathBuf::from);
        match keyring {
            Some(keyring) if bad.is_empty() => Ok(Self {
                addr,
                base_url,
                data,
                database_url,
                keyring,
                stripe_url,
                smtp_url,
                mail_from,
                bulk_mails_per_minute,
                site,
                trusted_proxy,
                log_json,
            }),
            _ => Err(BadConfig(bad)),
        }
    }

    /// Whether browsers reach it by https: then cookies are `Secure` and `__Host-`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// A URL of this server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// The origins that a payer's form may lead to, for `form-action`.
    #[must_use]
    pub fn gateway_origins(&self) -> Vec<String> {
        let mut origins = vec!["https://checkout.stripe.com".to_owned()];
        if self.stripe_url.as_str() != STRIPE_URL {
            origins.push(self.stripe_url.origin().ascii_serialization());
        }
        origins
    }
}

fn web_url(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|_| format!("{text:?} is no URL"))?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        Ok(url)
    } else {
        Err(format!("{text:?} must be http:// or https:// and a host, with nothing behind it"))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[expect(clippy::expect_used, reason = "a constant")]
fn local_url() -> Url {
    Url::parse("http://127.0.0.1:8080").expect("a constant")
}

/// Beside the program in a release, in the build folder while one works.
fn default_site() -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|folder| folder.join("site")));
    let built = |folder: &PathBuf| folder.join("assets.json").is_file();
    beside.filter(built).unwrap_or_else(|| PathBuf::from("target/site"))
}

/// The key that a single-machine installation keeps in its data folder.
fn own_key(data: &Path, chance: &Chance) -> Result<Keyring, String> {
    let path = data.join("secret.key");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = chance.secret();
            write_private(&path, &key).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
            key
        }
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    Keyring::parse(text.trim()).map_err(|why| format!("{}: {why}", path.display()))
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_value_is_named_at_once() {
        let get = |name: &str| match name {
            "TENDER_ADDR" => Some("nowhere".to_owned()),
            "TENDER_BASE_URL" => Some("http://pay.example.org".to_owned()),
            "DATABASE_URL" => Some("mysql://x".to_owned()),
            "TENDER_SECRET_KEY" => Some("abc".to_owned()),
            "TENDER_LOG" => Some("loud".to_owned()),
            "TENDER_BULK_MAILS_PER_MINUTE" => Some("0".to_owned()),
            _ => None,
        };
        let text = Config::read(get, &Chance::system()).unwrap_err().to_string();
        for name in [
            "TENDER_ADDR",
            "TENDER_BASE_URL",
            "DATABASE_URL",
            "TENDER_SECRET_KEY",
            "TENDER_LOG",
            "TENDER_BULK_MAILS_PER_MINUTE",
        ] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }
}
