//! What a file looks like before a row is in it, and the rows on their way into it.

use std::{borrow::Cow, path::PathBuf};

use domain::Instant;
use jiff::{Zoned, tz::TimeZone};
use tokio::sync::mpsc;

use super::{Cell, Exported};

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What stands above it.
    pub label: Cow<'static, str>,
    /// Its width in CSS pixels.
    pub width: u16,
    /// Whether there is a total below it.
    pub has_total: bool,
}

impl<C: Exported> From<C> for Heading {
    fn from(column: C) -> Self {
        let facts = column.facts();
        Self { label: facts.label.into(), width: facts.width, has_total: column.has_total() }
    }
}

/// A file without rows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it is called.
    pub title: &'static str,
    /// Its columns.
    pub headings: Vec<Heading>,
    /// The zone in which moments are written.
    pub zone: TimeZone,
    /// When it was asked for.
    pub made_at: Instant,
    /// Where what does not fit into memory waits until the file is done.
    pub folder: PathBuf,
}

impl Sheet {
    /// A moment on the firm's clock; `None` where the calendar ends.
    #[must_use]
    pub fn local(&self, at: Instant) -> Option<Zoned> {
        Some(at.timestamp()?.to_zoned(self.zone.clone()))
    }
}

/// A step of the rows' way.
#[derive(Debug)]
pub enum Step {
    /// Some rows.
    Rows(Vec<Vec<Cell>>),
    /// There are no more. Without this step the file is not whole.
    End,
}

/// Where a writer takes its rows from.
pub struct Rows(mpsc::Receiver<Step>);

impl Rows {
    /// A way for rows that takes a few pages, and then waits until they are written.
    #[must_use]
    pub fn channel() -> (mpsc::Sender<Step>, Self) {
        let (sender, receiver) = mpsc::channel(2);
        (sender, Self(receiver))
    }

    /// The next page; `None` behind the last one.
    ///
    /// # Errors
    /// When the reader of the table has given up.
    pub fn page(&mut self) -> anyhow::Result<Option<Vec<Vec<Cell>>>> {
        match self.0.blocking_recv() {
            Some(Step::Rows(rows)) => Ok(Some(rows)),
            Some(Step::End) => Ok(None),
            None => anyhow::bail!("the rows broke off"),
        }
    }
}
