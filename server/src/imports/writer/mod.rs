//! Files that bulk upload gives out: the template, and the uploaded file with its links.

mod results;
mod safe;
mod template;
#[cfg(test)]
mod tests;

pub use results::{ResultRow, results_csv, results_xlsx};
pub use safe::inert;
pub use template::{Example, template_csv, template_xlsx};

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A workbook.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A text file.
    #[error("the file could not be written: {0}")]
    Text(#[from] csv::Error),
    /// Where it goes to.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Spreadsheet programs take a text file for UTF-8 if it begins with this.
const MARK: &[u8] = b"\xEF\xBB\xBF";
