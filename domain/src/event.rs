//! Appointments: where one stands, what deposit it asks for, and what its payments mean.

use crate::word::words;

/// The longest appointment, in minutes: a calendar asks for a day and finds what began the day before.
pub const MOST_MINUTES: i64 = 24 * 60;
/// The shortest.
pub const LEAST_MINUTES: i64 = 5;
/// All of a fee, in hundredths of a percent.
pub const WHOLE: i64 = 10_000;
/// The most days that a calendar shows at once: six weeks.
pub const MOST_DAYS: i32 = 42;

words! {
    /// Where an appointment stands.
    AppointmentStatus {
        /// It is agreed.
        Booked = "booked",
        /// The client is there.
        CheckedIn = "checked_in",
        /// It took place.
        Completed = "completed",
        /// It will not take place.
        Cancelled = "cancelled",
        /// The client did not come.
        NoShow = "no_show",
    }
}

words! {
    /// How much of the fee is asked for at booking.
    DepositKind {
        /// Nothing.
        None = "none",
        /// An amount.
        Fixed = "fixed",
        /// A part of the fee.
        Percent = "percent",
    }
}

words! {
    /// What a link of an appointment asks for.
    AskKind {
        /// The deposit, at booking.
        Deposit = "deposit",
        /// Everything that is still to be paid, at check-out.
        Balance = "balance",
    }
}

words! {
    /// What has been paid for an appointment.
    AppointmentPayment {
        /// It costs nothing.
        Free = "free",
        /// Nothing, and no deposit is asked for.
        Unpaid = "unpaid",
        /// Nothing, and a deposit is asked for.
        DepositUnpaid = "deposit_unpaid",
        /// The deposit.
        DepositPaid = "deposit_paid",
        /// Some of it.
        PartPaid = "part_paid",
        /// All of it.
        Paid = "paid",
    }
}

words! {
    /// Which of two times is meant where clocks go back, and an hour comes twice.
    Repeated {
        /// Before clocks go back.
        First = "first",
        /// After.
        Second = "second",
    }
}

/// A step that an appointment can't take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadStep {
    /// It was cancelled.
    #[error("This appointment was cancelled: restore it first")]
    Cancelled,
}

impl AppointmentStatus {
    /// The status after a step. What was cancelled is booked again first.
    ///
    /// # Errors
    /// With what to do about it.
    pub fn step(self, to: Self) -> Result<Self, BadStep> {
        match (self, to) {
            (Self::Cancelled, Self::Booked | Self::Cancelled) => Ok(to),
            (Self::Cancelled, _) => Err(BadStep::Cancelled),
            _ => Ok(to),
        }
    }

    /// Whether it is still to come, or going on.
    #[must_use]
    pub fn is_ahead(self) -> bool {
        matches!(self, Self::Booked | Self::CheckedIn)
    }

    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Booked => "Booked",
            Self::CheckedIn => "Checked in",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
            Self::NoShow => "No-show",
        }
    }
}

impl AppointmentPayment {
    /// What was paid (less what went back) means for a fee and the deposit of it, in minor units.
    #[must_use]
    pub fn of(fee: i64, deposit: i64, paid: i64) -> Self {
        match paid {
            _ if fee == 0 => Self::Free,
            _ if paid >= fee => Self::Paid,
            _ if deposit > 0 && paid == deposit => Self::DepositPaid,
            1.. => Self::PartPaid,
            _ if deposit > 0 => Self::DepositUnpaid,
            _ => Self::Unpaid,
        }
    }

    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Unpaid => "Unpaid",
            Self::DepositUnpaid => "Deposit unpaid",
            Self::DepositPaid => "Deposit paid",
            Self::PartPaid => "Part paid",
            Self::Paid => "Paid",
        }
    }
}

impl AskKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Deposit => "Deposit",
            Self::Balance => "Balance",
        }
    }
}

/// A part of a fee, in hundredths of a percent, rounded once: half a minor unit goes up.
#[must_use]
pub fn part_of(fee: i64, hundredths: i64) -> i64 {
    let (fee, hundredths, whole) = (i128::from(fee), i128::from(hundredths), i128::from(WHOLE));
    let part = (fee * hundredths * 2 + whole).div_euclid(whole * 2);
    i64::try_from(part).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn payments_say_where_the_money_stands() {
        use AppointmentPayment as P;
        for (fee, deposit, paid, says) in [
            (0, 0, 0, P::Free),
            (10_000, 0, 0, P::Unpaid),
            (10_000, 3_000, 0, P::DepositUnpaid),
            (10_000, 3_000, 2_999, P::PartPaid),
            (10_000, 3_000, 3_000, P::DepositPaid),
            (10_000, 3_000, 3_001, P::PartPaid),
            (10_000, 0, 1, P::PartPaid),
            (10_000, 3_000, 10_000, P::Paid),
            (10_000, 10_000, 10_000, P::Paid),
            (10_000, 3_000, 12_000, P::Paid),
        ] {
            assert_eq!(P::of(fee, deposit, paid), says, "{fee} {deposit} {paid}");
        }
    }

    #[test]
    fn what_was_cancelled_is_booked_again_first() {
        use AppointmentStatus as S;
        for to in S::ALL {
            let may = matches!(to, S::Booked | S::Cancelled);
            assert_eq!(S::Cancelled.step(*to).is_ok(), may, "{to}");
            assert_eq!(S::Booked.step(*to), Ok(*to));
        }
    }

    #[test]
    fn a_part_is_rounded_once_and_half_goes_up() {
        for (fee, hundredths, part) in
            [(10_000, 3_333, 3_333), (101, 5_000, 51), (99, 5_000, 50), (1, 4_999, 0), (1, 5_000, 1), (7, WHOLE, 7)]
        {
            assert_eq!(part_of(fee, hundredths), part, "{fee} {hundredths}");
        }
    }

    proptest! {
        #[test]
        fn a_part_and_the_rest_are_the_whole(fee in 0_i64..=100_000_000_000, hundredths in 0..=WHOLE) {
            let part = part_of(fee, hundredths);
            prop_assert!((0..=fee).contains(&part));
            let off = i128::from(part) * i128::from(WHOLE) - i128::from(fee) * i128::from(hundredths);
            prop_assert!(off.abs() * 2 <= i128::from(WHOLE), "no more than half a unit off");
        }
    }
}
