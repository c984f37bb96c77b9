//! Test money or real money.

use crate::word::words;

words! {
    /// Whether a gateway connection moves real money. It follows from the keys' prefix.
    Mode {
        /// Keys that begin with `pk_test_` and `sk_test_`: nothing real moves.
        Test = "test",
        /// Keys that begin with `pk_live_` and `sk_live_`.
        Live = "live",
    }
}
