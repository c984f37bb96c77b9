//! Which rows and which columns are shown.

use domain::{
    api::{
        imports::{ImportCounts, ImportDetail},
        tables::Count,
    },
    imports::{Column, Delivery},
};
use leptos::prelude::*;

use super::book::Book;

/// Some of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    All,
    Errors,
    Warnings,
    Ready,
    Sent,
}

impl Part {
    /// In the order of the tabs.
    pub const ALL: [Self; 5] = [Self::All, Self::Errors, Self::Warnings, Self::Ready, Self::Sent];

    /// What its tab says.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Errors => "Errors",
            Self::Warnings => "Warnings",
            Self::Ready => "Ready",
            Self::Sent => "Sent",
        }
    }

    /// What the server is asked for; as well the word in the address bar.
    pub fn states(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Errors => "error",
            Self::Warnings => "warning",
            Self::Ready => "ready",
            Self::Sent => "created",
        }
    }

    /// The one that a word in the address bar means.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|part| part.states() == word).unwrap_or(Self::All)
    }

    /// How many rows it has.
    pub fn count(self, counts: ImportCounts) -> Count {
        let count = match self {
            Self::All => counts.rows(),
            Self::Errors => counts.error,
            Self::Warnings => counts.warning,
            Self::Ready => counts.ready,
            Self::Sent => counts.created,
        };
        Count { count, more: false }
    }
}

/// What an import without a file begins with.
const FIRST: [Column; 6] =
    [Column::RecipientName, Column::Email, Column::Amount, Column::InvoiceNumber, Column::Description, Column::DueOn];

impl Book {
    /// The columns of the grid: those of the file, what every row needs, and those that were added here.
    pub fn columns(self) -> Memo<Vec<Column>> {
        Memo::new(move |_| {
            let extra = self.extra.get();
            self.import.value.with(|import| import.as_ref().map(|import| shown(import, &extra)).unwrap_or_default())
        })
    }
}

fn shown(import: &ImportDetail, extra: &[Column]) -> Vec<Column> {
    let headers = &import.mapping.headers;
    // Without a file the server begins with the amount, and adds what is typed into.
    let own = headers.iter().all(|mapped| mapped.column.is_some_and(|column| column.label() == mapped.header));
    let typed = own && headers.first().is_none_or(|first| first.column == Some(Column::Amount));
    let first: &[Column] = if typed { &FIRST } else { &[] };
    let mapped = headers.iter().filter_map(|mapped| mapped.column);
    let mut columns: Vec<Column> = Vec::new();
    let mailed = (import.import.delivery != Delivery::Download).then_some(Column::Email);
    let needed = [Column::Amount].into_iter().chain(mailed);
    for column in first.iter().copied().chain(mapped).chain(needed).chain(extra.iter().copied()) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// How wide a column is, in CSS pixels.
pub fn width(column: Column) -> i32 {
    match column {
        Column::Email | Column::Description | Column::Message => 224,
        Column::RecipientName | Column::Client | Column::Matter => 176,
        Column::FirstName | Column::LastName | Column::InvoiceNumber | Column::ExternalId => 136,
        Column::Amount | Column::MinAmount | Column::DueOn | Column::ExpiresOn => 124,
        Column::Currency => 92,
    }
}
