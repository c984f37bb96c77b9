//! Bulk upload: what the columns of a file mean, and what its cells say.
//!
//! 1. [`recognise`] maps the headers; a person maps the rest. A [`Mapping`] is kept under its
//!    fingerprint for the next file with these headers.
//! 2. [`Evidence`] looks at every row once and settles how days and amounts are written, or has a
//!    [`Question`] for what the file leaves open.
//! 3. [`check`] turns a row into values and problems, the same in the browser and on the server.
//! 4. [`Duplicates`] finds rows that ask twice for the same; [`Earlier`] says so of a link that was made before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod cell;
mod check;
mod column;
pub(crate) mod date;
mod duplicates;
mod earlier;
mod evidence;
pub mod fold;
pub mod header;
mod header_names;
mod mapping;
pub(crate) mod money;
mod problem;
mod reading;
mod values;

pub use cell::{Cell, CellKind, FileRow};
pub use check::{Charge, Context, Delivery, check};
pub use column::{Column, EXAMPLE_EMAIL};
pub use date::DateOrder;
pub use duplicates::{Duplicate, Duplicates};
pub use earlier::Earlier;
pub use evidence::Evidence;
pub use mapping::{Choice, MappedHeader, Mapping, fingerprint, recognise};
pub use problem::{CellProblem, ProblemCode, Severity};
pub use reading::{Offer, Question, Reading, Readings};
pub use values::{CheckedRow, RowKey, RowValues};

/// A row of an import: its cells by what they mean.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// The row's number in a spreadsheet program.
    pub number: u32,
    /// Its cells; blank ones are absent.
    pub cells: BTreeMap<Column, Cell>,
    /// It has cells beyond the last header: usually a separator that should have been quoted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub surplus: bool,
}
