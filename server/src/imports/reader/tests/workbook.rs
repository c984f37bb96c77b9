use domain::imports::CellKind;

use super::*;

#[test]
fn cells_have_their_kinds() {
    let rows = r#"<row r="2">
        <c r="A2" t="s"><v>2</v></c>
        <c r="B2"><v>12.1</v></c>
        <c r="C2" s="1"><v>46115</v></c>
        <c r="D2" t="b"><v>1</v></c>
        <c r="E2" t="e"><v>#REF!</v></c>
        <c r="F2" t="d"><v>2026-04-03T00:00:00</v></c>
        <c r="G2" t="str"><f>A1&amp;"x"</f><v>made &lt;x&gt;</v></c>
        <c r="H2"><f>B2*2</f><v>24.200000000000003</v></c>
        <c r="I2"><f>B2*3</f></c>
        <c r="J2" t="str"><f>""</f><v></v></c>
        <c r="K2" t="inlineStr"><v>no</v><is><t>in</t><r><t>line</t></r></is></c>
        <c r="L2"/>
        <c t="n"><v>7</v></c>
    </row>"#;
    let read = whole(&book(&format!("{HEADERS}{rows}")));
    let formula = |cell: Cell| Cell { formula: true, ..cell };
    let expected = vec![
        Cell::text("Ann & Bo"),
        Cell::of(CellKind::Number, "12.1"),
        Cell::of(CellKind::Date, "2026-04-03"),
        Cell::text("TRUE"),
        Cell::of(CellKind::Error, "#REF!"),
        Cell::of(CellKind::Date, "2026-04-03"),
        formula(Cell::text("made <x>")),
        formula(Cell::of(CellKind::Number, "24.2")),
        formula(Cell::text("")),
        Cell::text(""),
        Cell::text("inline"),
        Cell::text(""),
        Cell::of(CellKind::Number, "7"),
    ];
    assert_eq!(read.rows, [FileRow { number: 2, cells: expected }]);
}

#[test]
fn rows_and_cells_without_names_follow_each_other() {
    let rows = format!(
        "{HEADERS}<row/><row><c><v>1</v></c><c><v>2</v></c></row><row r=\"9\"><c><v>3</v></c></row><row r=\"4\"><c><v>4</v></c></row>"
    );
    assert_eq!(texts(&whole(&book(&rows)).rows), [(3, vec!["1", "2"]), (9, vec!["3"]), (10, vec!["4"])]);
}

#[test]
fn the_first_visible_sheet_is_read_or_the_one_that_is_chosen() {
    let workbook = r#"<x:workbook xmlns:x="y"><x:workbookPr date1904="1"/><x:sheets>
        <x:sheet name="Old" r:id="s1" state="hidden"/><x:sheet name="Chart" r:id="c1"/>
        <x:sheet name="A &amp; B" r:id="s2"/><x:sheet name="Third" r:id="s3"/></x:sheets></x:workbook>"#;
    let parts = r#"<Relationships>
        <Relationship Id="s1" Type="a/worksheet" Target="one.xml"/><Relationship Id="c1" Type="a/chartsheet" Target="c.xml"/>
        <Relationship Id="s2" Type="a/worksheet" Target="/XL/Two.xml"/><Relationship Id="s3" Type="a/worksheet" Target="three.xml"/>
        <Relationship Id="s4" Type="a/styles" Target="styles.xml"/></Relationships>"#;
    let sheet = |text: &str| {
        format!(
            r#"<x:worksheet><x:sheetData><x:row><x:c t="str"><x:v>Name</x:v></x:c><x:c t="str"><x:v>Due date</x:v></x:c></x:row>
            <x:row><x:c t="str"><x:v>{text}</x:v></x:c><x:c s="1"><x:v>44653</x:v></x:c></x:row></x:sheetData></x:worksheet>"#
        )
    };
    let (one, two) = (sheet("one"), sheet("two"));
    let file = zipped(&[
        RELATIONS,
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", parts),
        STYLES,
        ("xl/one.xml", &one),
        ("xl/two.xml", &two),
        ("xl/three.xml", "<worksheet><sheetData/></worksheet>"),
    ]);
    let read = whole(&file);
    let sheets =
        vec!["Chart", "A & B", "Third"].into_iter().filter(|name| *name != "Chart").map(String::from).collect();
    assert_eq!(read.summary.format, Format::Workbook { sheet: "A & B".into(), sheets });
    assert_eq!(texts(&read.rows), [(2, vec!["two", "2026-04-03"])]);
    let of = |sheet: &str| Options { sheet: Some(sheet.to_owned()), ..Options::default() };
    assert_eq!(texts(&read_all(&file, &of("Old")).unwrap().rows), [(2, vec!["one", "2026-04-03"])]);
    assert_eq!(
        refusal_with(&file, &of("Fourth")),
        "The workbook has no sheet named Fourth: choose one of A & B, Third"
    );
    assert_eq!(refusal_with(&file, &of("Third")), "The sheet Third is empty: choose A & B");
}

#[test]
fn a_workbook_from_a_library_reads_the_same_with_another_library() {
    use calamine::{Data, Reader as _};
    use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook};

    let mut book = Workbook::new();
    let day = Look::new().set_num_format("d mmm yyyy");
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(["Name", "Amount", "Due date", "Total"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    for row in 1..200_u32 {
        let amount = f64::from(row) / 100.0;
        sheet.write_string(row, 0, format!("Ann {row} <&> \u{1F600}")).unwrap();
        sheet.write_number(row, 1, amount).unwrap();
        let date = ExcelDateTime::from_serial_datetime(40_000.0 + f64::from(row)).unwrap();
        sheet.write_datetime_with_format(row, 2, &date, &day).unwrap();
        sheet.write_formula(row, 3, Formula::new("=B2").set_result(amount.to_string())).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let ours = whole(&bytes);
    let mut theirs: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = theirs.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(ours.rows.len(), 199);
    for (row, other) in ours.rows.iter().zip(range.rows().skip(1)) {
        let shown: Vec<String> = other
            .iter()
            .map(|data| match data {
                Data::DateTime(day) => {
                    let (year, month, day, ..) = day.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}")
                }
                other => other.to_string(),
            })
            .collect();
        assert_eq!(row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>(), shown);
        assert_eq!(row.cells[2].kind, CellKind::Date);
        assert!(row.cells[3].formula);
    }
}
