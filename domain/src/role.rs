//! Who may do what: the one table that the server and the screens ask.

use crate::word::words;

words! {
    /// What a member of staff is in a firm, the mightiest first.
    Role {
        /// Everything, and what only an owner may attest.
        Owner = "owner",
        /// Everything but what only an owner may attest.
        Admin = "admin",
        /// Makes links and sees payments.
        Biller = "biller",
        /// Looks, and changes nothing.
        Viewer = "viewer",
    }
}

/// Something that one may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See links, payments and accounts.
    Look,
    /// Make, send and cancel links; keep clients and invoices; attend to flagged payments and link them.
    Bill,
    /// Give money back, and take back what was booked by hand.
    MoveMoney,
    /// Change the firm, its accounts, gateways and API keys.
    Manage,
    /// Add staff and change their roles.
    ManageStaff,
    /// Attest who bears the fees of a trust account.
    Attest,
    /// Let go of what rests after a backup was restored.
    Release,
}

impl Role {
    /// Whether this role may do that.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        use Permission::{Bill, Look, Manage, ManageStaff, MoveMoney};
        match self {
            Self::Owner => true,
            Self::Admin => matches!(permission, Look | Bill | MoveMoney | Manage | ManageStaff),
            Self::Biller => matches!(permission, Look | Bill),
            Self::Viewer => matches!(permission, Look),
        }
    }

    /// Whether this role may give that role to someone: nobody makes a mightier one than oneself.
    #[must_use]
    pub fn may_grant(self, other: Self) -> bool {
        self.may(Permission::ManageStaff) && (self == Self::Owner || other != Self::Owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_permissions() {
        assert!(Role::Owner.may(Permission::Attest));
        assert!(!Role::Admin.may(Permission::Attest));
        assert!(Role::Owner.may(Permission::Release));
        assert!(!Role::Admin.may(Permission::Release));
        assert!(Role::Admin.may(Permission::Manage));
        assert!(Role::Biller.may(Permission::Bill));
        assert!(!Role::Biller.may(Permission::Manage));
        assert!(!Role::Biller.may(Permission::MoveMoney));
        assert!(!Role::Viewer.may(Permission::Bill));
        assert!(!Role::Admin.may_grant(Role::Owner));
        assert!(Role::Admin.may_grant(Role::Admin));
    }
}
