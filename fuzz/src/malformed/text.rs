//! Text files: quotes, separators and breaks in the wrong places, in every encoding.

use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use super::words;

const WORDS: &[&str] = &[
    ",",
    ",",
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    "\",\"",
    "\"\n",
    "'",
    "=1+1",
    "=HYPERLINK(\"x\")",
    "Name",
    "Email",
    "Amount",
    "Due date",
    "Invoice #",
    "Ann",
    "ann@example.org",
    "12.50",
    "1,250.00",
    "1.250,00",
    "-5",
    "0",
    "03/04/2026",
    "2026-11-30",
    "€ 5",
    "é",
    "\u{1F600}",
    " ",
    "\u{a0}",
    "\u{202e}",
    "\\",
    "sep=;\n",
    "NaN",
    "1e9",
];

/// Words in any order below headers, or without.
pub(super) fn file(rng: &mut StdRng) -> Vec<u8> {
    let mut text = String::new();
    if rng.random_bool(0.8) {
        text.push_str(
            ["Name,Email,Amount\n", "Name;Amount;Due date\r\n", "Email\tAmount\n"].choose(rng).unwrap_or(&""),
        );
    }
    let count = rng.random_range(0..120);
    text.push_str(&words(rng, WORDS, count));
    match rng.random_range(0..20) {
        0 => text.push_str(&",x".repeat(rng.random_range(150..10_000))),
        1 => text.push_str(&"x".repeat(rng.random_range(9_990..50_000))),
        2 => text.push_str(&"\n".repeat(5000)),
        3 => text.push('\0'),
        4 => text = text.replace(',', "\n"),
        _ => {}
    }
    encoded(rng, &text)
}

/// A file without fault.
pub(super) fn fine(rng: &mut StdRng) -> Vec<u8> {
    let mut text = "Name,Email,Amount,Due date,Invoice number\n".to_owned();
    for row in 0..rng.random_range(1..20) {
        text.push_str(&format!("\"Ann, {row}\",ann{row}@example.org,{row}.50,2026-11-{:02},INV-{row}\n", row + 1));
    }
    encoded(rng, &text)
}

fn encoded(rng: &mut StdRng, text: &str) -> Vec<u8> {
    let mark = if rng.random_bool(0.5) { "\u{feff}" } else { "" };
    let utf16 = || format!("{mark}{text}").encode_utf16().collect::<Vec<u16>>().into_iter();
    let mut bytes: Vec<u8> = match rng.random_range(0..6) {
        0 => utf16().flat_map(u16::to_le_bytes).collect(),
        1 => utf16().flat_map(u16::to_be_bytes).collect(),
        2 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0x80)).collect(),
        _ => format!("{mark}{text}").into_bytes(),
    };
    if rng.random_bool(0.1) {
        bytes.pop();
    }
    bytes
}
