//! One cell as the file has it.

use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// What a file says of a cell's content. Text files know text only.
    #[derive(Default)]
    CellKind {
        /// Text: what it means is ours to find out.
        #[default]
        Text = "text",
        /// A number of a workbook, written out exactly and with a decimal point.
        Number = "number",
        /// A date of a workbook, written `YYYY-MM-DD`.
        Date = "date",
        /// An error of a workbook, such as `#REF!`.
        Error = "error",
    }
}

/// A cell: its text, and what the file says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cell {
    /// The content; empty for an empty cell.
    pub text: String,
    /// What the file says of the content.
    #[serde(default, skip_serializing_if = "is_text")]
    pub kind: CellKind,
    /// A formula of a workbook made the content. Without content, the workbook was saved by a
    /// program that does not calculate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub formula: bool,
}

// The signature is serde's.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_text(kind: &CellKind) -> bool {
    *kind == CellKind::Text
}

impl Cell {
    /// A cell with text, as every cell of a text file is, and every cell that a person types.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A cell of a workbook.
    #[must_use]
    pub fn of(kind: CellKind, text: impl Into<String>) -> Self {
        Self { text: text.into(), kind, formula: false }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.formula && self.text.trim().is_empty()
    }
}

/// A row as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The row's number in a spreadsheet program: the first is 1.
    pub number: u32,
    /// Its cells, from the first column on; blank ones at the end are left out.
    pub cells: Vec<Cell>,
}
