//! Tables: what one is set up as, and the parts that show it.

mod model;
mod rows;

pub use self::{
    model::{Selected, TableModel},
    rows::{SortHeader, SortState, focus_row, focus_rows, grouped, row_keys},
};
