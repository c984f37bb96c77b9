//! The figures above the table of links.

use jiff::ToSpan as _;
use serde::{Deserialize, Serialize};

use super::{links::Total, tables::Count};
use crate::{AccountKind, CivilDate, id::AccountId, table::Days, word::words};

words! {
    /// How old an outstanding amount is, by its due date.
    Age {
        /// Due today or later.
        NotDue = "not_due",
        /// 1 to 30 days over.
        Days30 = "1_30",
        /// 31 to 60 days over.
        Days60 = "31_60",
        /// 61 to 90 days over.
        Days90 = "61_90",
        /// More than 90 days over.
        Older = "over_90",
        /// Without a due date.
        Undated = "undated",
    }
}

impl Age {
    /// The due dates of this age, as a filter asks for them.
    #[must_use]
    pub fn days(self, today: CivilDate) -> Days {
        let ago = |days: i32| Some(CivilDate::new(today.date().saturating_sub(days.days())));
        match self {
            Self::NotDue => Days::Between(ago(0), None),
            Self::Days30 => Days::Between(ago(30), ago(1)),
            Self::Days60 => Days::Between(ago(60), ago(31)),
            Self::Days90 => Days::Between(ago(90), ago(61)),
            Self::Older => Days::Between(None, ago(91)),
            Self::Undated => Days::Missing,
        }
    }
}

/// What is outstanding, and what came in: `GET /api/v1/links/overview`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overview {
    /// Outstanding by age; an entry for each age and currency that occurs.
    pub ages: Vec<AgeTotal>,
    /// Collected by week over the last twelve weeks, the oldest first; weeks begin on Monday.
    pub weeks: Vec<WeekTotal>,
    /// Outstanding, and collected over the twelve weeks, by receiving account.
    pub accounts: Vec<AccountTotal>,
    /// Collected over the twelve weeks by method.
    pub methods: Vec<MethodTotal>,
    /// Opened by a person, and not paid.
    pub opened_not_paid: Count,
}

/// Outstanding amounts of one age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgeTotal {
    /// How old.
    pub age: Age,
    /// How much, of how many links.
    #[serde(flatten)]
    pub total: Total,
}

/// What came in within one week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeekTotal {
    /// The week's Monday.
    pub from: CivilDate,
    /// The week's Sunday.
    pub to: CivilDate,
    /// How much, of how many payments; none in a quiet week.
    pub totals: Vec<Total>,
}

/// One receiving account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountTotal {
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    pub name: String,
    /// Whose money lies there.
    pub kind: AccountKind,
    /// What is outstanding.
    pub outstanding: Vec<Total>,
    /// What came in.
    pub collected: Vec<Total>,
}

/// One method of payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MethodTotal {
    /// `card`, `bank_debit`, `pay_later` or `other`, as the column `method` holds it.
    pub method: String,
    /// How much, of how many payments.
    #[serde(flatten)]
    pub total: Total,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_follow_each_other_without_a_gap() {
        let today: CivilDate = "2026-03-01".parse().unwrap();
        let said: Vec<String> = Age::ALL.iter().map(|age| age.days(today).to_string()).collect();
        assert_eq!(
            said,
            [
                "2026-03-01..",
                "2026-01-30..2026-02-28",
                "2025-12-31..2026-01-29",
                "2025-12-01..2025-12-30",
                "..2025-11-30",
                "none",
            ]
        );
    }
}
