//! Tables: what one is set up as, and the parts that show it.

mod bar;
mod columns;
mod configure;
mod cursor;
mod data_table;
mod drag;
mod edge;
mod feed;
mod filter;
mod head;
mod look;
mod model;
mod pick;
mod plan;
mod row;
mod screen;
mod states;
mod strip;

pub use self::{
    bar::{DensityButton, OrderChoice, PickButton, SelectedRows, TableBar},
    configure::ConfigureColumns,
    cursor::{focus_row, focus_rows},
    data_table::DataTable,
    feed::{Ask, Failure, Feed, Fresh, More},
    filter::{FilterBar, Known},
    look::{NOTHING, TableRow, Title, nothing, text, two_lines},
    model::{Selected, Sortable, TableModel},
    plan::{Item, Plan},
    screen::{Reading, Screen},
    states::TableSkeleton,
    strip::strip,
};
pub use super::number::grouped;
