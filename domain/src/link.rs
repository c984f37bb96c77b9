//! A payment link's life. What payments make of it is in [`crate::settlement`].

use crate::{Instant, id::LinkId, word::words};

words! {
    /// What screens and the API say of a link.
    LinkStatus {
        /// It can be paid: nobody has yet, or a part was paid and it asks for the rest itself.
        Outstanding = "outstanding",
        /// A slow method, such as a bank debit, is under way.
        Processing = "processing",
        /// Paid in part; a successor asks for the rest.
        PartlyPaid = "partly_paid",
        /// Paid.
        Paid = "paid",
        /// Withdrawn by staff.
        Cancelled = "cancelled",
        /// Its time ran out.
        Expired = "expired",
    }
}

impl LinkStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Outstanding => "Outstanding",
            Self::Processing => "Processing",
            Self::PartlyPaid => "Partly paid",
            Self::Paid => "Payment received",
            Self::Cancelled => "Cancelled",
            Self::Expired => "Expired",
        }
    }
}

words! {
    /// What becomes of the rest when part of a link is paid.
    PartPolicy {
        /// A new link asks for the rest.
        Continue = "continue",
        /// The link stays open, until all of it is paid.
        UntilPaid = "until_paid",
        /// Nobody is asked for the rest: the link is paid.
        Close = "close",
    }
}

impl PartPolicy {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Continue => "A new link asks for the rest",
            Self::UntilPaid => "The link stays open until all is paid",
            Self::Close => "The link is done, and the rest is let go",
        }
    }

    /// What a payer is told who may pay a part.
    #[must_use]
    pub fn to_payer(self) -> &'static str {
        match self {
            Self::Continue => "A link for the rest follows by email.",
            Self::UntilPaid => "The rest can be paid later, with the same link.",
            Self::Close => "Nobody will ask for the rest.",
        }
    }
}

words! {
    /// Why a link is being closed.
    Closing {
        /// Staff withdraw it.
        Cancel = "cancel",
        /// Its time ran out.
        Expire = "expire",
    }
}

/// Where a link stands, with the facts that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// Open: a payer may begin a checkout.
    Outstanding,
    /// Blocked for new checkouts while the open one is expired at the gateway.
    Closing(Closing),
    /// A slow payment is under way.
    Processing,
    /// Paid in part.
    PartlyPaid {
        /// The link that asks for the rest.
        successor: LinkId,
    },
    /// Paid.
    Paid,
    /// Withdrawn.
    Cancelled {
        /// When the link was closed.
        at: Instant,
    },
    /// Its time ran out.
    Expired {
        /// When the link was closed.
        at: Instant,
    },
}

/// Why a transition is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The money is there.
    #[error("This link has already been paid")]
    Paid,
    /// A newer link asks for the rest.
    #[error("A newer link asks for the rest of this amount")]
    Replaced,
    /// A bank debit takes its time.
    #[error("A payment is being processed: wait until the bank has settled or refused it")]
    Processing,
    /// Staff withdrew it.
    #[error("This link has been cancelled")]
    Cancelled,
    /// Its time ran out.
    #[error("This link has expired")]
    Expired,
}

impl LinkState {
    /// What screens and the API say of it.
    #[must_use]
    pub fn status(&self) -> LinkStatus {
        match self {
            Self::Outstanding | Self::Closing(_) => LinkStatus::Outstanding,
            Self::Processing => LinkStatus::Processing,
            Self::PartlyPaid { .. } => LinkStatus::PartlyPaid,
            Self::Paid => LinkStatus::Paid,
            Self::Cancelled { .. } => LinkStatus::Cancelled,
            Self::Expired { .. } => LinkStatus::Expired,
        }
    }

    /// Whether a payer may begin, or go on with, a checkout now.
    ///
    /// # Errors
    /// Why not. The stored state may lag behind the clock, so `now` is asked as well.
    pub fn may_check_out(&self, expires_at: Option<Instant>, now: Instant) -> Result<(), Refusal> {
        match self {
            Self::Outstanding if expires_at.is_some_and(|end| end <= now) => Err(Refusal::Expired),
            Self::Outstanding => Ok(()),
            Self::Closing(Closing::Cancel) | Self::Cancelled { .. } => Err(Refusal::Cancelled),
            Self::Closing(Closing::Expire) | Self::Expired { .. } => Err(Refusal::Expired),
            Self::Processing => Err(Refusal::Processing),
            Self::PartlyPaid { .. } => Err(Refusal::Replaced),
            Self::Paid => Err(Refusal::Paid),
        }
    }

    /// First half of cancelling and expiring: from here on nobody begins a checkout. Asking again,
    /// also for the other reason, is no error: the first reason stays.
    ///
    /// # Errors
    /// Why the link cannot be closed.
    pub fn close(self, why: Closing) -> Result<Self, Refusal> {
        match self {
            Self::Outstanding => Ok(Self::Closing(why)),
            Self::Closing(reason) => Ok(Self::Closing(reason)),
            Self::Processing => Err(Refusal::Processing),
            Self::PartlyPaid { .. } => Err(Refusal::Replaced),
            Self::Paid => Err(Refusal::Paid),
            Self::Cancelled { .. } => Err(Refusal::Cancelled),
            Self::Expired { .. } => Err(Refusal::Expired),
        }
    }

    /// Second half: no session is open at the gateway any more, and none was paid. A link expires at
    /// the moment that was set, however late somebody noticed.
    #[must_use]
    pub fn closed(self, expires_at: Option<Instant>, now: Instant) -> Self {
        match self {
            Self::Closing(Closing::Cancel) => Self::Cancelled { at: now },
            Self::Closing(Closing::Expire) => Self::Expired { at: expires_at.unwrap_or(now) },
            other => other,
        }
    }

    /// A slow payment is under way. It wins over a closing that has not finished.
    #[must_use]
    pub fn processing(self) -> Self {
        match self {
            Self::Outstanding | Self::Closing(_) => Self::Processing,
            other => other,
        }
    }

    /// A slow payment failed: back to where the clock says.
    #[must_use]
    pub fn failed(self, expires_at: Option<Instant>, now: Instant) -> Self {
        match self {
            Self::Processing => match expires_at.filter(|end| *end <= now) {
                Some(at) => Self::Expired { at },
                None => Self::Outstanding,
            },
            other => other,
        }
    }

    /// When the link was closed without money, if it was.
    #[must_use]
    pub fn closed_at(&self) -> Option<Instant> {
        match self {
            Self::Cancelled { at } | Self::Expired { at } => Some(*at),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_wins_over_a_closing_and_a_debit_over_both() {
        let closing = LinkState::Outstanding.close(Closing::Cancel).unwrap();
        let now = Instant::from_ms(5);
        assert_eq!(closing.may_check_out(None, now), Err(Refusal::Cancelled));
        assert_eq!(closing.clone().processing(), LinkState::Processing);
        assert_eq!(LinkState::Processing.close(Closing::Expire), Err(Refusal::Processing));
        assert_eq!(LinkState::Processing.failed(Some(now), now), LinkState::Expired { at: now });
        assert_eq!(LinkState::Processing.failed(None, now), LinkState::Outstanding);
        assert_eq!(closing.closed(None, now), LinkState::Cancelled { at: now });
        assert_eq!(LinkState::Paid.processing(), LinkState::Paid);
    }

    #[test]
    fn the_clock_expires_a_link_before_its_job_does() {
        let end = Instant::from_ms(10);
        assert_eq!(LinkState::Outstanding.may_check_out(Some(end), end), Err(Refusal::Expired));
        assert_eq!(LinkState::Outstanding.may_check_out(Some(end), end.plus_ms(-1)), Ok(()));
    }
}
