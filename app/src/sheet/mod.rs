//! What one does in a grid of cells: blocks on the clipboard, changes and their opposites, the way back.
//!
//! Nothing here needs a browser, so that it is tested without one.

mod change;
pub mod clip;
mod history;

pub use self::{
    change::Change,
    history::{History, Step},
};
