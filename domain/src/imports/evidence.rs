//! Cells that could mean two things: what the whole column says, and what is left to ask.

use std::collections::BTreeMap;

use super::{
    Cell, CellKind, Choice, Column, DateOrder, ImportRow, Mapping, Offer, Question, Reading, Readings, date, money,
};
use crate::{
    Currency, Money,
    amount::{DecimalMark, parse_amount_with},
};

/// What a file's cells say about how its columns are to be read. It keeps an example or two of each
/// column, whatever the size of the file.
#[derive(Debug, Clone)]
pub struct Evidence {
    currency: Currency,
    dates: BTreeMap<Column, Dates>,
    amounts: BTreeMap<Column, Amounts>,
}

/// A cell to show in a question.
#[derive(Debug, Clone)]
struct Example {
    row: u32,
    text: String,
}

impl Example {
    fn of(row: u32, cell: &Cell) -> Self {
        Self { row, text: cell.text.trim().chars().take(40).collect() }
    }
}

/// A column of days: the orders in which all of its cells are days, and cells that tell two orders apart.
#[derive(Debug, Clone, Default)]
struct Dates {
    impossible: Vec<DateOrder>,
    examples: Vec<(DateOrder, DateOrder, Example)>,
}

/// A column of amounts: which marks are certain somewhere, and the first cell that is not certain.
#[derive(Debug, Clone, Default)]
struct Amounts {
    seen: Vec<DecimalMark>,
    unclear: Option<Example>,
}

impl Evidence {
    /// Nothing yet, for a receiving account's currency.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self { currency, dates: BTreeMap::new(), amounts: BTreeMap::new() }
    }

    /// Takes in one row.
    pub fn see(&mut self, row: &ImportRow) {
        for (column, cell) in &row.cells {
            if cell.kind != CellKind::Text {
                continue;
            }
            if column.is_date() {
                self.dates.entry(*column).or_default().see(row.number, cell);
            } else if column.is_money() {
                self.amounts.entry(*column).or_default().see(row.number, cell, self.currency);
            }
        }
    }

    /// What the columns settle, and what is left to ask. A person's choice answers a question; where
    /// a column is clear by itself, the column counts.
    #[must_use]
    pub fn settle(&self, mapping: &Mapping) -> (Readings, Vec<Question>) {
        let mut readings = Readings::default();
        let mut questions = Vec::new();
        let dates = self.dates.iter().map(|(column, dates)| dates.settle(*column));
        let amounts = self.amounts.iter().map(|(column, amounts)| amounts.settle(*column, self.currency));
        for (column, settled) in dates.chain(amounts) {
            let chosen = mapping.choices.iter().find(|choice| choice.column == column);
            match (settled, chosen) {
                (Settled::Clear(Some(reading)), _) => readings.0.push(Choice { column, reading }),
                (_, Some(choice)) => readings.0.push(*choice),
                (Settled::Clear(None), None) => {}
                (Settled::Open(question), None) => questions.push(question),
            }
        }
        (readings, questions)
    }
}

/// What a column says about itself.
enum Settled {
    /// Its cells are clear, or one reading fits them all.
    Clear(Option<Reading>),
    /// Somebody has to say.
    Open(Question),
}

impl Dates {
    fn see(&mut self, row: u32, cell: &Cell) {
        let Some(candidates) = date::candidates(&cell.text) else { return };
        for order in DateOrder::ALL {
            if candidates.day(*order).is_none() && !self.impossible.contains(order) {
                self.impossible.push(*order);
            }
        }
        let orders: Vec<_> = candidates.orders().collect();
        for (at, (one, day)) in orders.iter().enumerate() {
            for (other, other_day) in &orders[at + 1..] {
                let known = self.examples.iter().any(|(a, b, _)| (a, b) == (one, other));
                if day != other_day && !known {
                    self.examples.push((*one, *other, Example::of(row, cell)));
                }
            }
        }
    }

    fn settle(&self, column: Column) -> (Column, Settled) {
        let possible: Vec<DateOrder> =
            DateOrder::ALL.iter().copied().filter(|order| !self.impossible.contains(order)).collect();
        // Without an order for all, each cell stands for itself, and the first unclear one is asked about.
        let open = |order: &DateOrder| possible.is_empty() || possible.contains(order);
        let example = self.examples.iter().find(|(a, b, _)| open(a) && open(b)).map(|(_, _, example)| example);
        let settled = match (possible.as_slice(), example) {
            ([only], _) => Settled::Clear(Some(Reading::Date(*only))),
            (_, None) => Settled::Clear(None),
            (_, Some(example)) => {
                let days = date::candidates(&example.text).into_iter().flat_map(date::Candidates::orders);
                let offers = days.filter(|(order, _)| open(order));
                let offers = offers.map(|(order, day)| Offer { reading: Reading::Date(order), means: day.long() });
                Settled::Open(example.question(column, offers.collect()))
            }
        };
        (column, settled)
    }
}

impl Amounts {
    fn see(&mut self, row: u32, cell: &Cell, currency: Currency) {
        let (_, digits) = money::split(&cell.text);
        match money::marks(&digits, currency) {
            money::Marks::Either => {}
            money::Marks::Only(mark) if self.seen.contains(&mark) => {}
            money::Marks::Only(mark) => self.seen.push(mark),
            money::Marks::Both => {
                self.unclear.get_or_insert_with(|| Example::of(row, cell));
            }
        }
    }

    fn settle(&self, column: Column, currency: Currency) -> (Column, Settled) {
        let settled = match (self.seen.as_slice(), &self.unclear) {
            ([only], _) => Settled::Clear(Some(Reading::Amount(*only))),
            (_, None) => Settled::Clear(None),
            (_, Some(example)) => {
                let offer = |mark: &DecimalMark| Offer {
                    reading: Reading::Amount(*mark),
                    means: meaning(&example.text, currency, *mark),
                };
                Settled::Open(example.question(column, DecimalMark::ALL.iter().map(offer).collect()))
            }
        };
        (column, settled)
    }
}

impl Example {
    fn question(&self, column: Column, offers: Vec<Offer>) -> Question {
        Question { column, row: self.row, text: self.text.clone(), offers }
    }
}

/// What an unclear amount means with a mark; without the separators, if it has too many decimals.
pub(super) fn meaning(text: &str, currency: Currency, mark: DecimalMark) -> String {
    let (_, digits) = money::split(text);
    match parse_amount_with(&digits, currency, mark) {
        Ok(money) => Money::plain(money),
        Err(_) => digits.trim().replace(mark.sign(), "."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::recognise;

    fn settle(column: Column, cells: &[&str], choice: Option<Reading>) -> (Readings, Vec<Question>) {
        let mut evidence = Evidence::new(Currency::USD);
        for (number, text) in (2..).zip(cells) {
            evidence.see(&ImportRow { number, cells: [(column, Cell::text(*text))].into(), surplus: false });
        }
        let mut mapping = recognise(&[column.label().to_owned()]);
        if let Some(reading) = choice {
            mapping.choose(Choice { column, reading });
        }
        evidence.settle(&mapping)
    }

    #[test]
    fn one_clear_day_settles_the_column() {
        let (readings, questions) = settle(Column::DueOn, &["03/04/2026", "soon", "13/04/2026"], None);
        assert_eq!((readings.date(Column::DueOn), questions.len()), (Some(DateOrder::DayFirst), 0));
        let (readings, _) = settle(Column::DueOn, &["03/04/2026", "4/30/2026"], None);
        assert_eq!(readings.date(Column::DueOn), Some(DateOrder::MonthFirst));
        let (readings, questions) = settle(Column::DueOn, &["2026-04-03", "04/04/2026"], None);
        assert_eq!((readings, questions.len()), (Readings::default(), 0));
    }

    #[test]
    fn an_open_column_is_asked_about_with_both_days() {
        let (_, questions) = settle(Column::DueOn, &["2026-01-01", "03/04/2026", "05/06/2026"], None);
        assert_eq!(questions[0].sentence(), "Does 03/04/2026 in row 3 mean 3 April 2026 or 4 March 2026?");
        // A year of two digits leaves a third way, unless another cell rules it out.
        let (_, questions) = settle(Column::DueOn, &["03/04/26"], None);
        assert_eq!(questions[0].offers.len(), 3);
        let (_, questions) = settle(Column::DueOn, &["03/04/26", "5/6/2026"], None);
        assert_eq!(questions[0].offers.len(), 2);
    }

    #[test]
    fn a_mixed_column_is_asked_about_where_it_is_unclear() {
        let (_, questions) = settle(Column::DueOn, &["13/04/2026", "04/13/2026", "05/06/2026"], None);
        assert_eq!(questions[0].row, 4);
        let (readings, questions) = settle(Column::DueOn, &["13/04/2026", "04/13/2026"], None);
        assert_eq!((readings, questions.len()), (Readings::default(), 0));
    }

    #[test]
    fn a_choice_answers_but_does_not_overrule_the_column() {
        let month_first = Some(Reading::Date(DateOrder::MonthFirst));
        let (readings, questions) = settle(Column::DueOn, &["03/04/2026"], month_first);
        assert_eq!((readings.date(Column::DueOn), questions.len()), (Some(DateOrder::MonthFirst), 0));
        let (readings, _) = settle(Column::DueOn, &["03/04/2026", "13/04/2026"], month_first);
        assert_eq!(readings.date(Column::DueOn), Some(DateOrder::DayFirst));
    }

    #[test]
    fn amounts_are_settled_by_the_column_or_asked_about() {
        let (readings, questions) = settle(Column::Amount, &["1,234", "12.50"], None);
        assert_eq!((readings.amount(Column::Amount), questions.len()), (Some(DecimalMark::Point), 0));
        let (readings, _) = settle(Column::Amount, &["1.234", "€ 12,50"], None);
        assert_eq!(readings.amount(Column::Amount), Some(DecimalMark::Comma));
        let (_, questions) = settle(Column::Amount, &["900", "1,234"], None);
        assert_eq!(questions[0].sentence(), "Does 1,234 in row 3 mean 1234.00 or 1.234?");
        let comma = Some(Reading::Amount(DecimalMark::Comma));
        let (readings, questions) = settle(Column::Amount, &["1,234"], comma);
        assert_eq!((readings.amount(Column::Amount), questions.len()), (Some(DecimalMark::Comma), 0));
        let (_, questions) = settle(Column::Amount, &["900", "12"], None);
        assert_eq!(questions, []);
    }

    #[test]
    fn numbers_and_days_of_a_workbook_say_nothing_about_text() {
        let mut evidence = Evidence::new(Currency::USD);
        let cell = Cell::of(CellKind::Number, "1.234");
        evidence.see(&ImportRow { number: 2, cells: [(Column::Amount, cell)].into(), surplus: false });
        assert_eq!(evidence.settle(&Mapping::default()), (Readings::default(), Vec::new()));
    }

    #[test]
    fn choices_keep_their_words_on_the_wire() {
        let choice = Choice { column: Column::DueOn, reading: Reading::Date(DateOrder::DayFirst) };
        let json = serde_json::to_string(&choice).unwrap();
        assert_eq!(json, r#"{"column":"due_on","reading":"day_first"}"#);
        assert_eq!(serde_json::from_str::<Choice>(&json).unwrap(), choice);
    }
}
