//! Bad files for the reader of uploads.
//!
//! [`read`] is the body of the fuzz target: `cargo fuzz run import_reader --features libfuzzer`.
//! Tests run it over 10,000 files from [`malformed`], the same ones each time.

use std::{io::Cursor, ops::ControlFlow};

use domain::{
    CivilDate, Currency,
    imports::{Context, Duplicates, Evidence, FileRow, Mapping, check, recognise},
};
use server::imports::reader::{self, Item, Limits, Options, ReadError, Summary};

pub mod malformed;

/// Reads bytes as an uploaded file, and checks its rows.
///
/// # Errors
/// Those of the reader: they are answers as good as any.
///
/// # Panics
/// When the answer is not what the reader promises: that is what is looked for.
pub fn read(file: &[u8]) -> Result<Summary, ReadError> {
    let options = Options::default();
    let mut headers = None;
    let mut rows = Vec::new();
    let answer = reader::read(Cursor::new(file), &options, |item| {
        match item {
            Item::Headers(texts) => {
                assert!(headers.is_none() && rows.is_empty(), "headers come first, and once");
                headers = Some(texts.to_vec());
            }
            Item::Row(row) => rows.push(row),
        }
        ControlFlow::Continue(())
    });
    kept_promises(&rows, &options.limits);
    match &answer {
        Ok(summary) => {
            assert_eq!(Some(&summary.headers), headers.as_ref());
            assert_eq!(usize::try_from(summary.rows), Ok(rows.len()));
            assert!(summary.rows > 0 && summary.complete);
        }
        Err(error) => {
            let sentence = error.to_string();
            assert!(!matches!(error, ReadError::Io(_)), "memory can be read: {error:?}");
            assert!(sentence.len() > 20 && !error.code().is_empty(), "{error:?} says what to do");
        }
    }
    check_rows(&recognise(&headers.unwrap_or_default()), rows);
    answer
}

/// Rows are numbered upwards and not blank, and everything is within its limit.
fn kept_promises(rows: &[FileRow], limits: &Limits) {
    assert!(rows.len() <= 100_000 && rows.is_sorted_by(|one, next| one.number < next.number));
    for row in rows {
        assert!(row.cells.len() <= limits.columns && row.cells.last().is_some_and(|cell| !cell.is_blank()));
        assert!(row.cells.iter().all(|cell| cell.text.chars().count() <= limits.cell && !cell.text.contains('\0')));
    }
}

/// Whatever stands in the cells, a row is fine and has an amount, or says what is wrong with it.
fn check_rows(mapping: &Mapping, rows: Vec<FileRow>) {
    let Ok(today) = "2026-03-01".parse::<CivilDate>() else { return };
    let rows: Vec<_> = rows.into_iter().map(|row| mapping.row(row)).collect();
    let mut evidence = Evidence::new(Currency::USD);
    rows.iter().for_each(|row| evidence.see(row));
    let (readings, questions) = evidence.settle(mapping);
    assert!(questions.iter().all(|question| question.offers.len() >= 2));
    let context = Context::new(today, Currency::USD, mapping, readings);
    let mut duplicates = Duplicates::new();
    for row in &rows {
        let checked = check(row, &context);
        assert!(!checked.is_fine() || checked.values.amount.is_some());
        assert!(checked.problems.iter().all(|problem| problem.row == row.number && !problem.detail.is_empty()));
        assert!(duplicates.see(&checked).is_none_or(|duplicate| duplicate.first < row.number));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Reads a share of the 10,000 files, and counts the answers.
    fn share(seeds: std::ops::Range<u64>) {
        let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
        for seed in seeds {
            let answer = read(&malformed::file(seed));
            *answers.entry(answer.as_ref().map_or_else(ReadError::code, |_| "read")).or_default() += 1;
        }
        // Files that are all refused at the door would prove nothing.
        for answer in ["read", "damaged-workbook", "unclosed-quote", "nul-characters", "too-many-columns", "no-header"]
        {
            assert!(answers.get(answer).is_some_and(|count| *count >= 5), "{answer} is rare: {answers:?}");
        }
        assert!(answers.len() >= 11, "{answers:?}");
    }

    #[test]
    fn malformed_files_have_an_answer_each_1() {
        share(0..2_500);
    }

    #[test]
    fn malformed_files_have_an_answer_each_2() {
        share(2_500..5_000);
    }

    #[test]
    fn malformed_files_have_an_answer_each_3() {
        share(5_000..7_500);
    }

    #[test]
    fn malformed_files_have_an_answer_each_4() {
        share(7_500..10_000);
    }
}
