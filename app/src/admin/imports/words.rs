//! What people call what an import is and has.

use domain::{
    Money,
    api::imports::{Import, ImportState, RowState, Total},
    imports::{Delivery, Severity},
};

use crate::{
    api::ApiError,
    ui::{Glyph, Tone, grouped},
};

/// `1 row`, `1,284 rows`.
pub fn rows(count: i64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(count)) }
}

/// `1 link`, `1,284 links`.
pub fn links(count: i64) -> String {
    if count == 1 { "1 link".to_owned() } else { format!("{} links", grouped(count)) }
}

/// How far an import is, in a word and its colour.
pub fn state(import: &Import) -> (Tone, &'static str) {
    match import.state {
        _ if import.trouble.is_some() => (Tone::Bad, "Stands still"),
        ImportState::Checking => (Tone::Info, "Checking"),
        ImportState::Mapping => (Tone::Warn, "Columns to choose"),
        ImportState::Review => (Tone::Mute, "Draft"),
        ImportState::Sending => (Tone::Info, "Sending"),
        ImportState::Done if import.counts.rows() > import.counts.created => (Tone::Warn, "Partly sent"),
        ImportState::Done if import.delivery == Delivery::Download => (Tone::Good, "Links made"),
        ImportState::Done => (Tone::Good, "Sent"),
    }
}

/// `97 ready · 3 errors`, with what there is.
pub fn counts(import: &Import) -> String {
    let counts = import.counts;
    let parts = [
        (counts.created, "sent", "sent"),
        (counts.ready, "ready", "ready"),
        (counts.warning, "warning", "warnings"),
        (counts.error, "error", "errors"),
    ];
    let said = parts.iter().filter(|(count, ..)| *count > 0);
    let said = said.map(|(count, one, many)| format!("{} {}", grouped(*count), if *count == 1 { one } else { many }));
    let said = said.collect::<Vec<_>>().join(" · ");
    if said.is_empty() { "No rows yet".to_owned() } else { said }
}

/// `$12,345.00 and €20.00`.
pub fn totals(totals: &[Total]) -> String {
    let sums: Vec<String> = totals.iter().map(|total| Money::new(total.amount, total.currency).to_string()).collect();
    match sums.as_slice() {
        [] => String::new(),
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        [one, ..] => one.clone(),
    }
}

/// Where a row stands, in a word, its colour and its sign.
pub fn row_state(state: RowState) -> (Tone, &'static str) {
    match state {
        RowState::Ready => (Tone::Good, "Ready"),
        RowState::Warning => (Tone::Warn, "Check"),
        RowState::Error => (Tone::Bad, "Error"),
        RowState::Created => (Tone::Info, "Sent"),
    }
}

/// The class, the sign and the word of a problem.
pub fn severity(severity: Severity) -> (&'static str, Glyph, &'static str) {
    match severity {
        Severity::Error => ("bad", Glyph::Ban, "Error"),
        Severity::Warning => ("warn", Glyph::Alert, "Warning"),
    }
}

/// What went wrong and what to do: the most exact that the server has.
pub fn sentence(error: &ApiError) -> String {
    let Some(problem) = error.problem() else { return error.to_string() };
    if let Some(first) = problem.errors.first() {
        return first.detail.clone();
    }
    match &problem.detail {
        Some(detail) => format!("{}. {detail}", problem.title.trim_end_matches('.')),
        None => problem.title.clone(),
    }
}

/// `312 kB`, `4.2 MB`.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{} kB", count / 1_000),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}
