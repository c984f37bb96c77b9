//! What comes out of files, good and bad.

use std::{
    io::{Cursor, Write},
    ops::ControlFlow,
};

use domain::imports::{Cell, FileRow};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

mod bad;
mod round_trip;
mod text;
mod workbook;

/// Everything a file says.
pub(super) struct Whole {
    pub(super) summary: Summary,
    pub(super) rows: Vec<FileRow>,
}

pub(super) fn read_all(bytes: &[u8], options: &Options) -> Result<Whole, ReadError> {
    let mut rows = Vec::new();
    let summary = read(Cursor::new(bytes), options, |item| {
        if let Item::Row(row) = item {
            rows.push(row);
        }
        ControlFlow::Continue(())
    })?;
    Ok(Whole { summary, rows })
}

pub(super) fn whole(bytes: &[u8]) -> Whole {
    read_all(bytes, &Options::default()).unwrap()
}

/// The sentence of a refusal.
pub(super) fn refusal(bytes: &[u8]) -> String {
    refusal_with(bytes, &Options::default())
}

pub(super) fn refusal_with(bytes: &[u8], options: &Options) -> String {
    match read_all(bytes, options) {
        Err(error) => error.to_string(),
        Ok(whole) => panic!("it was read: {:?}", whole.summary),
    }
}

/// The texts of the rows, with their numbers.
pub(super) fn texts(rows: &[FileRow]) -> Vec<(u32, Vec<&str>)> {
    rows.iter().map(|row| (row.number, row.cells.iter().map(|cell| cell.text.as_str()).collect())).collect()
}

pub(super) fn cells(texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::text(*text)).collect()
}

/// A ZIP of some parts.
pub(super) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) const RELATIONS: (&str, &str) = (
    "_rels/.rels",
    r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
);
pub(super) const WORKBOOK: (&str, &str) =
    ("xl/workbook.xml", r#"<workbook><sheets><sheet name="Links" sheetId="1" r:id="s1"/></sheets></workbook>"#);
pub(super) const PARTS: (&str, &str) = (
    "xl/_rels/workbook.xml.rels",
    r#"<Relationships>
        <Relationship Id="s1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="s2" Type="http://x/relationships/sharedStrings" Target="sharedStrings.xml"/>
        <Relationship Id="s3" Type="http://x/relationships/styles" Target="styles.xml"/>
    </Relationships>"#,
);
pub(super) const STRINGS: (&str, &str) = (
    "xl/sharedStrings.xml",
    "<sst><si><t>Name</t></si><si><t>Amount</t></si><si><r><t>An</t></r><rPh><t>no</t></rPh><r><t>n &amp; Bo</t></r></si></sst>",
);
pub(super) const STYLES: (&str, &str) =
    ("xl/styles.xml", r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#);

/// A workbook with one sheet, whose rows are given as XML. Texts 0, 1 and 2 are `Name`, `Amount` and `Ann & Bo`.
pub(super) fn book(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[RELATIONS, WORKBOOK, PARTS, STRINGS, STYLES, ("xl/worksheets/sheet1.xml", &sheet)])
}

/// The headers `Name` and `Amount`.
pub(super) const HEADERS: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#;
