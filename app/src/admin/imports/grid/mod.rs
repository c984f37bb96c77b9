//! The rows in a grid: looked at, mended, filled.

mod book;
mod card;
mod cell;
mod cursor;
mod editor;
mod foot;
mod keep;
mod keys;
mod line;
mod load;
mod mail;
mod others;
mod pointer;
mod queue;
mod review;
mod row;
mod row_sheet;
mod settings;
mod shown;
mod tools;
mod transfer;
mod view;

pub use self::{
    review::ReviewStep,
    settings::{Changing, DeliveryChoice},
};
