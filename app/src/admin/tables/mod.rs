//! What belongs to a table beside its rows: its set-up, kept for each person, views, what is done to selected
//! rows, and files.

mod export;
mod keep;
mod known;
mod names;
mod selection;
mod setups;
mod tools;
mod views;
mod work;

pub use self::{
    keep::keep_setup,
    selection::{PreviewDialog, SelectionBar, chosen_rows},
    tools::TableTools,
    work::{Work, WorkTray},
};
