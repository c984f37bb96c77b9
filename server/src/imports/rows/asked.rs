//! What somebody wants of rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Fields,
    api::imports::{MAX_CHANGED_ROWS, NewRow, RowChanges},
};

use super::super::create::{check_rows, check_text};
use crate::http::Result;

/// What somebody wants of rows, checked as far as it can be without them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Cells to write, by row; the last word counts.
    pub edits: BTreeMap<i64, NewRow>,
    /// Rows to add.
    pub add: Vec<NewRow>,
    /// Rows to remove.
    pub remove: BTreeSet<i64>,
    /// Rows to put back.
    pub restore: BTreeSet<i64>,
}

impl Asked {
    /// Reads a request.
    ///
    /// # Errors
    /// 422 for too many rows, for texts that can't be kept, and for rows that are both wanted and not.
    pub fn parse(changes: RowChanges) -> Result<Self> {
        check_rows("/add", &changes.add)?;
        let mut fields = Fields::new();
        for (at, edit) in changes.edits.iter().enumerate() {
            check_text(&mut fields, &format!("/edits/{at}/text"), &edit.text);
        }
        let numbers = |rows: Vec<u32>| rows.into_iter().map(i64::from).collect::<BTreeSet<i64>>();
        let (remove, restore) = (numbers(changes.remove), numbers(changes.restore));
        let mut asked = Self { edits: BTreeMap::new(), add: changes.add, remove, restore };
        for edit in changes.edits {
            asked.edits.entry(i64::from(edit.row)).or_default().insert(edit.column, edit.text);
        }
        if asked.touched().len() + asked.add.len() > MAX_CHANGED_ROWS {
            fields.refuse("/edits", "Change at most 1,000 rows at once");
        }
        for row in asked.remove.iter().filter(|row| asked.edits.contains_key(row) || asked.restore.contains(row)) {
            fields.refuse("/remove", format!("Row {row} can't be removed and written at once"));
        }
        Ok(fields.finish(Some(asked))?)
    }

    /// Rows that must be there.
    pub fn touched(&self) -> BTreeSet<i64> {
        self.edits.keys().chain(&self.remove).chain(&self.restore).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::{Problem, api::imports::CellEdit, imports::Column};

    use super::*;
    use crate::http::Error;

    fn edit(row: u32, text: &str) -> CellEdit {
        CellEdit { row, column: Column::Amount, text: text.to_owned() }
    }

    fn refused(changes: RowChanges) -> Problem {
        match Asked::parse(changes) {
            Err(Error::Problem(problem)) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_last_word_on_a_cell_counts() {
        let changes =
            RowChanges { edits: vec![edit(2, "1"), edit(2, "5")], remove: vec![3, 3], ..RowChanges::default() };
        let asked = Asked::parse(changes).unwrap();
        assert_eq!(asked.edits[&2][&Column::Amount], "5");
        assert_eq!(asked.touched(), BTreeSet::from([2, 3]));
    }

    #[test]
    fn too_much_and_contradictions_are_refused() {
        let many = (0..1001).collect::<Vec<u32>>();
        assert!(refused(RowChanges { remove: many, ..RowChanges::default() }).field("/edits").is_some());
        let both = RowChanges { edits: vec![edit(2, "1")], remove: vec![2], ..RowChanges::default() };
        assert!(refused(both).field("/remove").unwrap().contains("Row 2"));
        let long = RowChanges { edits: vec![edit(2, &"x".repeat(10_001)), edit(3, "a\0")], ..RowChanges::default() };
        let long = refused(long);
        assert!(long.field("/edits/0/text").unwrap().contains("10,000"));
        assert!(long.field("/edits/1/text").unwrap().contains("NUL"));
    }
}
