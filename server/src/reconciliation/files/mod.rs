//! Reading a bank's file, whatever it is written in. Every limit is checked before what it limits is kept, and nothing
//! that a file declares itself is expanded.

mod camt;
mod csv;
mod ofx;
mod tags;

use domain::{
    Currency, Money,
    amount::{DecimalMark, parse_amount_with},
    api::reconciliation::{MAX_STATEMENT_BYTES, MAX_STATEMENT_LINES},
    bank::{StatementFile, Unread},
    imports::DateOrder,
};

use crate::imports::reader::ReadError;

/// What a person says of a file, where it leaves something open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// How its days are written.
    pub order: Option<DateOrder>,
    /// How its amounts are written.
    pub mark: Option<DecimalMark>,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    /// It is too large.
    #[error("The file is larger than 5 MB: export fewer days at a time")]
    TooLarge,
    /// It has too many lines.
    #[error("The file has more than {MAX_STATEMENT_LINES} lines: export fewer days at a time")]
    TooManyLines,
    /// It breaks off, or is none.
    #[error("The file can't be read: {0}")]
    Broken(&'static str),
    /// It holds several accounts.
    #[error("The file has the lines of several accounts: export one account alone")]
    SeveralAccounts,
    /// A line cannot be read.
    #[error("Line {line}: {why}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// A sentence.
        why: String,
    },
    /// A table cannot be read.
    #[error("{0}")]
    Table(#[from] Unread),
    /// A table's file cannot be read.
    #[error("{0}")]
    File(#[from] ReadError),
    /// Nothing is in it.
    #[error("The file has no lines and no balance")]
    Empty,
}

/// Reads a file of an account in `currency`. It computes: call it from a thread that may block.
///
/// # Errors
/// A sentence that says what to do about it.
pub fn read(bytes: &[u8], currency: Currency, said: Said) -> Result<StatementFile, BadFile> {
    if bytes.len() > MAX_STATEMENT_BYTES {
        return Err(BadFile::TooLarge);
    }
    let start = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_uppercase();
    let file = if start.contains("OFXHEADER") || start.contains("<OFX>") {
        ofx::read(&text(bytes), currency)?
    } else if start.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        camt::read(&text(bytes), currency)?
    } else {
        csv::read(bytes, currency, said)?
    };
    if file.lines.is_empty() && file.closing.is_none() {
        return Err(BadFile::Empty);
    }
    Ok(file)
}

/// UTF-8 where it is that, else as banks wrote before.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// An amount as formats for machines write it: digits with a point or a comma before the decimals, and a sign.
fn amount(text: &str, currency: Currency) -> Result<i64, String> {
    let text = text.trim();
    let (less, bare) = match text.strip_prefix('-') {
        Some(bare) => (true, bare),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mark = if bare.contains(',') && !bare.contains('.') { DecimalMark::Comma } else { DecimalMark::Point };
    if bare.bytes().any(|b| b.is_ascii_digit()) && bare.bytes().all(|b| matches!(b, b'0' | b'.' | b',')) {
        return Ok(0);
    }
    let Money { amount, .. } = parse_amount_with(bare, currency, mark).map_err(|why| why.to_string())?;
    Ok(if less { -amount } else { amount })
}

/// A text that is kept: one line of at most so many characters.
fn short(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests;
