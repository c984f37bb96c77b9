use std::{io::Cursor, ops::ControlFlow};

use domain::imports::{
    Cell, CellKind, Column, Context, EXAMPLE_EMAIL, Evidence, FileRow, ProblemCode, check, recognise,
};

use super::*;
use crate::imports::reader::{Item, Options, Summary, read};

fn example() -> Example {
    Example {
        currency: "EUR".parse().unwrap(),
        due_on: "2026-11-30".parse().unwrap(),
        expires_on: "2026-12-31".parse().unwrap(),
    }
}

fn read_back(bytes: Vec<u8>) -> (Summary, Vec<FileRow>) {
    let mut rows = Vec::new();
    let summary = read(Cursor::new(bytes), &Options::default(), |item| {
        if let Item::Row(row) = item {
            rows.push(row);
        }
        ControlFlow::Continue(())
    });
    (summary.unwrap(), rows)
}

#[test]
fn the_templates_are_recognised_whole_and_their_example_is_not_sent() {
    for bytes in [template_csv(example()).unwrap(), template_xlsx(example()).unwrap()] {
        let (summary, mut rows) = read_back(bytes);
        let mapping = recognise(&summary.headers);
        assert_eq!(mapping.headers.iter().filter_map(|h| h.column).collect::<Vec<_>>(), Column::TEMPLATE);
        assert!(mapping.is_sure());
        let row = mapping.row(rows.remove(0));
        let mut evidence = Evidence::new(example().currency);
        evidence.see(&row);
        let (readings, questions) = evidence.settle(&mapping);
        assert_eq!(questions, []);
        let checked = check(&row, &Context::new("2026-11-01".parse().unwrap(), example().currency, &mapping, readings));
        let codes: Vec<_> = checked.problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [ProblemCode::ExampleRow]);
        assert_eq!((checked.values.amount, checked.values.min_amount), (Some(125_000), Some(25_000)));
        assert_eq!(checked.values.due_on, Some(example().due_on));
        assert_eq!(checked.values.email.unwrap().as_str(), EXAMPLE_EMAIL);
    }
}

fn results() -> (Vec<String>, Vec<ResultRow>) {
    let cells = vec![
        Cell::text("=HYPERLINK(\"http://x\")"),
        Cell::of(CellKind::Number, "12.1"),
        Cell::of(CellKind::Date, "2026-04-03"),
        Cell::of(CellKind::Number, "12345678901234567"),
        Cell::text("00017"),
    ];
    let row =
        ResultRow { cells, link: "https://pay.example/l/1".into(), status: "Outstanding".into(), id: "lnk_1".into() };
    let short =
        ResultRow { cells: vec![Cell::text("Ann")], link: String::new(), status: "Not sent".into(), id: String::new() };
    (["Note", "Amount", "Due date", "Key", "Number"].map(String::from).to_vec(), vec![row, short])
}

#[test]
fn results_come_back_cell_by_cell_with_their_links() {
    let (headers, rows) = results();
    let mut workbook = Cursor::new(Vec::new());
    results_xlsx(&mut workbook, &headers, rows.clone(), &std::env::temp_dir()).unwrap();
    let (summary, read) = read_back(workbook.into_inner());
    assert_eq!(summary.headers, ["Note", "Amount", "Due date", "Key", "Number", "Link", "Status", "Link ID"]);
    // A number with more digits than a workbook keeps stays whole, as text.
    let mut expected = rows[0].cells.clone();
    expected[3] = Cell::text("12345678901234567");
    assert_eq!(read[0].cells[..5], expected);
    assert_eq!(read[0].cells[5..], ["https://pay.example/l/1", "Outstanding", "lnk_1"].map(Cell::text));
    assert_eq!(read[1].cells[6], Cell::text("Not sent"));
}

#[test]
fn results_as_csv_calculate_nothing() {
    let (headers, rows) = results();
    let mut bytes = Vec::new();
    results_csv(&mut bytes, &headers, rows).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(lines[0], "Note,Amount,Due date,Key,Number,Link,Status,Link ID");
    assert_eq!(
        lines[1],
        "\"'=HYPERLINK(\"\"http://x\"\")\",12.1,2026-04-03,12345678901234567,00017,https://pay.example/l/1,Outstanding,lnk_1"
    );
    assert_eq!(lines[2], "Ann,,,,,,Not sent,");
}
