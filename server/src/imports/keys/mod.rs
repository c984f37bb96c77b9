//! What tells rows from each other, and from links that were made before.
//!
//! The rule is that of [`domain::imports::Duplicates`], told to the database: the first row with a value is not marked.
//! A later one with the same key is an error; the same invoice number beside other external IDs, or the same address
//! and amount without any key, is a warning. Links of the same receiving account, and of the same mode, are treated as
//! if they stood above the file: those that were cancelled or have expired are forgotten, and likely duplicates of what
//! was paid long ago are, too.
//!
//! [`mark_all`] looks at all rows of an import, [`mark`] at some that were edited. [`problems`] says it in sentences.
//! [`blocking`] looks once more when a link is made.

mod blocking;
mod few;
mod problems;
#[cfg(test)]
mod tests;
mod whole;

use domain::{
    Instant,
    id::{AccountId, FirmId, ImportId},
    imports::RowValues,
    time::DAY,
};

pub use self::{
    blocking::blocking,
    few::mark,
    problems::{Marks, problems},
    whole::mark_all,
};

/// What is paid so long ago is no likely duplicate any more: rents and retainers come back every month.
const RECENT: i64 = 14 * DAY;

/// Whose rows are looked at, and which links may ask for the same. The caller holds the import.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The firm.
    pub firm: &'a FirmId,
    /// The import: one of the firm's.
    pub import: &'a ImportId,
    /// The receiving account, once it is chosen: without it, no link is a duplicate.
    pub account: Option<&'a AccountId>,
    /// What time it is.
    pub now: Instant,
}

impl Scope<'_> {
    fn recent(&self) -> i64 {
        self.now.plus_ms(-RECENT).ms()
    }
}

/// What tells a row from others, folded: columns of `import_checks` and `links`.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Folds {
    /// The external ID.
    pub external_fold: Option<String>,
    /// The invoice number.
    pub invoice_fold: Option<String>,
    /// Address and amount of a row without a key.
    pub alike: Option<String>,
}

impl Folds {
    /// What a row has.
    #[must_use]
    pub fn of(values: &RowValues) -> Self {
        Self { external_fold: values.external_key(), invoice_fold: values.invoice_key(), alike: values.alike() }
    }
}

/// Links of the account (`$3`) and its mode that count. A link of the connection before, or of test money before real
/// money came, is another matter.
macro_rules! links_of_the_account {
    () => {
        "l.firm_id = $2 AND l.account_id = $3 AND l.mode = (SELECT COALESCE(MAX(k.mode), 'test') FROM accounts a
             JOIN connections k ON k.id = a.connection_id AND k.firm_id = a.firm_id WHERE a.firm_id = $2 AND a.id = $3)"
    };
}
/// A link that blocks a second one for the same.
macro_rules! blocks {
    () => {
        "l.status NOT IN ('cancelled', 'expired')"
    };
}
/// A link that makes another one for the same amount and address look like a mistake. `$4` is when *recent* began.
macro_rules! resembles {
    () => {
        "(l.status IN ('outstanding', 'processing') OR (l.status IN ('paid', 'partly_paid') AND l.paid_at >= $4))"
    };
}
/// The worst of a row's ranks.
macro_rules! worst {
    () => {
        "CASE WHEN own_rank >= twin_rank AND own_rank >= earlier_rank THEN own_rank
              WHEN twin_rank >= earlier_rank THEN twin_rank ELSE earlier_rank END"
    };
}
use {blocks, links_of_the_account, resembles, worst};
