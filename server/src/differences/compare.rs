//! Whether the gateway and we agree about one payment or refund.

use domain::{Currency, PaymentStatus, api::differences::DifferenceKind, refund::RefundStatus};

/// What either side says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Side<S> {
    pub status: S,
    pub amount: i64,
    pub currency: Currency,
    /// In the settlement currency; none while it is not known.
    pub fee: Option<i64>,
}

/// In what they differ, and by which numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub kind: DifferenceKind,
    pub theirs: Option<i64>,
    pub ours: Option<i64>,
}

impl Verdict {
    fn of(kind: DifferenceKind, theirs: Option<i64>, ours: Option<i64>) -> Option<Self> {
        Some(Self { kind, theirs, ours })
    }
}

/// Whether there is money behind it, or may be soon: attempts that came to nothing are of no concern.
fn counts(status: PaymentStatus) -> bool {
    matches!(status, PaymentStatus::Succeeded | PaymentStatus::Processing)
}

/// A payment.
pub(super) fn payment(theirs: &Side<PaymentStatus>, ours: Option<(&Side<PaymentStatus>, bool)>) -> Option<Verdict> {
    let Some((ours, foreign)) = ours else {
        return Verdict::of(DifferenceKind::MissingHere, Some(theirs.amount), None).filter(|_| counts(theirs.status));
    };
    let amounts = (Some(theirs.amount), Some(ours.amount));
    if theirs.status != ours.status && (counts(theirs.status) || counts(ours.status)) {
        return Verdict::of(DifferenceKind::Status, amounts.0, amounts.1);
    }
    if !counts(theirs.status) {
        return None;
    }
    if (theirs.amount, theirs.currency) != (ours.amount, ours.currency) {
        return Verdict::of(DifferenceKind::Amount, amounts.0, amounts.1);
    }
    if theirs.fee.is_some() && theirs.fee != ours.fee {
        return Verdict::of(DifferenceKind::Fee, theirs.fee, ours.fee);
    }
    Verdict::of(DifferenceKind::Foreign, amounts.0, amounts.1).filter(|_| foreign)
}

/// A refund.
pub(super) fn refund(theirs: &Side<RefundStatus>, ours: Option<&Side<RefundStatus>>) -> Option<Verdict> {
    let Some(ours) = ours else {
        return Verdict::of(DifferenceKind::MissingHere, Some(theirs.amount), None)
            .filter(|_| theirs.status.takes_money());
    };
    let (a, b) = (Some(theirs.amount), Some(ours.amount));
    if theirs.status != ours.status {
        return Verdict::of(DifferenceKind::Status, a, b);
    }
    if (theirs.amount, theirs.currency) != (ours.amount, ours.currency) {
        return Verdict::of(DifferenceKind::Amount, a, b);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(status: PaymentStatus, amount: i64, fee: Option<i64>) -> Side<PaymentStatus> {
        Side { status, amount, currency: Currency::USD, fee }
    }

    #[test]
    fn what_differs_first_is_said() {
        use PaymentStatus::{Failed, Pending, Processing, Succeeded};
        let paid = side(Succeeded, 500, Some(30));
        let said = |theirs: &Side<_>, ours: Option<&Side<_>>| {
            payment(theirs, ours.map(|ours| (ours, false))).map(|verdict| verdict.kind)
        };
        assert_eq!(said(&paid, None), Some(DifferenceKind::MissingHere));
        assert_eq!(said(&side(Failed, 500, None), None), None, "an attempt that came to nothing");
        assert_eq!(said(&paid, Some(&paid)), None);
        assert_eq!(said(&paid, Some(&side(Processing, 500, None))), Some(DifferenceKind::Status));
        assert_eq!(said(&side(Pending, 500, None), Some(&side(Failed, 500, None))), None);
        assert_eq!(said(&paid, Some(&side(Succeeded, 400, Some(30)))), Some(DifferenceKind::Amount));
        assert_eq!(said(&paid, Some(&side(Succeeded, 500, None))), Some(DifferenceKind::Fee));
        assert_eq!(said(&side(Succeeded, 500, None), Some(&paid)), None, "the gateway does not say its fee yet");
        assert_eq!(payment(&paid, Some((&paid, true))).map(|verdict| verdict.kind), Some(DifferenceKind::Foreign));
    }
}
