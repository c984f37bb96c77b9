//! The signature of a webhook: proof that Stripe sent exactly these bytes, and not long ago.
//!
//! Source: <https://docs.stripe.com/webhooks?verify=verify-manually>.

use domain::Instant;
use subtle::ConstantTimeEq as _;

use crate::crypto::hmac;

/// How old a signature may be, in seconds: Stripe's own default.
const TOLERANCE: i64 = 300;

/// Checks the header `Stripe-Signature` against the raw body.
#[must_use]
pub fn is_valid(header: &str, body: &[u8], secret: &str, now: Instant) -> bool {
    let part = |name: &'static str| move |part: &str| part.trim().strip_prefix(name).map(str::to_owned);
    let Some(time) = header.split(',').find_map(part("t=")) else { return false };
    let fresh = time.parse::<i64>().is_ok_and(|t| now.seconds().abs_diff(t) <= TOLERANCE.unsigned_abs());
    if !fresh {
        return false;
    }
    let mut message = format!("{time}.").into_bytes();
    message.extend_from_slice(body);
    let expected = hmac(secret.as_bytes(), &message);
    header
        .split(',')
        .filter_map(part("v1="))
        .filter_map(|digits| hex::decode(digits).ok())
        .any(|signature| bool::from(signature.ct_eq(&expected)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fresh_signatures_of_the_same_bytes_count() {
        let now = Instant::from_ms(1_700_000_000_000);
        let sign = |t: i64, body: &str| {
            let mac = hmac(b"whsec_x", format!("{t}.{body}").as_bytes());
            format!("t={t},v1={},v0=ignored", hex::encode(mac))
        };
        let good = sign(1_700_000_000, "{}");
        assert!(is_valid(&good, b"{}", "whsec_x", now));
        assert!(is_valid(&format!("{good},v1=00"), b"{}", "whsec_x", now), "several while a secret rolls");
        assert!(!is_valid(&good, b"{ }", "whsec_x", now));
        assert!(!is_valid(&good, b"{}", "whsec_y", now));
        assert!(!is_valid(&sign(1_699_999_699, "{}"), b"{}", "whsec_x", now), "older than five minutes");
        for bad in ["", "t=", "t=x,v1=y", "v1=00", "t=1700000000"] {
            assert!(!is_valid(bad, b"{}", "whsec_x", now), "{bad}");
        }
    }
}
