//! What somebody should know of how a file was read.

use super::{
    super::reader::{Format, Summary, TextEncoding},
    Headers,
};

/// Sheets that are named.
const NAMED: usize = 10;
/// Characters of a sheet's name that are shown.
const LONGEST_NAME: usize = 40;

/// Sentences for the person who uploaded the file.
pub(super) fn of(summary: &Summary, headers: Headers) -> Vec<String> {
    let mut notes = Vec::new();
    match &summary.format {
        Format::Workbook { sheet, sheets } if sheets.len() > 1 => notes.push(other_sheets(sheet, sheets)),
        Format::Text { encoding: TextEncoding::Windows1252, .. } => notes.push(
            "The file is not in UTF-8 and was read as Windows-1252: check that letters with accents are right".into(),
        ),
        Format::Workbook { .. } | Format::Text { .. } => {}
    }
    if summary.header_row > 1 {
        let row = summary.header_row;
        notes.push(format!("The headers were found in row {row}: what stands above them was left out"));
    }
    if headers == Headers::Mapped {
        notes.push("The columns mean what somebody said of a file with the same headers".into());
    }
    notes
}

fn other_sheets(read: &str, sheets: &[String]) -> String {
    let short = |name: &str| name.chars().take(LONGEST_NAME).collect::<String>();
    let others: Vec<String> = sheets.iter().filter(|name| *name != read).take(NAMED).map(|name| short(name)).collect();
    let more = if sheets.len() > NAMED + 1 { " and more" } else { "" };
    format!(
        "Only the sheet {} was read: to read another ({}{more}), upload the file again and choose it",
        short(read),
        others.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_told() {
        let sheets = vec!["Links".to_owned(), "Old".to_owned()];
        let format = Format::Workbook { sheet: "Links".into(), sheets };
        let summary = Summary { format, headers: vec![], header_row: 3, rows: 1, complete: true };
        let notes = of(&summary, Headers::Mapped);
        assert_eq!(notes.len(), 3);
        assert!(notes[0].contains("sheet Links") && notes[0].contains("(Old)"), "{notes:?}");
        assert!(notes[1].contains("row 3"), "{notes:?}");
        let format = Format::Text { delimiter: b',', encoding: TextEncoding::Utf8 };
        let plain = Summary { format, headers: vec![], header_row: 1, rows: 1, complete: true };
        assert_eq!(of(&plain, Headers::New), Vec::<String>::new());
    }
}
