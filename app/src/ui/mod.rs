//! Components without business words.

mod badge;
mod browser;
mod button;
mod clock;
mod copy;
mod dialog;
mod drawer;
mod empty;
mod field;
mod form;
mod icon;
mod select;
mod skeleton;
mod table;
mod tabs;
mod toast;

pub use badge::{Badge, Tone};
pub use browser::{debounced, focus_first, focus_soon, on_window, tint};
pub use button::{Button, ButtonLink, Kind};
pub use clock::{Clock, Moment, Stamp, end_of_day, now, tick};
pub use copy::{CopyButton, CopyField};
pub use dialog::{Confirm, Dialog, open_about, something_is_open};
pub use drawer::Drawer;
pub use empty::{EmptyState, ErrorState};
pub use field::{AreaField, Frame, SwitchField, TextField, Wires, fresh_id};
pub use form::{Form, FormState};
pub use icon::{Glyph, Icon};
pub use select::SelectField;
pub use skeleton::{SkeletonLines, SkeletonRows};
pub use table::{SortHeader, SortState, focus_row, focus_rows, grouped, row_keys};
pub use tabs::{Tab, Tabs};
pub use toast::{ToastStack, Toasts};
