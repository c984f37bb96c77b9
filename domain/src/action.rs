//! What is done to many links at once: which links it changes, and why it leaves the others alone.
//!
//! The preview counts with this rule and the work is done by it, so both say the same of a link that has not
//! changed in between.

use crate::{LinkStatus, api::selections::ActionKind, link::Closing, word::words};

words! {
    /// Why a link was left alone.
    LeftAlone {
        /// The money is there.
        Paid = "paid",
        /// A newer link asks for the rest.
        Replaced = "replaced",
        /// A bank debit is under way.
        Processing = "processing",
        /// Withdrawn before.
        Cancelled = "cancelled",
        /// Its time had run out.
        Expired = "expired",
        /// It was just being cancelled, or was running out of time.
        Closing = "closing",
        /// There is nobody to mail it to.
        NoRecipient = "no_recipient",
        /// The outbox still holds its last mail.
        MailWaits = "mail_waits",
        /// It does not end before that.
        Lasts = "lasts",
        /// The action was stopped before its turn.
        Stopped = "stopped",
        /// Something here was in the way.
        Failed = "failed",
        /// It was changed, and that was taken back.
        TakenBack = "taken_back",
        /// It was changed, and its mail can't be called back.
        MailSent = "mail_sent",
        /// It was changed, and has been changed again since.
        ChangedSince = "changed_since",
        /// It was changed, and the end that it had before is over by now.
        OldEndOver = "old_end_over",
        /// It was blocked, but a payment that had begun before came through.
        PaymentWon = "payment_won",
    }
}

impl LeftAlone {
    /// As people say it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Paid => "Already paid",
            Self::Replaced => "Paid in part: a newer link asks for the rest",
            Self::Processing => "A bank debit is under way",
            Self::Cancelled => "Already cancelled",
            Self::Expired => "Already expired",
            Self::Closing => "Being closed",
            Self::NoRecipient => "No recipient",
            Self::MailWaits => "Its last email has not gone out yet",
            Self::Lasts => "Already lasts as long",
            Self::Stopped => "Stopped before its turn",
            Self::Failed => "Something went wrong here: try this one by itself",
            Self::TakenBack => "Taken back",
            Self::MailSent => "Its email had gone out",
            Self::ChangedSince => "Changed since",
            Self::OldEndOver => "The end that it had is over by now",
            Self::PaymentWon => "A payment came first",
        }
    }
}

/// What decides whether an action changes a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub status: LinkStatus,
    /// Whether it is being closed.
    pub closing: Option<Closing>,
    /// Whether its time is over by the clock, even if nobody has closed it yet.
    pub is_over: bool,
    /// Whether there is someone to mail it to.
    pub has_recipient: bool,
    /// Whether the outbox still holds a mail of it.
    pub mail_waits: bool,
    /// Whether it ends no sooner than the action would let it.
    pub lasts: bool,
}

/// Whether an action changes a link.
///
/// # Errors
/// Why it leaves it alone.
pub fn applies(kind: ActionKind, link: &Facts) -> Result<(), LeftAlone> {
    match (link.status, link.closing) {
        (LinkStatus::Outstanding, None) => {}
        (LinkStatus::Outstanding, Some(_)) => return Err(LeftAlone::Closing),
        (LinkStatus::Processing, _) => return Err(LeftAlone::Processing),
        (LinkStatus::PartlyPaid, _) => return Err(LeftAlone::Replaced),
        (LinkStatus::Paid, _) => return Err(LeftAlone::Paid),
        (LinkStatus::Cancelled, _) => return Err(LeftAlone::Cancelled),
        (LinkStatus::Expired, _) => return Err(LeftAlone::Expired),
    }
    match kind {
        ActionKind::Cancel => Ok(()),
        ActionKind::Resend | ActionKind::ExtendExpiry if link.is_over => Err(LeftAlone::Expired),
        ActionKind::Resend if !link.has_recipient => Err(LeftAlone::NoRecipient),
        ActionKind::Resend if link.mail_waits => Err(LeftAlone::MailWaits),
        ActionKind::ExtendExpiry if link.lasts => Err(LeftAlone::Lasts),
        ActionKind::Resend | ActionKind::ExtendExpiry => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instant, LinkState, id::LinkId};

    const OPEN: Facts = Facts {
        status: LinkStatus::Outstanding,
        closing: None,
        is_over: false,
        has_recipient: true,
        mail_waits: false,
        lasts: false,
    };

    fn states() -> Vec<LinkState> {
        let at = Instant::from_ms(5);
        vec![
            LinkState::Outstanding,
            LinkState::Closing(Closing::Cancel),
            LinkState::Closing(Closing::Expire),
            LinkState::Processing,
            LinkState::PartlyPaid { successor: LinkId::from_u128(1) },
            LinkState::Paid,
            LinkState::Cancelled { at },
            LinkState::Expired { at },
        ]
    }

    #[test]
    fn what_applies_is_what_the_state_allows() {
        let now = Instant::from_ms(10);
        for state in states() {
            for is_over in [false, true] {
                let end = is_over.then_some(now);
                let closing = if let LinkState::Closing(why) = &state { Some(*why) } else { None };
                let link = Facts { status: state.status(), closing, is_over, ..OPEN };
                let closes = state.clone().close(Closing::Cancel).is_ok() && closing.is_none();
                assert_eq!(applies(ActionKind::Cancel, &link).is_ok(), closes, "{state:?}");
                let open = state.may_check_out(end, now).is_ok();
                assert_eq!(applies(ActionKind::Resend, &link).is_ok(), open, "{state:?}");
                assert_eq!(applies(ActionKind::ExtendExpiry, &link).is_ok(), open, "{state:?}");
            }
        }
    }

    #[test]
    fn a_link_is_left_alone_for_what_the_action_would_do_in_vain() {
        let nobody = Facts { has_recipient: false, ..OPEN };
        assert_eq!(applies(ActionKind::Resend, &nobody), Err(LeftAlone::NoRecipient));
        assert_eq!(applies(ActionKind::Cancel, &nobody), Ok(()));
        let waiting = Facts { mail_waits: true, ..OPEN };
        assert_eq!(applies(ActionKind::Resend, &waiting), Err(LeftAlone::MailWaits));
        let lasts = Facts { lasts: true, ..OPEN };
        assert_eq!(applies(ActionKind::ExtendExpiry, &lasts), Err(LeftAlone::Lasts));
        assert_eq!(applies(ActionKind::Resend, &lasts), Ok(()));
    }
}
