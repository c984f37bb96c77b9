//! Components without business words.

mod badge;
mod browser;
mod button;
mod chart;
mod clock;
mod copy;
mod dialog;
mod drawer;
mod empty;
mod endless;
mod field;
mod form;
mod icon;
mod number;
mod pick;
mod popover;
mod select;
mod skeleton;
mod sorting;
mod table;
mod tabs;
mod toast;
mod unfolded;
mod voice;

pub use badge::{Badge, Tone};
pub use browser::{debounced, focus_first, focus_soon, is_narrow, on_window, tint, whole};
pub use button::{Button, ButtonLink, Kind};
pub use chart::{Bar, BarList, BarRow};
pub use clock::{Clock, Day, Moment, Stamp, end_of_day, now, tick, today};
pub use copy::{CopyButton, CopyField};
pub use dialog::{Confirm, Dialog, open_about, something_is_open};
pub use drawer::Drawer;
pub use empty::{EmptyState, ErrorState};
pub use endless::{RowsEnd, RowsInstead, loaded_rows};
pub use field::{AreaField, Frame, SwitchField, TextField, Wires, fresh_id};
pub use form::{Form, FormState};
pub use icon::{Glyph, Icon};
pub use number::{counted, grouped};
pub use popover::{Popover, PopoverButton, Side};
pub use select::SelectField;
pub use skeleton::{SkeletonLines, SkeletonRows};
pub use table::{
    Ask, ConfigureColumns, DataTable, DensityButton, Failure, Feed, FilterBar, Fresh, Item, Known, More, NOTHING,
    OrderChoice, PickButton, Plan, Reading, Screen, Selected, SelectedRows, Sortable, TableBar, TableModel, TableRow,
    TableSkeleton, Title, focus_row, focus_rows, nothing, strip, text, two_lines,
};
pub use tabs::{Tab, Tabs};
pub use toast::{ToastStack, Toasts};
pub use unfolded::Unfolded;
pub use voice::{Voice, VoiceRegion};
