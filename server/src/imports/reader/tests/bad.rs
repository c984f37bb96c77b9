//! Every kind of bad file has its own sentence.

use super::*;

fn small() -> Options {
    let limits = Limits { bytes: 2_000_000, rows: 3, columns: 5, cell: 20, unpacked: 300_000, parts: 20 };
    Options { limits, ..Options::default() }
}

#[test]
fn nothing_and_next_to_nothing() {
    assert_eq!(refusal(b""), ReadError::Empty.to_string());
    assert_eq!(refusal(b"\n\n,,\n"), ReadError::Empty.to_string());
    assert_eq!(refusal(b"\xEF\xBB\xBF"), ReadError::Empty.to_string());
    assert_eq!(refusal(b"Name,Amount\n\n"), ReadError::OnlyHeaders.to_string());
    assert_eq!(refusal(&book(HEADERS)), ReadError::OnlyHeaders.to_string());
    assert_eq!(refusal(&book("")), "The sheet Links is empty: fill one in and upload it again");
    let row = "Row 1 looks like data: put a row of headers above it, such as Name, Email, Amount";
    assert_eq!(refusal(b"Ann,ann@example.org,12.50\nBo,bo@example.org,5\n"), row);
}

#[test]
fn other_files() {
    assert_eq!(refusal(b"%PDF-1.7"), FileKind::Pdf.advice());
    for (parts, kind) in [
        (&[("word/document.xml", ""), RELATIONS][..], FileKind::Document),
        (
            &[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "")],
            FileKind::OpenDocument,
        ),
        (&[("xl/workbook.bin", ""), RELATIONS], FileKind::BinaryExcel),
        (&[("Index/Document.iwa", "")], FileKind::Numbers),
        (&[("links.csv", "Name,Amount")], FileKind::Archive),
    ] {
        let parts: Vec<_> = parts.to_vec();
        assert_eq!(refusal(&zipped(&parts)), kind.advice(), "{parts:?}");
    }
    let damaged = &book(HEADERS)[..300];
    assert!(refusal(damaged).starts_with("The workbook is damaged"));
}

#[test]
fn a_word_file_is_told_by_its_main_part() {
    let relations = RELATIONS.1.replace("xl/workbook.xml", "word/document.xml");
    let file = zipped(&[("_rels/.rels", &relations), ("word/document.xml", "<document/>")]);
    assert_eq!(refusal(&file), FileKind::Document.advice());
}

#[test]
fn text_files_that_are_too_much() {
    assert_eq!(
        refusal_with(&vec![b'a'; 2_000_001], &small()),
        "The file is larger than 2 MB: split it into several files"
    );
    let rows = format!("Name,Amount\n{}", "Ann,5\n".repeat(4));
    assert_eq!(refusal_with(rows.as_bytes(), &small()), "The file has more than 3 rows: split it into several files");
    let columns = format!("Name,Amount\nAnn{}\n", ",x".repeat(9_999));
    let expected = "Row 2 has more than 200 columns: keep the columns that are needed and upload again";
    assert_eq!(refusal(columns.as_bytes()), expected);
    let cell = format!("Name,Amount\nAnn,{}\n", "5".repeat(20_000_000));
    assert_eq!(refusal(cell.as_bytes()), "Cell B2 has more than 10000 characters: shorten it and upload again");
    // A limit is a limit of characters, not of bytes.
    assert_eq!(whole(format!("Name,Amount\n{},5\n", "é".repeat(10_000)).as_bytes()).rows.len(), 1);
    let long = format!("Name,Amount\n{},5\n", "é".repeat(10_001));
    assert_eq!(refusal(long.as_bytes()), "Cell A2 has more than 10000 characters: shorten it and upload again");
    let last = format!("Name,Amount\n\nBo,{}\n", "é".repeat(10_001));
    assert_eq!(refusal(last.as_bytes()), "Cell B3 has more than 10000 characters: shorten it and upload again");
}

#[test]
fn nul_characters_and_open_quotes() {
    let nul = "Row 3 contains NUL characters, which no text has: export the table again as CSV UTF-8";
    assert_eq!(refusal(b"Name,Amount\nAnn,5\nB\0,6\n"), nul);
    let open = "A quotation mark is opened in row 3 and not closed, so that all below it reads as one cell: close it";
    assert_eq!(refusal(b"Name,Amount\nAnn,5\n\"Bo,6\nCy,7\n"), open);
    assert_eq!(refusal(b"Name,Amount\nAnn,5\n\"Bo,6"), open);
    let far = format!("Name,Amount\nAnn,5\n\"Bo,6\n{}", "Cy,7\n".repeat(5000));
    assert_eq!(refusal(far.as_bytes()), open);
    assert_eq!(whole(b"Name,Amount\nAnn,\"5\"").rows.len(), 1);
}

#[test]
fn workbooks_that_are_too_much() {
    let cell = |row: u32, column: &str, text: &str| {
        format!(r#"<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c></row>"#)
    };
    let far = book(&format!("{HEADERS}{}", cell(2, "NTP", "x")));
    assert_eq!(refusal(&far), "Row 2 has more than 200 columns: keep the columns that are needed and upload again");
    // A cell without content costs nothing, wherever it is.
    let blank = book(&format!("{HEADERS}{}<row r=\"3\"><c r=\"A3\"><v>1</v></c></row>", cell(2, "XFD", "")));
    assert_eq!(whole(&blank).rows.len(), 1);

    let long = book(&format!("{HEADERS}{}", cell(2, "B", &"x".repeat(10_001))));
    assert_eq!(refusal(&long), "Cell B2 has more than 10000 characters: shorten it and upload again");
    let huge = "x".repeat(20_000_000);
    assert_eq!(
        refusal(&book(&format!("{HEADERS}{}", cell(2, "B", &huge)))),
        ReadError::TextTooLong { limit: 1_000_000 }.to_string()
    );
    let pieces = "<r><t>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</t></r>".repeat(10_000);
    let runs = format!(r#"{HEADERS}<row r="2"><c t="inlineStr"><is>{pieces}</is></c></row>"#);
    assert_eq!(refusal(&book(&runs)), "Cell A2 has more than 10000 characters: shorten it and upload again");

    let rows: String = (2..=5).map(|row| cell(row, "A", "x")).collect();
    assert_eq!(
        refusal_with(&book(&format!("{HEADERS}{rows}")), &small()),
        "The file has more than 3 rows: split it into several files"
    );
    let parts: Vec<String> = (0..25).map(|at| format!("xl/media/{at}")).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(refusal_with(&zipped(&parts), &small()), ReadError::TooManyParts { limit: 20 }.to_string());
}

#[test]
fn zip_bombs_say_their_size_or_lie_about_it() {
    let bomb = book(&format!("{HEADERS}{}", " ".repeat(1_000_000)));
    let expected = ReadError::UnpacksTooLarge { limit: 300_000 }.to_string();
    assert_eq!(refusal_with(&bomb, &small()), expected);
    // The size in the table of contents says 5 bytes: what comes out is counted as well.
    let mut lying = bomb;
    let entries: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..].starts_with(b"PK\x01\x02")).collect();
    for at in entries {
        lying[at + 24..at + 28].copy_from_slice(&5_u32.to_le_bytes());
    }
    let refused = read_all(&lying, &small()).err().unwrap();
    assert!(matches!(refused, ReadError::UnpacksTooLarge { .. } | ReadError::Damaged(_)), "{refused:?}");
}

#[test]
fn shared_texts_are_bounded_as_well() {
    let long = format!("<sst><si><t>Name</t></si><si><t>{}</t></si></sst>", "x".repeat(10_001));
    let sheet = format!("<worksheet><sheetData>{HEADERS}</sheetData></worksheet>");
    let file = |strings: &str| {
        zipped(&[RELATIONS, WORKBOOK, PARTS, ("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", &sheet)])
    };
    assert_eq!(refusal(&file(&long)), "Cell B1 has more than 10000 characters: shorten it and upload again");
    let deep = format!("<sst>{}", "<si>".repeat(1000));
    assert!(refusal(&file(&deep)).contains("nested too deep"));
    assert!(refusal(&file("<sst><si><t>Name")).contains("a part ends too early"));
    assert!(refusal(&file("<sst><si><t>Name</t></si></sst>")).contains("a cell's text is missing"));
}
