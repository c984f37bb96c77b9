//! A change of rows and its opposite.

use domain::{
    api::imports::{CellEdit, NewRow, RowChanges},
    imports::Column,
};

/// A change of an import's rows, by the ids that rows have on this page: a row that was just added has no number yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Cells to write.
    pub edits: Vec<CellEdit>,
    /// Rows to add.
    pub add: Vec<(u32, NewRow)>,
    /// Rows to remove.
    pub remove: Vec<u32>,
    /// Removed rows to put back.
    pub restore: Vec<u32>,
}

impl Change {
    /// How many things it does.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edits.len() + self.add.len() + self.remove.len() + self.restore.len()
    }

    /// Whether it does nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What takes it back. `before` says what a cell held.
    #[must_use]
    pub fn opposite(&self, before: impl Fn(u32, Column) -> String) -> Self {
        let back = |edit: &CellEdit| CellEdit { text: before(edit.row, edit.column), ..edit.clone() };
        Self {
            edits: self.edits.iter().map(back).collect(),
            add: Vec::new(),
            remove: self.add.iter().map(|(id, _)| *id).chain(self.restore.iter().copied()).collect(),
            restore: self.remove.clone(),
        }
    }

    /// What does it again after it was taken back: rows that it added have a number by then.
    #[must_use]
    pub fn again(&self) -> Self {
        let added = self.add.iter().map(|(id, _)| *id);
        Self { add: Vec::new(), restore: self.restore.iter().copied().chain(added).collect(), ..self.clone() }
    }

    /// The same in parts that do at most so many things each. Rows are added by parts that do nothing else: these are
    /// the ones that must not happen twice, and so are sent again unchanged.
    #[must_use]
    pub fn parts(mut self, most: usize) -> Vec<Self> {
        let mut parts = Vec::new();
        while !self.add.is_empty() {
            parts.push(Self { add: take(&mut self.add, most), ..Self::default() });
        }
        while !self.is_empty() {
            let mut part = Self::default();
            part.restore = take(&mut self.restore, most);
            part.edits = take(&mut self.edits, most - part.len());
            part.remove = take(&mut self.remove, most - part.len());
            parts.push(part);
        }
        parts
    }

    /// The request, with the numbers that rows have at the server. Rows without one are left out: they could not be
    /// added.
    #[must_use]
    pub fn request(&self, number: impl Fn(u32) -> Option<u32>) -> RowChanges {
        let edit = |edit: &CellEdit| Some(CellEdit { row: number(edit.row)?, ..edit.clone() });
        RowChanges {
            edits: self.edits.iter().filter_map(edit).collect(),
            add: self.add.iter().map(|(_, row)| row.clone()).collect(),
            remove: self.remove.iter().filter_map(|id| number(*id)).collect(),
            restore: self.restore.iter().filter_map(|id| number(*id)).collect(),
        }
    }
}

fn take<T>(from: &mut Vec<T>, most: usize) -> Vec<T> {
    from.drain(..most.min(from.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(row: u32, text: &str) -> CellEdit {
        CellEdit { row, column: Column::Amount, text: text.to_owned() }
    }

    #[test]
    fn the_opposite_of_the_opposite_does_it_again() {
        let change =
            Change { edits: vec![edit(2, "new")], add: vec![(9, NewRow::new())], remove: vec![3], restore: vec![4] };
        let back = change.opposite(|_, _| "old".to_owned());
        assert_eq!(
            back,
            Change { edits: vec![edit(2, "old")], remove: vec![9, 4], restore: vec![3], ..Change::default() }
        );
        // A row that was added and taken away is put back, with the number it has.
        let again = Change { edits: vec![edit(2, "new")], remove: vec![3], restore: vec![9, 4], ..Change::default() };
        assert_eq!(back.opposite(|_, _| "new".to_owned()), again);
        assert_eq!(change.again(), Change { restore: vec![4, 9], ..again });
    }

    #[test]
    fn parts_do_the_same_and_no_part_too_much() {
        let change = Change {
            edits: (0..25).map(|row| edit(row, "x")).collect(),
            add: (100..107).map(|id| (id, NewRow::new())).collect(),
            remove: vec![1],
            restore: vec![2],
        };
        let parts = change.clone().parts(10);
        assert_eq!(parts.iter().map(Change::len).collect::<Vec<_>>(), [7, 10, 10, 7]);
        let edits: Vec<CellEdit> = parts.iter().flat_map(|part| part.edits.clone()).collect();
        assert_eq!(edits, change.edits);
    }

    #[test]
    fn a_request_has_the_numbers_of_the_server() {
        let change = Change { edits: vec![edit(7, "a"), edit(8, "b")], remove: vec![7], ..Change::default() };
        let request = change.request(|id| (id == 7).then_some(41));
        assert_eq!((request.edits, request.remove), (vec![edit(41, "a")], vec![41]));
    }
}
