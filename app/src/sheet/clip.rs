//! Blocks of cells as spreadsheet programs put them on the clipboard.

/// The cells of a text from the clipboard. Tabs part cells; without a tab, lines that all have the same number of
/// commas or semicolons are read as CSV, unless these are followed by a blank: `Okafor, Ann` is one cell.
#[must_use]
pub fn read(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.contains('\t') {
        return parse(text, '\t');
    }
    let csv = [',', ';'].into_iter().find_map(|sign| {
        let rows = parse(text, sign);
        let width = rows.first().map_or(0, Vec::len);
        let even = rows.len() > 1 && width > 1 && rows.iter().all(|row| row.len() == width);
        let prose = rows.iter().any(|row| row.iter().skip(1).any(|cell| cell.starts_with(' ')));
        (even && !prose).then_some(rows)
    });
    csv.unwrap_or_else(|| parse(text, '\t'))
}

/// The text of a block of cells, for the clipboard.
#[must_use]
pub fn write(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join("\t");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn parse(text: &str, sign: char) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut cell = String::new();
    let mut inside = false;
    let mut signs = text.chars().peekable();
    while let Some(next) = signs.next() {
        match next {
            '"' if inside && signs.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if inside => inside = false,
            // A quotation mark within a cell is one.
            '"' if cell.is_empty() => inside = true,
            '\r' if !inside && signs.peek() == Some(&'\n') => {}
            '\n' | '\r' if !inside => {
                end_cell(&mut rows, &mut cell);
                rows.push(Vec::new());
            }
            _ if next == sign && !inside => end_cell(&mut rows, &mut cell),
            _ => cell.push(next),
        }
    }
    end_cell(&mut rows, &mut cell);
    rows
}

fn end_cell(rows: &mut [Vec<String>], cell: &mut String) {
    if let Some(row) = rows.last_mut() {
        row.push(std::mem::take(cell));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn a_block_is_read_as_spreadsheets_write_it() {
        assert_eq!(read("Ann\t12.50\r\nBen\t3\r\n"), cells(&[&["Ann", "12.50"], &["Ben", "3"]]));
        assert_eq!(read("\"two\nlines\"\tsaid \"so\"\n"), cells(&[&["two\nlines", "said \"so\""]]));
        assert_eq!(read("\"a \"\"b\"\"\"\t"), cells(&[&["a \"b\"", ""]]));
        assert_eq!(read("one"), cells(&[&["one"]]));
        assert_eq!(read("one\ntwo\n"), cells(&[&["one"], &["two"]]));
        assert_eq!(read(""), cells(&[&[""]]));
    }

    #[test]
    fn lines_of_csv_are_told_from_prose() {
        assert_eq!(read("Ann,\"1,250.00\"\nBen,3"), cells(&[&["Ann", "1,250.00"], &["Ben", "3"]]));
        assert_eq!(read("Ann;1\nBen;3"), cells(&[&["Ann", "1"], &["Ben", "3"]]));
        assert_eq!(read("1,250.00"), cells(&[&["1,250.00"]]), "one cell");
        assert_eq!(read("Okafor, Ann\nLind, Ben"), cells(&[&["Okafor, Ann"], &["Lind, Ben"]]));
        assert_eq!(read("Ann,1\nBen"), cells(&[&["Ann,1"], &["Ben"]]), "uneven");
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        for block in [cells(&[&["a", "", "b\tc"], &["\"", "x\ny", "z"]]), cells(&[&["one"]]), cells(&[&["", ""]])] {
            assert_eq!(read(&write(&block)), block);
        }
    }
}
