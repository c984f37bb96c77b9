//! Receiving accounts.

use crate::word::words;

words! {
    /// Whose money lies in an account.
    AccountKind {
        /// The firm's own money: fees it has earned.
        Operating = "operating",
        /// Clients' money, which the firm holds for them.
        Trust = "trust",
    }
}

impl AccountKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Operating => "Operating account",
            Self::Trust => "Trust account",
        }
    }
}

words! {
    /// How a trust account is kept free of fees and chargebacks.
    TrustRoute {
        /// Paid in full to a connected account; fees, refunds and chargebacks debit operating.
        Destination = "destination",
        /// An owner attested who pays fees and negative balances.
        Attestation = "attestation",
    }
}
