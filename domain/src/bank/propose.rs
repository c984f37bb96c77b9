//! Which lines of the bank are probably which entries of the books.

use crate::CivilDate;

/// A line of the bank, or an entry of the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// When.
    pub day: CivilDate,
    /// Minor units, above nothing for what came in.
    pub amount: i64,
    /// All that is said of it: numbers and names.
    pub text: String,
}

/// Why two sides are proposed to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The amount, and a number that both name.
    Reference,
    /// The amount, and days near each other.
    Amount,
    /// Several entries come to the line together.
    Sum,
}

/// A proposal, by places in what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The line of the bank.
    pub line: usize,
    /// The entries of the books.
    pub entries: Vec<usize>,
    /// Why.
    pub why: Why,
}

/// Banks book within so many days of when we know it.
const NEAR: i32 = 6;
/// A deposit slip has so many cheques at most; more are not tried.
const MOST_OF_A_SUM: usize = 12;

/// Proposes for each line at most one way, and each entry at most once: first what names the same number, then what
/// has the same amount near by, then entries of one day that come to a line together. What could be two ways is not
/// proposed, unless it makes no difference.
#[must_use]
pub fn propose(lines: &[Item], entries: &[Item]) -> Vec<Pair> {
    let mut free = Free { lines: vec![true; lines.len()], entries: vec![true; entries.len()], pairs: Vec::new() };
    for (line, item) in lines.iter().enumerate() {
        let fits = |entry: &Item| item.amount == entry.amount && near(item, entry, 45) && names_the_same(item, entry);
        if let [only] = free.open(entries, fits)[..] {
            free.take(line, vec![only], Why::Reference);
        }
    }
    by_amount(&mut free, lines, entries);
    for (line, item) in lines.iter().enumerate().filter(|(line, _)| free.lines[*line]).collect::<Vec<_>>() {
        if let Some(sum) = one_sum(&free, item, entries) {
            free.take(line, sum, Why::Sum);
        }
    }
    free.pairs.sort_unstable_by_key(|pair| pair.line);
    free.pairs
}

struct Free {
    lines: Vec<bool>,
    entries: Vec<bool>,
    pairs: Vec<Pair>,
}

impl Free {
    fn open(&self, entries: &[Item], fits: impl Fn(&Item) -> bool) -> Vec<usize> {
        (0..entries.len()).filter(|at| self.entries[*at] && fits(&entries[*at])).collect()
    }

    fn take(&mut self, line: usize, entries: Vec<usize>, why: Why) {
        if !self.lines[line] || entries.iter().any(|entry| !self.entries[*entry]) {
            return;
        }
        self.lines[line] = false;
        for entry in &entries {
            self.entries[*entry] = false;
        }
        self.pairs.push(Pair { line, entries, why });
    }
}

/// The same amount, near by: where as many lines as entries could be each other, the first is the first.
fn by_amount(free: &mut Free, lines: &[Item], entries: &[Item]) {
    for line in 0..lines.len() {
        if !free.lines[line] {
            continue;
        }
        let item = &lines[line];
        let ours = free.open(entries, |entry| entry.amount == item.amount && near(item, entry, NEAR));
        let rivals: Vec<usize> = (0..lines.len())
            .filter(|at| free.lines[*at] && lines[*at].amount == item.amount)
            .filter(|at| ours.iter().any(|entry| near(&lines[*at], &entries[*entry], NEAR)))
            .collect();
        if ours.is_empty() || ours.len() != rivals.len() {
            continue;
        }
        let (mut ours, mut rivals) = (ours, rivals);
        ours.sort_by_key(|at| entries[*at].day);
        rivals.sort_by_key(|at| lines[*at].day);
        if rivals.iter().zip(&ours).all(|(line, entry)| near(&lines[*line], &entries[*entry], NEAR)) {
            for (line, entry) in rivals.into_iter().zip(ours) {
                free.take(line, vec![entry], Why::Amount);
            }
        }
    }
}

/// Entries that come to the line together, if there is one such set only.
fn one_sum(free: &Free, item: &Item, entries: &[Item]) -> Option<Vec<usize>> {
    let same_side = |entry: &Item| entry.amount.signum() == item.amount.signum() && near(item, entry, NEAR);
    let mut near_by = free.open(entries, same_side);
    near_by.retain(|at| entries[*at].amount.abs() < item.amount.abs());
    if near_by.len() > MOST_OF_A_SUM {
        return of_one_day(item, entries, &near_by);
    }
    let mut found: Option<Vec<usize>> = None;
    for set in 3_u32..(1 << near_by.len()) {
        if set.count_ones() < 2 {
            continue;
        }
        let chosen = || near_by.iter().enumerate().filter(|(bit, _)| set & (1 << bit) != 0).map(|(_, at)| *at);
        if chosen().map(|at| entries[at].amount).sum::<i64>() == item.amount {
            if found.is_some() {
                return None;
            }
            found = Some(chosen().collect());
        }
    }
    found
}

/// Too many to try them all: only what came on one day.
fn of_one_day(item: &Item, entries: &[Item], near_by: &[usize]) -> Option<Vec<usize>> {
    let days: std::collections::BTreeSet<CivilDate> = near_by.iter().map(|at| entries[*at].day).collect();
    let on = |day: CivilDate| near_by.iter().copied().filter(|at| entries[*at].day == day).collect::<Vec<_>>();
    let mut found =
        days.into_iter().map(on).filter(|some| some.iter().map(|at| entries[*at].amount).sum::<i64>() == item.amount);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn near(a: &Item, b: &Item, days: i32) -> bool {
    let span = a.day.date().since(b.day.date()).map_or(i32::MAX, |span| span.get_days());
    span.abs() <= days
}

/// Whether both name a number of at least four signs, one of them a digit.
fn names_the_same(a: &Item, b: &Item) -> bool {
    let theirs = words(&b.text);
    words(&a.text).iter().any(|word| theirs.contains(word))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.len() >= 4 && word.bytes().any(|b| b.is_ascii_digit()))
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn item(day: &str, amount: i64, text: &str) -> Item {
        Item { day: format!("2026-10-{day}").parse().unwrap(), amount, text: text.to_owned() }
    }

    fn pairs(lines: &[Item], entries: &[Item]) -> Vec<(usize, Vec<usize>, Why)> {
        propose(lines, entries).into_iter().map(|pair| (pair.line, pair.entries, pair.why)).collect()
    }

    #[test]
    fn a_number_that_both_name_comes_first() {
        let lines = [item("28", 500, "CHEQUE 1177"), item("03", 500, "DEPOSIT")];
        let entries = [item("02", 500, "No. 1177"), item("04", 500, "Cash")];
        assert_eq!(pairs(&lines, &entries), [(0, vec![0], Why::Reference), (1, vec![1], Why::Amount)]);
    }

    #[test]
    fn twins_go_in_their_order_and_what_could_be_either_is_left() {
        let twins = [item("05", 100, ""), item("05", 100, "")];
        assert_eq!(pairs(&twins, &twins).len(), 2);
        assert_eq!(pairs(&twins[..1], &twins), []);
        assert_eq!(pairs(&[item("05", 100, "")], &[item("20", 100, "")]), [], "too far");
    }

    #[test]
    fn a_deposit_slip_is_its_cheques() {
        let slip = [item("09", 700, "DEPOSIT")];
        let cheques = [item("08", 300, ""), item("08", 400, ""), item("08", -700, "")];
        assert_eq!(pairs(&slip, &cheques), [(0, vec![0, 1], Why::Sum)]);
        let two_ways = [item("08", 300, ""), item("08", 400, ""), item("08", 100, ""), item("08", 600, "")];
        assert_eq!(pairs(&slip, &two_ways), []);
    }

    proptest! {
        #[test]
        fn nothing_is_proposed_twice_and_every_sum_is_right(
            lines in prop::collection::vec((1_u8..28, -5_i64..6), 0..12),
            entries in prop::collection::vec((1_u8..28, -5_i64..6), 0..24),
        ) {
            let make = |all: &[(u8, i64)]| all.iter().map(|(day, amount)| item(&format!("{day:02}"), *amount, "")).collect::<Vec<_>>();
            let (lines, entries) = (make(&lines), make(&entries));
            let found = propose(&lines, &entries);
            let mut used: Vec<usize> = found.iter().flat_map(|pair| pair.entries.clone()).collect();
            used.sort_unstable();
            prop_assert!(used.windows(2).all(|two| two[0] != two[1]));
            prop_assert!(found.windows(2).all(|two| two[0].line < two[1].line));
            for pair in found {
                prop_assert_eq!(pair.entries.iter().map(|at| entries[*at].amount).sum::<i64>(), lines[pair.line].amount);
            }
        }
    }
}
