//! A row of the grid: as the server has it, and what was just typed into it.

use std::collections::BTreeMap;

use domain::{
    api::imports::{ImportLine, RowState},
    imports::{CellProblem, Column},
};

use crate::rows::Keyed;

/// A row on this page.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What tells it apart here: its number, or, for a row that was added here, a number of its own.
    pub id: u32,
    /// As the server has it; number 0 while it has none.
    pub line: ImportLine,
    /// What was typed, until the server has it.
    pub writes: BTreeMap<Column, Write>,
    /// Nothing was ever typed into it: the server does not know it.
    pub blank: bool,
}

/// Text on its way to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// What was typed.
    pub text: String,
    /// Which change it belongs to.
    pub turn: u64,
    /// Why it did not get there.
    pub failure: Option<String>,
}

impl Keyed for Line {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl Line {
    /// A row as the server has it.
    pub fn of(id: u32, line: ImportLine) -> Self {
        Self { id, line, writes: BTreeMap::new(), blank: false }
    }

    /// A row into which one can type.
    pub fn blank(id: u32) -> Self {
        let line = ImportLine {
            number: 0,
            state: RowState::Ready,
            cells: BTreeMap::new(),
            problems: Vec::new(),
            link_id: None,
        };
        Self { blank: true, ..Self::of(id, line) }
    }

    /// What a cell shows.
    pub fn text(&self, column: Column) -> &str {
        let written = self.writes.get(&column).map(|write| write.text.as_str());
        written.or_else(|| self.line.cells.get(&column).map(String::as_str)).unwrap_or_default()
    }

    /// What is wrong with a cell, unless something else was typed meanwhile; `None` is the row as a whole.
    pub fn problems(&self, column: Option<Column>) -> impl Iterator<Item = &CellProblem> {
        let newer = column.is_some_and(|column| self.writes.contains_key(&column));
        self.line.problems.iter().filter(move |problem| !newer && problem.column == column)
    }

    /// Whether it has its link, and stays as it is.
    pub fn is_done(&self) -> bool {
        self.line.state == RowState::Created
    }

    /// Where it stands among the others: rows that have no number yet are the last.
    pub fn order(&self) -> (bool, u32, u32) {
        (self.line.number == 0, self.line.number, self.id)
    }

    /// What people call it: `row 12`.
    pub fn called(&self) -> String {
        if self.line.number == 0 { "the new row".to_owned() } else { format!("row {}", self.line.number) }
    }
}
