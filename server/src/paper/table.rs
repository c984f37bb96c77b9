//! A table that goes on over as many pages as it needs, with its heads on each of them.

use super::{
    layout::{Align, Ink, Layout, MARGIN, Mark, PartId, Role, Style},
    text::{Line, Mil, PT},
};

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands above it.
    pub head: &'static str,
    /// How wide it is; nothing for the one that takes what is left.
    pub width: Mil,
    /// Texts from the left, figures up to the right.
    pub align: Align,
}

impl Column {
    /// A column of texts; a width of nothing takes what is left.
    pub const fn text(head: &'static str, width: Mil) -> Self {
        Self { head, width, align: Align::Left }
    }

    /// A column of figures.
    pub const fn figures(head: &'static str, width: Mil) -> Self {
        Self { head, width, align: Align::Right }
    }
}

/// A row: what stands in its cells, and whether it is a sum.
#[derive(Debug, Clone)]
pub struct Row {
    /// One a column.
    pub cells: Vec<String>,
    /// Whether it is a sum.
    pub is_sum: bool,
}

impl Row {
    /// A row.
    pub fn new<const N: usize>(cells: [String; N]) -> Self {
        Self { cells: cells.into(), is_sum: false }
    }

    /// A sum.
    pub fn sum<const N: usize>(cells: [String; N]) -> Self {
        Self { cells: cells.into(), is_sum: true }
    }
}

/// Between two columns.
const GAP: Mil = 10 * PT;
/// Above and below a row's text.
const PAD: Mil = 3 * PT + PT / 2;
/// The ground of a sum reaches a little beyond its text.
const OUT: Mil = 6 * PT;
/// A cell has at most so many lines: the longest text that people may enter has fewer.
const MOST_LINES: usize = 40;

impl Layout {
    /// Writes a table.
    pub fn table(&mut self, columns: &[Column], rows: &[Row]) {
        let places = self.places(columns);
        let table = self.part(Role::Table, None);
        // Never a head alone at the foot of a page.
        self.need(4 * Style::BODY.leading());
        self.heads(columns, &places, Some(table));
        for row in rows {
            self.row(columns, &places, row, table);
        }
    }

    /// Where each column begins, and how wide it is.
    fn places(&self, columns: &[Column]) -> Vec<(Mil, Mil)> {
        let gaps = GAP * Mil::try_from(columns.len().saturating_sub(1)).unwrap_or_default();
        let fixed: Mil = columns.iter().map(|column| column.width).sum();
        let rest = (self.width() - gaps - fixed).max(40 * PT);
        let mut x = MARGIN;
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let width = if column.width == 0 { rest } else { column.width };
            places.push((x, width));
            x += width + GAP;
        }
        places
    }

    /// The heads, which are read out once only.
    fn heads(&mut self, columns: &[Column], places: &[(Mil, Mil)], table: Option<PartId>) {
        let style = Style::QUIET;
        let row = table.map(|table| self.part(Role::Row, Some(table)));
        let y = self.y + PAD;
        for (column, (x, width)) in columns.iter().zip(places) {
            let line = self.fonts.line(style.weight, style.size, column.head);
            let x = if column.align == Align::Right { x + width - line.width } else { *x };
            let part = row.map(|row| self.part(Role::HeadCell, Some(row)));
            self.mark(Mark::Text { x, y: y + style.size, line, style, part });
        }
        self.y = y + style.leading() + PAD;
        self.rule();
        self.y += PT / 2;
    }

    fn row(&mut self, columns: &[Column], places: &[(Mil, Mil)], row: &Row, table: PartId) {
        let style = if row.is_sum { Style::STRONG } else { Style::BODY };
        let cells: Vec<Vec<Line>> = row
            .cells
            .iter()
            .zip(places)
            .map(|(text, (_, width))| self.fonts.wrap((style.weight, style.size), *width, MOST_LINES, text))
            .collect();
        let deepest = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
        let height = style.leading() * Mil::try_from(deepest).unwrap_or_default() + 2 * PAD;
        if self.need(height) {
            self.heads(columns, places, None);
        }
        let top = self.y;
        if row.is_sum {
            let width = self.width();
            self.mark(Mark::Box { x: MARGIN - OUT, y: top, width: width + 2 * OUT, height, ink: Ink::Ground });
        }
        let part = self.part(Role::Row, Some(table));
        for ((column, (x, width)), lines) in columns.iter().zip(places).zip(cells) {
            let cell = self.part(Role::Cell, Some(part));
            self.write((*x, top + PAD, *width), column.align, style, lines, cell);
        }
        self.y = top + height;
        self.rule();
        self.y += PT / 2;
    }
}
