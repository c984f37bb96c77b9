//! Clients, and the files that a firm keeps of them.

use crate::word::words;

words! {
    /// What a client is.
    ClientKind {
        /// A human being.
        Person = "person",
        /// A company, a trust, a public body.
        Organisation = "organisation",
    }
}

words! {
    /// Whether a firm still works for a client.
    ClientStatus {
        /// It does.
        Active = "active",
        /// Out of the way: nothing new is made for it, and its history stays.
        Archived = "archived",
        /// It was a duplicate: all that it had is another one's now.
        Merged = "merged",
    }
}

words! {
    /// Whether a matter is worked on.
    MatterStatus {
        /// It is.
        Open = "open",
        /// It ended.
        Closed = "closed",
    }
}

impl ClientKind {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organisation => "Organisation",
        }
    }
}

impl ClientStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Archived => "Archived",
            Self::Merged => "Merged",
        }
    }
}

impl MatterStatus {
    /// How people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Closed => "Closed",
        }
    }
}
