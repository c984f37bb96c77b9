//! Keys: sealing secrets, making public tokens, hashing what must not be readable.

use std::fmt;

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{SaltString, rand_core::OsRng},
};
use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Token,
    id::{InvoiceId, LinkId},
};
use hmac::{Hmac, Mac};
use ring::signature::Ed25519KeyPair;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::chance::Chance;

type HmacSha256 = Hmac<Sha256>;

/// The installation's secret keys: the first one seals and signs, the others only open.
#[derive(Clone)]
pub struct Keyring(Vec<Key>);

#[derive(Clone)]
struct Key {
    /// The first digits of the key's hash: says which key made something without giving it away.
    id: String,
    master: [u8; 32],
}

/// A text that is no list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give 32 bytes as 64 hexadecimal digits; after a rotation the new key, a comma and the old ones")]
pub struct BadKeyring;

/// Something sealed that none of the keys opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed with a key that is not in TENDER_SECRET_KEY")]
pub struct CannotOpen;

impl Keyring {
    /// Reads keys as `hex` or `hex,hex`, the current one first.
    ///
    /// # Errors
    /// When a key is not 32 bytes in hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, BadKeyring> {
        let key = |digits: &str| {
            let bytes = hex::decode(digits.trim()).map_err(|_| BadKeyring)?;
            let master: [u8; 32] = bytes.try_into().map_err(|_| BadKeyring)?;
            Ok(Key { id: hex::encode(&Sha256::digest(master)[..4]), master })
        };
        let keys: Vec<Key> = text.split(',').map(key).collect::<Result<_, _>>()?;
        Ok(Self(keys))
    }

    fn current(&self) -> &Key {
        // `parse` splits a text, and a split has at least one part.
        &self.0[0]
    }

    fn named(&self, id: &str) -> Result<&Key, CannotOpen> {
        self.0.iter().find(|key| key.id == id).ok_or(CannotOpen)
    }

    /// The id of the key that makes new tokens.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.current().id
    }

    /// Encrypts a secret for the database. `purpose` must be said again to open it.
    ///
    /// # Errors
    /// When the cipher refuses, which it does only for texts of gigabytes.
    pub fn seal(&self, chance: &Chance, purpose: &str, secret: &SecretString) -> Result<String, CannotOpen> {
        let key = self.current();
        let nonce = chance.bytes::<12>();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: purpose.as_bytes() };
        let sealed = key.cipher().encrypt(Nonce::from_slice(&nonce), payload).map_err(|_| CannotOpen)?;
        Ok(format!("{}.{}.{}", key.id, STANDARD.encode(nonce), STANDARD.encode(sealed)))
    }

    /// Decrypts what [`Self::seal`] made.
    ///
    /// # Errors
    /// When it was sealed with another key or for another purpose.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<SecretString, CannotOpen> {
        let mut parts = sealed.splitn(3, '.');
        let (Some(id), Some(nonce), Some(sealed)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(CannotOpen);
        };
        let nonce = STANDARD.decode(nonce).ok().filter(|n| n.len() == 12).ok_or(CannotOpen)?;
        let sealed = STANDARD.decode(sealed).map_err(|_| CannotOpen)?;
        let payload = Payload { msg: &sealed, aad: purpose.as_bytes() };
        let plain = self.named(id)?.cipher().decrypt(Nonce::from_slice(&nonce), payload).map_err(|_| CannotOpen)?;
        String::from_utf8(plain).map(SecretString::from).map_err(|_| CannotOpen)
    }

    /// The token of a link's public URL: made again whenever it is shown, never stored.
    ///
    /// # Errors
    /// When the key that made it is gone.
    pub fn token(&self, key_id: &str, link: &LinkId, generation: i64) -> Result<Token, CannotOpen> {
        self.token_of("link token", key_id, link.as_str(), generation)
    }

    /// The token of an invoice's public URL, made as a link's is.
    ///
    /// # Errors
    /// When the key that made it is gone.
    pub fn invoice_token(&self, key_id: &str, invoice: &InvoiceId, generation: i64) -> Result<Token, CannotOpen> {
        self.token_of("invoice token", key_id, invoice.as_str(), generation)
    }

    /// What signs for the installation, by the current key or an older one: Ed25519, derived from it.
    ///
    /// # Errors
    /// When the key is gone.
    pub fn signer(&self, key_id: &str) -> Result<Ed25519KeyPair, CannotOpen> {
        let seed = self.named(key_id)?.mac("signature", b"");
        Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| CannotOpen)
    }

    fn token_of(&self, purpose: &str, key_id: &str, id: &str, generation: i64) -> Result<Token, CannotOpen> {
        let mac = self.named(key_id)?.mac(purpose, format!("{id}.{generation}").as_bytes());
        URL_SAFE_NO_PAD.encode(&mac[..20]).parse().map_err(|_| CannotOpen)
    }
}

impl Key {
    fn mac(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        hmac(&hmac(&self.master, purpose.as_bytes()), message)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.mac("seal", b"").into())
    }
}

/// HMAC-SHA256.
#[must_use]
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = <HmacSha256 as Mac>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// By what a bearer secret or a token is found in the database.
#[must_use]
pub fn fingerprint(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// Hashes a password (argon2id). Slow on purpose, so it runs beside the async workers.
///
/// # Errors
/// When the hash cannot be computed.
pub async fn hash_password(password: SecretString) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || {
        let salt = SaltString::generate(&mut OsRng);
        Argon2::default()
            .hash_password(password.expose_secret().as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|e| anyhow::anyhow!("hashing a password: {e}"))
    })
    .await?
}

/// Whether a password belongs to a hash. Without a hash the same time is spent, so that an unknown
/// address cannot be told from a wrong password.
pub async fn verify_password(password: SecretString, hash: Option<String>) -> bool {
    let check = move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DUMMY_HASH.to_owned());
        let matches = PasswordHash::new(&hash)
            .is_ok_and(|h| Argon2::default().verify_password(password.expose_secret().as_bytes(), &h).is_ok());
        matches && known
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

/// The hash of nobody's password, with the default parameters.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$dGVuZGVyLW5vYm9keQ$3q0ZVWiU6zpTDHyMTXTUPQJxVm2fMGDmQaKj5t2Ee1k";

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(text: &str) -> Keyring {
        Keyring::parse(text).unwrap()
    }

    #[test]
    fn a_rotation_keeps_old_secrets_and_urls_alive() {
        let (old, new) = ("11".repeat(32), "22".repeat(32));
        let before = ring(&old);
        let after = ring(&format!("{new},{old}"));
        let sealed = before.seal(&Chance::system(), "stripe", &"sk_test_1".to_owned().into()).unwrap();
        assert_eq!(after.open("stripe", &sealed).unwrap().expose_secret(), "sk_test_1");
        assert!(after.open("smtp", &sealed).is_err(), "another purpose");
        assert!(ring(&new).open("stripe", &sealed).is_err(), "the old key is gone");
        let link = LinkId::from_u128(7);
        let token = before.token(before.current_id(), &link, 1).unwrap();
        assert_eq!(after.token(before.current_id(), &link, 1).unwrap(), token);
        assert_ne!(after.token(after.current_id(), &link, 1).unwrap(), token);
        assert_eq!(token.as_str().len(), 27);
    }

    #[tokio::test]
    async fn passwords_match_only_their_hash() {
        let hash = hash_password("correct horse".to_owned().into()).await.unwrap();
        assert!(verify_password("correct horse".to_owned().into(), Some(hash.clone())).await);
        assert!(!verify_password("wrong horse".to_owned().into(), Some(hash)).await);
        assert!(!verify_password("correct horse".to_owned().into(), None).await);
        assert!(PasswordHash::new(DUMMY_HASH).is_ok());
    }
}
