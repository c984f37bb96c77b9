//! Workbooks: parts that are missing or wrong, cells beyond all bounds, containers that lie.

use std::io::{Cursor, Write};

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{damage, words};

const PACKAGE: &str =
    r#"<Relationships><Relationship Id="r1" Type="a/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const CONTENTS: &str = r#"<workbook><workbookPr/><sheets><sheet name="Links" sheetId="1" r:id="s1"/><sheet name="Two" state="hidden" r:id="s1"/></sheets></workbook>"#;
const PARTS: &str = r#"<Relationships><Relationship Id="s1" Type="a/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="a/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="s3" Type="a/styles" Target="styles.xml"/></Relationships>"#;
const STRINGS: &str = "<sst><si><t>Name</t></si><si><t>Amount</t></si><si><t>Due date</t></si><si><r><t>An</t></r><r><t>n</t></r></si></sst>";
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d/m/yy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;
const HEADERS: &str =
    r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>"#;

/// What a sheet can have, in places where it should not.
const WORDS: &[&str] = &[
    "<row>",
    "<row>",
    "</row>",
    "<row r=\"7\">",
    "<row r=\"4294967295\">",
    "<row r=\"-1\">",
    "<row r=\"99999999999999999999\"/>",
    "<c>",
    "<c>",
    "</c>",
    "</c>",
    "<c r=\"A2\">",
    "<c r=\"B3\" s=\"1\">",
    "<c r=\"ZZZZZZZZZZZZ1\">",
    "<c r=\"XFD1\">",
    "<c r=\"é1\">",
    "<c s=\"99999999999999999999\">",
    "<c t=\"s\">",
    "<c t=\"str\">",
    "<c t=\"b\">",
    "<c t=\"e\">",
    "<c t=\"d\">",
    "<c t=\"n\">",
    "<c t=\"?\">",
    "<c t=\"inlineStr\">",
    "<v>",
    "<v>",
    "</v>",
    "</v>",
    "<v/>",
    "<is>",
    "</is>",
    "<t>",
    "</t>",
    "<t xml:space=\"preserve\">",
    "<r>",
    "</r>",
    "<rPh>",
    "</rPh>",
    "<f>",
    "</f>",
    "<f t=\"shared\" si=\"999999999\" ref=\"B9:A1\"/>",
    "0",
    "1",
    "3",
    "12.1",
    "1e308",
    "1e-400",
    "-0",
    "46115",
    "2958466",
    "999999999999",
    "NaN",
    "#REF!",
    "2026-02-30",
    "2026-04-03T00:00",
    "text",
    "é",
    "_x000D_",
    "_x0000_",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&#65;",
    "&nope;",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "<?x y?>",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "&a;",
    "<x:c>",
    "</x:c>",
    "<",
    ">",
    "\"",
    "</sheetData>",
    "\u{202e}",
    "\u{0}",
];

/// Cells that are complete, so that more of a sheet is read before something is wrong.
const CELLS: &[&str] = &[
    "<c t=\"s\"><v>3</v></c>",
    "<c t=\"s\"><v>99</v></c>",
    "<c><v>12.1</v></c>",
    "<c><v>1e5</v></c>",
    "<c s=\"1\"><v>46115</v></c>",
    "<c s=\"2\"><v>-1</v></c>",
    "<c><f>A1</f></c>",
    "<c t=\"str\"><f>A1</f><v>x</v></c>",
    "<c t=\"inlineStr\"><is><t>x</t></is></c>",
    "<c t=\"e\"><v>#N/A</v></c>",
    "<c/>",
    "</row><row>",
    "</row><row>",
    "<c r=\"GR5\"><v>1</v></c>",
    "<c r=\"GS5\"><v>1</v></c>",
    "<c t=\"d\"><v>2026-04-03</v></c>",
    "<c t=\"str\"><v>_x0041_</v></c>",
];

/// A workbook with one or two wrong parts.
pub(super) fn file(rng: &mut StdRng) -> Vec<u8> {
    let mut parts = parts(&sheet(rng));
    for _ in 0..rng.random_range(0..2) {
        let at = rng.random_range(0..parts.len());
        match rng.random_range(0..5) {
            0 => drop(parts.remove(at)),
            1 => parts[at].1.clear(),
            2 => parts[at].0.make_ascii_uppercase(),
            3 => {
                let mut bytes = std::mem::take(&mut parts[at].1).into_bytes();
                damage(rng, &mut bytes);
                parts[at].1 = String::from_utf8_lossy(&bytes).into_owned();
            }
            _ => {
                let nested = words(rng, &["<si>", "<a>", "<r><t>x</t></r>", "<si/>"], 300);
                parts[at].1.push_str(&nested);
            }
        }
    }
    zipped(rng, &parts)
}

/// A workbook whose container says something else than it has.
pub(super) fn patched(rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = fine(rng);
    let signature: &[u8] = [&b"PK\x01\x02"[..], b"PK\x03\x04", b"PK\x05\x06"].choose(rng).copied().unwrap_or_default();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(signature)).collect();
    for _ in 0..rng.random_range(1..4) {
        let Some(place) = places.choose(rng) else { break };
        // Sizes, counts, offsets, methods and flags all stand within the first bytes of an entry.
        let at = place + rng.random_range(4..46);
        let values: [u32; 6] = [0, 1, 0xFFFF, 0xFFFF_FFFF, 0x7FFF_FFFF, rng.random()];
        let value = values.choose(rng).copied().unwrap_or(0).to_le_bytes();
        let width = if rng.random_bool(0.5) { 2 } else { 4 };
        for (byte, new) in bytes.iter_mut().skip(at).zip(&value[..width]) {
            *byte = *new;
        }
    }
    bytes
}

/// A workbook without fault.
pub(super) fn fine(rng: &mut StdRng) -> Vec<u8> {
    let rows: String = (2..rng.random_range(3..20))
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>3</v></c><c r="B{row}"><v>{row}.5</v></c><c r="C{row}" s="1"><v>461{row:02}</v></c></row>"#))
        .collect();
    zipped(
        rng,
        &parts(&format!("<worksheet><dimension ref=\"A1:C9\"/><sheetData>{HEADERS}{rows}</sheetData></worksheet>")),
    )
}

fn sheet(rng: &mut StdRng) -> String {
    let count = rng.random_range(0..80);
    let body = match rng.random_range(0..8) {
        0 => words(rng, WORDS, count),
        1..=4 => {
            let (cells, wrong) = (words(rng, CELLS, count), words(rng, WORDS, count / 20));
            format!("{HEADERS}<row>{cells}</row>{wrong}")
        }
        5 => format!("{HEADERS}<row r=\"2\">{}</row>", "<c><v>1</v></c>".repeat(rng.random_range(190..10_000))),
        6 => format!("{HEADERS}<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(rng.random_range(9_990..30_000))),
        _ => format!("{HEADERS}{}", words(rng, WORDS, count)),
    };
    let end = if rng.random_bool(0.9) { "</sheetData></worksheet>" } else { "" };
    format!("<worksheet><sheetData>{body}{end}")
}

fn parts(sheet: &str) -> Vec<(String, String)> {
    let named = |(name, content): (&str, &str)| (name.to_owned(), content.to_owned());
    [
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", CONTENTS),
        ("xl/_rels/workbook.xml.rels", PARTS),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
    .map(named)
    .to_vec()
}

/// Puts parts into a ZIP; what can't be put there is left out.
fn zipped(rng: &mut StdRng, parts: &[(String, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method = if rng.random_bool(0.3) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        if writer.start_file(name.as_str(), options).is_ok() {
            let _ = writer.write_all(content.as_bytes());
        }
    }
    writer.finish().map_or_else(|_| Vec::new(), Cursor::into_inner)
}
