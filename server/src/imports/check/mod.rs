//! What the rows of an import say: checked all at once by a job, and a few at a time after an edit.

mod basis;
mod job;
mod verdict;

pub use self::job::run;
pub(super) use self::{
    basis::{basis, currency, has_links},
    verdict::{Verdict, store},
};

/// `import_checks.rank`.
pub(super) mod rank {
    /// Nothing is wrong.
    pub const READY: i64 = 0;
    /// Somebody should look.
    pub const WARNING: i64 = 1;
    /// It can't be sent.
    pub const ERROR: i64 = 2;
    /// It has its link.
    pub const CREATED: i64 = 3;
}
