//! Where an item is shown while it is lifted, and where it would stand.

/// An item that is lifted.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Lift {
    pub from: usize,
    pub to: usize,
    pub range: (usize, usize),
    /// Where the items stood at the beginning, within what scrolls.
    pub rows: Vec<Extent>,
    pub by: By,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub top: i32,
    pub height: i32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Keys,
    Pointer {
        id: i32,
        /// Where it went down, within what scrolls.
        start: i32,
        /// Where it is in the window.
        y: i32,
        /// How far it has moved.
        moved: i32,
    },
}

impl Lift {
    /// How far the item at a place is shown from where it stands.
    pub fn shift(&self, at: usize) -> i32 {
        let Some(own) = self.rows.get(self.from) else { return 0 };
        if at == self.from {
            return match self.by {
                By::Pointer { moved, .. } => moved,
                By::Keys => self.rows.get(self.to).map_or(0, |place| match self.to > self.from {
                    true => place.top + place.height - own.top - own.height,
                    false => place.top - own.top,
                }),
            };
        }
        if (self.from + 1..=self.to).contains(&at) {
            -own.height
        } else if (self.to..self.from).contains(&at) {
            own.height
        } else {
            0
        }
    }

    /// The pointer is at `window_y` in the window, and at `at` within what scrolls.
    pub fn follow(&mut self, window_y: i32, at: i32) {
        let By::Pointer { start, y, moved, .. } = &mut self.by else { return };
        let place = |at: usize| self.rows.get(at).copied().unwrap_or(Extent { top: 0, height: 0 });
        let ((first, last), own) = (self.range, place(self.from));
        let (highest, lowest) =
            (place(first).top - own.top, place(last).top + place(last).height - own.top - own.height);
        *y = window_y;
        *moved = (at - *start).clamp(highest, lowest);
        let (top, bottom) = (own.top + *moved, own.top + *moved + own.height);
        let middle = |at: usize| place(at).top + place(at).height / 2;
        let passed_below = (self.from + 1..=last).filter(|at| bottom > middle(*at)).count();
        let passed_above = (first..self.from).filter(|at| top < middle(*at)).count();
        self.to = self.from + passed_below - passed_above;
    }
}
