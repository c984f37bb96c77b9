//! Which column of a file means what, and how a person answered what the file left open.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Column, FileRow, ImportRow, Reading, header};
use crate::Currency;

/// Longer headers are cut: they are shown and compared, nothing else.
const LONGEST_HEADER: usize = 200;

/// A header of a file, and what its column means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MappedHeader {
    /// The header as the file has it.
    pub header: String,
    /// What the column means; absent, if it is passed over.
    pub column: Option<Column>,
}

/// How a person says that a column is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choice {
    /// The column.
    pub column: Column,
    /// How its cells are read where they could mean two things.
    pub reading: Reading,
}

/// What each column of a file means. Kept under [`Mapping::fingerprint`], it serves the next file
/// with the same headers, in whatever order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Mapping {
    /// The file's columns, from left to right.
    pub headers: Vec<MappedHeader>,
    /// Columns that several headers could stand for; the likeliest was taken.
    pub contested: Vec<Column>,
    /// Answers to what the file left open.
    pub choices: Vec<Choice>,
}

/// Recognises a file's headers. What is not recognised is left for a person to map.
#[must_use]
pub fn recognise(headers: &[String]) -> Mapping {
    Mapping::default().fit(headers)
}

impl Mapping {
    /// This mapping for a file's headers: those it knows mean what they meant, others are recognised
    /// by their names.
    #[must_use]
    pub fn fit(&self, headers: &[String]) -> Self {
        let mut left: Vec<&MappedHeader> = self.headers.iter().collect();
        let mut fitted = Self { choices: self.choices.clone(), ..Self::default() };
        let mut open = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            let known = left.iter().position(|known| same(&known.header, header)).map(|at| left.remove(at));
            if known.is_none() {
                open.push(at);
            }
            let column = known.and_then(|known| known.column).filter(|column| fitted.position(*column).is_none());
            fitted.headers.push(MappedHeader { header: short(header), column });
        }
        fitted.recognise(&open);
        fitted
    }

    /// Gives each column that is still free to the likeliest of the headers that nobody has mapped.
    fn recognise(&mut self, open: &[usize]) {
        let offer = |at: &usize| {
            let (column, trust) = header::meaning(&self.headers.get(*at)?.header)?;
            Some((column, trust, *at))
        };
        let mut offers: Vec<(Column, usize, usize)> = open.iter().filter_map(offer).collect();
        offers.sort_unstable();
        for (column, _, at) in offers {
            if self.position(column).is_none() {
                self.assign(at, Some(column));
            } else if !self.contested.contains(&column) {
                self.contested.push(column);
            }
        }
    }

    /// Says what the column at a position means; another column that meant it is passed over from now on.
    pub fn assign(&mut self, at: usize, column: Option<Column>) {
        if let Some(column) = column {
            self.contested.retain(|contested| *contested != column);
            for mapped in &mut self.headers {
                if mapped.column == Some(column) {
                    mapped.column = None;
                }
            }
        }
        if let Some(mapped) = self.headers.get_mut(at) {
            mapped.column = column;
        }
    }

    /// Answers what the file left open for a column.
    pub fn choose(&mut self, choice: Choice) {
        self.choices.retain(|other| other.column != choice.column);
        self.choices.push(choice);
    }

    /// Where a column is in the file.
    #[must_use]
    pub fn position(&self, column: Column) -> Option<usize> {
        self.headers.iter().position(|mapped| mapped.column == Some(column))
    }

    /// Headers that nothing is read from: offered for mapping.
    pub fn unmapped(&self) -> impl Iterator<Item = (usize, &str)> {
        let headers = self.headers.iter().enumerate();
        headers.filter(|(_, mapped)| mapped.column.is_none()).map(|(at, mapped)| (at, mapped.header.as_str()))
    }

    /// Whether the mapping can be taken without asking: the amount is known, and nothing is contested.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.position(Column::Amount).is_some() && self.contested.is_empty()
    }

    /// Names the set of headers, so that a mapping is found again: the same for any order, case and
    /// punctuation of them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(self.headers.iter().map(|mapped| mapped.header.as_str()))
    }

    /// The currency that the header of a column of amounts names.
    #[must_use]
    pub fn header_currency(&self, column: Column) -> Option<Currency> {
        let at = self.position(column).filter(|_| column.is_money())?;
        header::currency(&self.headers.get(at)?.header)
    }

    /// The cells of a file's row by what they mean.
    #[must_use]
    pub fn row(&self, mut row: FileRow) -> ImportRow {
        let surplus = row.cells.iter().skip(self.headers.len()).any(|cell| !cell.is_blank());
        let cells = self.headers.iter().zip(&mut row.cells).filter_map(|(mapped, cell)| {
            let column = mapped.column.filter(|_| !cell.is_blank())?;
            Some((column, std::mem::take(cell)))
        });
        ImportRow { number: row.number, cells: cells.collect(), surplus }
    }
}

/// Names a set of headers; see [`Mapping::fingerprint`].
#[must_use]
pub fn fingerprint<'a>(headers: impl Iterator<Item = &'a str>) -> String {
    let mut folded: Vec<String> = headers.map(|h| header::fold(&short(h))).filter(|f| !f.is_empty()).collect();
    folded.sort_unstable();
    // FNV-1a with 128 bits: the same on every machine and in every release.
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in folded.join("\n").bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let mut name = String::with_capacity(32);
    // Writing into a string does not fail.
    let _ = write!(name, "{hash:032x}");
    name
}

fn same(one: &str, other: &str) -> bool {
    header::fold(one) == header::fold(&short(other))
}

fn short(header: &str) -> String {
    header.trim().chars().take(LONGEST_HEADER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::Cell;

    fn headers(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|t| (*t).to_owned()).collect()
    }

    fn columns(mapping: &Mapping) -> Vec<Option<Column>> {
        mapping.headers.iter().map(|mapped| mapped.column).collect()
    }

    #[test]
    fn headers_are_recognised_in_any_order() {
        let mapping = recognise(&headers(&["due date", "Favourite colour", "AMOUNT", "E-mail"]));
        assert_eq!(columns(&mapping), [Some(Column::DueOn), None, Some(Column::Amount), Some(Column::Email)]);
        assert_eq!(mapping.unmapped().collect::<Vec<_>>(), [(1, "Favourite colour")]);
        assert!(mapping.is_sure());
        assert!(!recognise(&headers(&["Name"])).is_sure());
    }

    #[test]
    fn the_likeliest_header_wins_and_the_doubt_is_told() {
        let mapping = recognise(&headers(&["Total", "Balance due", "Name"]));
        assert_eq!(columns(&mapping), [None, Some(Column::Amount), Some(Column::RecipientName)]);
        assert_eq!(mapping.contested, [Column::Amount]);
        let mut decided = mapping.clone();
        decided.assign(0, Some(Column::Amount));
        assert_eq!(columns(&decided), [Some(Column::Amount), None, Some(Column::RecipientName)]);
        assert!(decided.is_sure());
    }

    #[test]
    fn a_remembered_mapping_serves_the_same_headers_in_another_order() {
        let mut first = recognise(&headers(&["Wer", "Total", "Balance due"]));
        first.assign(0, Some(Column::RecipientName));
        first.assign(1, Some(Column::Amount));
        let next = first.fit(&headers(&["BALANCE DUE", "wer", "total", "Email"]));
        assert_eq!(columns(&next), [None, Some(Column::RecipientName), Some(Column::Amount), Some(Column::Email)]);
        assert!(next.is_sure());
        assert_eq!(serde_json::from_str::<Mapping>(&serde_json::to_string(&next).unwrap()).unwrap(), next);
    }

    #[test]
    fn the_fingerprint_is_that_of_the_set() {
        let of = |texts: &[&str]| recognise(&headers(texts)).fingerprint();
        assert_eq!(of(&["Name", "E-Mail"]), of(&["email", "NAME", ""]));
        assert_ne!(of(&["Name", "Email"]), of(&["Name", "Email", "Amount"]));
        // It is stored: a change would forget every mapping.
        assert_eq!(of(&["Name"]), "692d82760c757277b806e9621636512e");
    }

    #[test]
    fn cells_are_picked_by_meaning() {
        let mapping = recognise(&headers(&["Amount (EUR)", "Other", "Email"]));
        let cells = ["5", "x", "", "extra"].map(Cell::text).to_vec();
        let row = mapping.row(FileRow { number: 7, cells });
        assert_eq!(row.cells.keys().collect::<Vec<_>>(), [&Column::Amount]);
        assert!(row.surplus);
        assert_eq!(mapping.header_currency(Column::Amount).map(Currency::code), Some("EUR"));
    }
}
