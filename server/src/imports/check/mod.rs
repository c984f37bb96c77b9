//! The job: checks all rows of an import.

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
