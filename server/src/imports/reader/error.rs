//! Why a file can't be read, in sentences that say what to do.

use super::kind::FileKind;

/// Why a file can't be read. The sentences are for the person who chose the file.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No bytes, or nothing but empty cells.
    #[error("The file is empty: choose one with a row of headers and the rows below it")]
    Empty,
    /// A sheet of a workbook without cells.
    #[error("The sheet {sheet} is empty: {}", other_sheets(.others))]
    EmptySheet {
        /// The sheet that was read.
        sheet: String,
        /// The other visible sheets.
        others: Vec<String>,
    },
    /// More bytes than are read.
    #[error("The file is larger than {} MB: split it into several files", .limit / 1_000_000)]
    TooLarge {
        /// The most bytes.
        limit: u64,
    },
    /// Something that is no table.
    #[error("{}", .0.advice())]
    NotATable(FileKind),
    /// A workbook that asks for a password.
    #[error("The workbook is protected by a password: save a copy without one and upload that")]
    Encrypted,
    /// A workbook that unpacks to more than is read.
    #[error("The workbook unpacks to more than {} MB: save the rows alone as CSV and upload that", .limit / 1_000_000)]
    UnpacksTooLarge {
        /// The most bytes.
        limit: u64,
    },
    /// A workbook of very many parts.
    #[error("The workbook has more than {limit} parts: save the rows alone as CSV and upload that")]
    TooManyParts {
        /// The most parts.
        limit: usize,
    },
    /// A workbook that is not what it should be.
    #[error("The workbook is damaged ({0}): open it in a spreadsheet program, save it again and upload that")]
    Damaged(&'static str),
    /// A sheet that the workbook does not have.
    #[error("The workbook has no sheet named {sheet}: {}", other_sheets(.others))]
    NoSheet {
        /// The sheet that was asked for.
        sheet: String,
        /// The visible sheets.
        others: Vec<String>,
    },
    /// More rows than are read at once.
    #[error("The file has more than {limit} rows: split it into several files")]
    TooManyRows {
        /// The most rows.
        limit: u32,
    },
    /// More columns than are read.
    #[error("Row {row} has more than {limit} columns: keep the columns that are needed and upload again")]
    TooManyColumns {
        /// The row.
        row: u32,
        /// The most columns.
        limit: usize,
    },
    /// A cell with more characters than are read.
    #[error("Cell {} has more than {limit} characters: shorten it and upload again", place(*.row, *.column))]
    CellTooLong {
        /// The row.
        row: u32,
        /// The column, from 0.
        column: usize,
        /// The most characters.
        limit: usize,
    },
    /// A text of a workbook so long that it is not even looked at.
    #[error("A cell of the workbook has more than {limit} characters: shorten it and upload again")]
    TextTooLong {
        /// The most characters.
        limit: usize,
    },
    /// A character that no text has.
    #[error("Row {row} contains NUL characters, which no text has: export the table again as CSV UTF-8")]
    Nul {
        /// The row.
        row: u32,
    },
    /// A quotation mark without its partner.
    #[error("A quotation mark is opened in row {row} and not closed, so that all below it reads as one cell: close it")]
    UnclosedQuote {
        /// The row in which it is opened.
        row: u32,
    },
    /// The first row is data.
    #[error("Row {row} looks like data: put a row of headers above it, such as Name, Email, Amount")]
    NoHeader {
        /// The first row.
        row: u32,
    },
    /// Headers, and nothing below.
    #[error("There are headers and no rows below them: add a row for each link")]
    OnlyHeaders,
    /// The file could not be read from where it is kept.
    #[error("The file could not be read: upload it again")]
    Io(#[from] std::io::Error),
}

impl ReadError {
    /// A stable name, for the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::EmptySheet { .. } => "empty-sheet",
            Self::TooLarge { .. } => "file-too-large",
            Self::NotATable(_) => "not-a-table",
            Self::Encrypted => "encrypted-workbook",
            Self::UnpacksTooLarge { .. } => "unpacks-too-large",
            Self::TooManyParts { .. } => "too-many-parts",
            Self::Damaged(_) => "damaged-workbook",
            Self::NoSheet { .. } => "no-such-sheet",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::TooManyColumns { .. } => "too-many-columns",
            Self::CellTooLong { .. } | Self::TextTooLong { .. } => "cell-too-long",
            Self::Nul { .. } => "nul-characters",
            Self::UnclosedQuote { .. } => "unclosed-quote",
            Self::NoHeader { .. } => "no-header",
            Self::OnlyHeaders => "only-headers",
            Self::Io(_) => "unreadable",
        }
    }
}

fn other_sheets(others: &[String]) -> String {
    match others {
        [] => "fill one in and upload it again".to_owned(),
        [only] => format!("choose {only}"),
        several => format!("choose one of {}", several.iter().take(10).cloned().collect::<Vec<_>>().join(", ")),
    }
}

/// A cell's name in a spreadsheet: `B7`.
fn place(row: u32, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let column: String = letters.iter().rev().collect();
    format!("{column}{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_named_as_in_a_spreadsheet() {
        for (column, name) in [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")] {
            assert_eq!(place(7, column), name);
        }
    }

    #[test]
    fn sentences_say_what_to_do() {
        let others = vec!["Links".to_owned(), "Old".to_owned()];
        let error = ReadError::NoSheet { sheet: "New".into(), others };
        assert_eq!(error.to_string(), "The workbook has no sheet named New: choose one of Links, Old");
        let error = ReadError::CellTooLong { row: 7, column: 1, limit: 10_000 };
        assert_eq!(error.to_string(), "Cell B7 has more than 10000 characters: shorten it and upload again");
        assert_eq!(
            ReadError::TooLarge { limit: 50_000_000 }.to_string(),
            "The file is larger than 50 MB: split it into several files"
        );
    }
}
