//! Recognising a header, whatever its case, its punctuation and its language.

use super::{Cell, CellKind, Column, date, header_names::NAMES};
use crate::{Currency, text::Email};

/// Lower case, letters and digits only, without accents; `#` reads as *number*.
#[must_use]
pub fn fold(header: &str) -> String {
    let mut folded = String::with_capacity(header.len());
    for c in header.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'ß' => folded.push_str("ss"),
            '#' | '№' => folded.push_str("number"),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    folded
}

/// What a header means, and how much that name is trusted: less is more.
pub(super) fn meaning(header: &str) -> Option<(Column, usize)> {
    named(&fold(header)).or_else(|| named(&fold(&bare(header))))
}

fn named(folded: &str) -> Option<(Column, usize)> {
    let trust = |names: &str| names.split(' ').position(|name| name == folded);
    NAMES.iter().find_map(|(column, names)| Some((*column, trust(names)?))).filter(|_| !folded.is_empty())
}

/// Without what stands in brackets, and without a currency: `Amount (USD)`, `Total EUR`, `Due date [UTC]`.
fn bare(header: &str) -> String {
    let outside = match header.find(['(', '[']) {
        Some(at) => &header[..at],
        None => header,
    };
    let words: Vec<&str> = outside.split_whitespace().filter(|word| code(word).is_none()).collect();
    words.join(" ").trim_end_matches(" in").to_owned()
}

/// The currency that a header names: `Amount (EUR)`, `Total £`.
pub(super) fn currency(header: &str) -> Option<Currency> {
    let sign = |c: char| match c {
        '€' => Some("EUR"),
        '£' => Some("GBP"),
        '₹' => Some("INR"),
        _ => None,
    };
    let signed = header.chars().find_map(sign).and_then(|code| code.parse().ok());
    signed.or_else(|| header.split(|c: char| !c.is_alphanumeric()).skip(1).find_map(code))
}

/// Three capitals, so that *all*, *try* and *top* stay words.
fn code(word: &str) -> Option<Currency> {
    let capitals = word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    if capitals { word.parse().ok() } else { None }
}

/// Whether a row looks like data and not like headers: it has an address, or nothing that is known
/// and a day or an amount.
#[must_use]
pub fn looks_like_data(cells: &[Cell]) -> bool {
    let known = cells.iter().any(|cell| meaning(&cell.text).is_some());
    cells.iter().any(|cell| {
        let text = cell.text.trim();
        text.parse::<Email>().is_ok() || (!known && (cell.kind != CellKind::Text || is_value(text)))
    })
}

fn is_value(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let amount = digits > 0 && text.chars().all(|c| c.is_ascii_digit() || " .,-+$€£¥".contains(c));
    amount || date::candidates(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(header: &str) -> Option<Column> {
        meaning(header).map(|(column, _)| column)
    }

    #[test]
    fn no_name_stands_for_two_columns_and_all_are_folded() {
        let mut seen = std::collections::BTreeMap::new();
        for (column, names) in NAMES {
            for name in names.split(' ') {
                assert_eq!(fold(name), name);
                assert_eq!(seen.insert(name, column), None, "{name}");
            }
        }
        for column in Column::ALL {
            assert_eq!(meaning(column.label()).map(|(c, _)| c), Some(*column), "{column}");
            assert_eq!(meaning(column.as_str()).map(|(c, _)| c), Some(*column), "{column}");
        }
    }

    #[test]
    fn headers_of_other_programs_are_known() {
        for (header, expected) in [
            // Xero's export of sales invoices
            ("*ContactName", Some(Column::RecipientName)),
            ("EmailAddress", Some(Column::Email)),
            ("*InvoiceNumber", Some(Column::InvoiceNumber)),
            ("InvoiceAmountDue", Some(Column::Amount)),
            ("*DueDate", Some(Column::DueOn)),
            ("*InvoiceDate", None),
            // QuickBooks
            ("Customer full name", Some(Column::RecipientName)),
            ("Num", Some(Column::InvoiceNumber)),
            ("Open balance", Some(Column::Amount)),
            ("Memo/Description", Some(Column::Description)),
            ("Invoice #", Some(Column::InvoiceNumber)),
            ("Txn Date", None),
            // ClientPay, LawPay, Clio
            ("Recipient's Name", Some(Column::RecipientName)),
            ("Message to Payer", Some(Column::Message)),
            ("Client Name", Some(Column::Client)),
            ("Matter Number", Some(Column::Matter)),
            ("Balance Due", Some(Column::Amount)),
            ("Bill Number", Some(Column::InvoiceNumber)),
            // Others
            ("E-Mail", Some(Column::Email)),
            ("AMOUNT (USD)", Some(Column::Amount)),
            ("Total EUR", Some(Column::Amount)),
            ("Amount in CAD", Some(Column::Amount)),
            ("Fälligkeitsdatum", Some(Column::DueOn)),
            ("Rechnungs-Nr.", Some(Column::InvoiceNumber)),
            ("Montant dû", Some(Column::Amount)),
            ("N° facture", Some(Column::InvoiceNumber)),
            ("Correo electrónico", Some(Column::Email)),
            ("Favourite colour", None),
            ("", None),
        ] {
            assert_eq!(column(header), expected, "{header}");
        }
    }

    #[test]
    fn a_header_can_name_the_currency() {
        assert_eq!(currency("Amount (EUR)").map(Currency::code), Some("EUR"));
        assert_eq!(currency("Total £").map(Currency::code), Some("GBP"));
        assert_eq!(currency("Amount").map(Currency::code), None);
        assert_eq!(currency("Amount all in").map(Currency::code), None);
    }

    #[test]
    fn data_is_told_from_headers() {
        let row = |cells: &[&str]| cells.iter().map(|c| Cell::text(*c)).collect::<Vec<_>>();
        assert!(looks_like_data(&row(&["Ann", "ann@example.org", "12.50"])));
        assert!(looks_like_data(&row(&["INV-1", "2026-03-04", "12.50"])));
        assert!(looks_like_data(&row(&["Ann", "1 250,00"])));
        assert!(!looks_like_data(&row(&["Name", "Email", "2026"])));
        assert!(!looks_like_data(&row(&["Foo", "Bar"])));
    }
}
