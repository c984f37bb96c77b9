//! Finding out what separates the cells of a text file.

use csv_core::{ReadRecordResult, ReaderBuilder};

/// What is tried, the likeliest first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows of the sample that are compared.
const ROWS: usize = 50;

/// What was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Separation {
    /// The separator.
    pub(super) delimiter: u8,
    /// Whether the first line only names the separator, as Excel has it: `sep=;`.
    pub(super) named: bool,
}

/// Finds out from the beginning of a text.
pub(super) fn separation(sample: &str) -> Separation {
    let first = sample.lines().next().unwrap_or_default().trim_matches('"');
    let named = first.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).and_then(|_| first.as_bytes().get(4));
    match named {
        Some(delimiter) if delimiter.is_ascii() && first.len() == 5 => {
            Separation { delimiter: *delimiter, named: true }
        }
        _ => Separation { delimiter: likeliest(sample), named: false },
    }
}

/// The separator that splits the most rows into the same number of cells, and of those the one that
/// makes the most cells.
fn likeliest(sample: &str) -> u8 {
    let best = CANDIDATES.into_iter().rev().max_by_key(|delimiter| {
        let widths = widths(sample, *delimiter);
        let usual = most_frequent(&widths);
        let agree = widths.iter().filter(|width| **width == usual).count();
        // One cell a row is no separation, however many rows agree.
        if usual < 2 { (0, 0) } else { (agree * 100 / widths.len().max(1), usual) }
    });
    best.unwrap_or(b',')
}

fn most_frequent(widths: &[usize]) -> usize {
    let count = |width: &&usize| widths.iter().filter(|other| other == width).count();
    widths.iter().max_by_key(|width| (count(width), **width)).copied().unwrap_or(0)
}

/// How many cells each row of the sample has. The last row is left out where others are: it may be cut off.
fn widths(sample: &str, delimiter: u8) -> Vec<usize> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut output, mut ends) = (vec![0; sample.len() + 1], vec![0; sample.len() + 2]);
    let mut input = sample.as_bytes();
    let mut widths = Vec::new();
    let mut cells = 0;
    while widths.len() < ROWS {
        let (result, read, _, ended) = reader.read_record(input, &mut output, &mut ends);
        input = &input[read..];
        cells += ended;
        match result {
            ReadRecordResult::Record => {
                widths.push(cells);
                cells = 0;
            }
            ReadRecordResult::End => break,
            // The rest of the sample is used up: an empty input says so.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => break,
        }
    }
    if widths.len() > 1 && widths.len() < ROWS {
        widths.pop();
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found() {
        for (sample, delimiter) in [
            ("Name,Email\nAnn,a@b.org\n", b','),
            ("Name;Betrag;Text\nAnn;1.250,00;\"a, b\"\nBo;2,50;c\n", b';'),
            ("Name\tAmount\nDoe, Ann\t1,250.00\n", b'\t'),
            ("a|b|c\n1|2|3", b'|'),
            ("Name,Note\nAnn,\"x;y;z\nsecond; line\"\nBo,\"p;q\"\n", b','),
            ("Open invoices\n\nName;Amount\nAnn;1\nBo;2\n", b';'),
            ("Amount\n5\n", b','),
            ("", b','),
        ] {
            let expected = Separation { delimiter, named: false };
            assert_eq!(separation(sample), expected, "{sample:?}");
        }
    }

    #[test]
    fn a_file_can_name_its_separator() {
        assert_eq!(separation("sep=^\nA^B\n"), Separation { delimiter: b'^', named: true });
        assert_eq!(separation("\"sep=;\"\r\nA;B\r\n"), Separation { delimiter: b';', named: true });
        assert_eq!(separation("sep=ab\nA,B\nC,D\n"), Separation { delimiter: b',', named: false });
    }
}
