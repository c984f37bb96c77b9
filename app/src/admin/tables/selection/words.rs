//! What people call that which is done to many links.

use domain::api::selections::ActionKind;

use crate::ui::grouped;

/// `1 link`, `1,284 links`.
pub fn links(count: i64) -> String {
    if count == 1 { "1 link".to_owned() } else { format!("{} links", grouped(count)) }
}

/// What the button says.
pub fn button(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Cancel => "Cancel",
        ActionKind::Resend => "Send again",
        ActionKind::ExtendExpiry => "Extend expiry",
    }
}

/// The heading of the question.
pub fn question(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Cancel => "Cancel links",
        ActionKind::Resend => "Send links again",
        ActionKind::ExtendExpiry => "Extend the expiry",
    }
}

/// What will happen to so many.
pub fn promise(kind: ActionKind, count: i64) -> String {
    let links = links(count);
    match (kind, count) {
        (ActionKind::Cancel, 0) => "None of them can be cancelled.".to_owned(),
        (ActionKind::Resend, 0) => "None of them can be sent again.".to_owned(),
        (ActionKind::ExtendExpiry, 0) => "None of them can get another end.".to_owned(),
        (ActionKind::Cancel, 1) => "1 link will be cancelled: nobody can pay it any more.".to_owned(),
        (ActionKind::Cancel, _) => format!("{links} will be cancelled: nobody can pay them any more."),
        (ActionKind::Resend, _) => format!("{links} will be sent by email once more."),
        (ActionKind::ExtendExpiry, 1) => "1 link will get the new end.".to_owned(),
        (ActionKind::ExtendExpiry, _) => format!("{links} will get the new end."),
    }
}

/// What the button says that does it.
pub fn confirm(kind: ActionKind, count: i64) -> String {
    let links = links(count);
    match kind {
        ActionKind::Cancel => format!("Cancel {links}"),
        ActionKind::Resend => format!("Send {links} again"),
        ActionKind::ExtendExpiry => format!("Extend {links}"),
    }
}

/// While it is being done.
pub fn under_way(kind: ActionKind, count: i64) -> String {
    let links = links(count);
    match kind {
        ActionKind::Cancel => format!("Cancelling {links}"),
        ActionKind::Resend => format!("Sending {links} again"),
        ActionKind::ExtendExpiry => format!("Extending {links}"),
    }
}

/// When it has been done.
pub fn done(kind: ActionKind, count: i64) -> String {
    let links = links(count);
    match kind {
        ActionKind::Cancel => format!("{links} cancelled"),
        ActionKind::Resend => format!("{links} sent again"),
        ActionKind::ExtendExpiry => format!("{links} extended"),
    }
}

/// What became of one that was changed.
pub fn outcome(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Cancel => "Cancelled",
        ActionKind::Resend => "Sent again",
        ActionKind::ExtendExpiry => "Extended",
    }
}
