//! The columns on the screen: how wide each is, and where those stand that stay at the left.

use domain::table::{Columns, Kind, MAX_WIDTH};
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::{TableModel, screen::Screen};

/// How wide the column is in which rows are selected.
pub const PICK_WIDTH: i32 = 44;

/// A column on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<C> {
    /// Which one.
    pub column: C,
    /// Whether it stays at the left.
    pub pinned: bool,
    /// Whether it is the last of those.
    pub edge: bool,
}

/// Where a column begins that stays at the left, as a cell says it.
pub fn left_of<C: Columns>(column: C) -> String {
    format!("var({})", left_name(column))
}

fn left_name<C: Columns>(column: C) -> String {
    format!("--left-{column}")
}

/// The columns on the screen, handed around by value.
pub struct Sheet<C: Columns> {
    /// Which ones, in their order.
    pub shown: Memo<Vec<Shown<C>>>,
    /// How wide each is.
    pub widths: Memo<Vec<(C, i32)>>,
    model: TableModel<C>,
}

impl<C: Columns> Clone for Sheet<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for Sheet<C> {}

impl<C: Columns> Sheet<C> {
    /// Follows the set-up and the room there is. On a phone a card has its own columns.
    pub fn new(model: TableModel<C>, screen: Screen, card: &'static [C]) -> Self {
        let shown = Memo::new(move |_| {
            if screen.cards.get() {
                let columns = std::iter::once(C::NAME).chain(card.iter().copied());
                return columns.map(|column| Shown { column, pinned: false, edge: false }).collect();
            }
            model.layout.with(|layout| {
                let mut shown: Vec<Shown<C>> =
                    layout.shown().map(|c| Shown { column: c.column, pinned: c.pinned, edge: false }).collect();
                if let Some(edge) = shown.iter_mut().rfind(|c| c.pinned) {
                    edge.edge = true;
                }
                shown
            })
        });
        let widths = Memo::new(move |_| {
            model.layout.with(|layout| {
                let widths: Vec<(C, i32)> = layout.shown().map(|c| (c.column, i32::from(c.width))).collect();
                spread(widths, screen.width.get() - PICK_WIDTH)
            })
        });
        let sheet = Self { shown, widths, model };
        Effect::new(move |_| {
            let Some(frame) = screen.frame.get() else { return };
            let frame: &HtmlElement = &frame;
            for (column, left) in sheet.pinned() {
                // Through the CSSOM; a cell that is not there needs no place.
                let _ = frame.style().set_property(&left_name(column), &format!("{left}px"));
            }
        });
        sheet
    }

    /// The columns that stay at the left, and how far from it they begin.
    fn pinned(self) -> Vec<(C, i32)> {
        let mut left = PICK_WIDTH;

        self.shown.with(|shown| {
            let pinned = shown.iter().filter(|c| c.pinned);
            pinned
                .map(|c| {
                    let at = left;
                    left += self.width(c.column);
                    (c.column, at)
                })
                .collect()
        })
    }

    /// How wide a column is.
    pub fn width(self, column: C) -> i32 {
        self.widths.with(|widths| widths.iter().find(|(c, _)| *c == column).map_or(0, |(_, width)| *width))
    }

    /// How wide all columns are together.
    pub fn total(self) -> i32 {
        self.widths.with(|widths| PICK_WIDTH + widths.iter().map(|(_, width)| width).sum::<i32>())
    }

    /// Keeps the columns as wide as they are on the screen: from here on they are someone's own.
    pub fn settle(self) {
        let widths = self.widths.get_untracked();
        self.model.layout.update(|layout| {
            for (column, width) in widths {
                layout.resize(column, narrowed(width));
            }
        });
    }

    /// Makes a column so wide.
    pub fn resize(self, column: C, width: i32) {
        if self.width_untracked(column) != width {
            self.model.layout.update(|layout| layout.resize(column, narrowed(width)));
        }
    }

    /// How wide a column is just now.
    pub fn width_untracked(self, column: C) -> i32 {
        untrack(|| self.width(column))
    }
}

fn narrowed(width: i32) -> u16 {
    u16::try_from(width.max(0)).unwrap_or(MAX_WIDTH)
}

/// As long as nobody has chosen a width, columns of words share the room that is left.
fn spread<C: Columns>(mut widths: Vec<(C, i32)>, room: i32) -> Vec<(C, i32)> {
    let untouched = widths.iter().all(|(column, width)| i32::from(column.facts().width) == *width);
    let left = room - widths.iter().map(|(_, width)| width).sum::<i32>();
    let words: i32 = widths.iter().filter(|(column, _)| is_words(*column)).map(|(_, width)| width).sum();
    if !untouched || left <= 0 || words == 0 {
        return widths;
    }
    let mut rest = left;
    for (column, width) in &mut widths {
        if is_words(*column) {
            let more = (left * *width / words).min(rest).min(i32::from(MAX_WIDTH) - *width);
            *width += more;
            rest -= more;
        }
    }
    widths
}

fn is_words<C: Columns>(column: C) -> bool {
    column.facts().kind == Kind::Text
}
