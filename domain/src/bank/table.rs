//! Reading a bank's table: what its columns are, and what its cells say. What could mean two things is asked.

use super::StatementLine;
use crate::{
    CivilDate, Currency, Money,
    amount::{BadAmount, DecimalMark, parse_amount_with},
    imports::{
        DateOrder,
        date::candidates,
        header,
        money::{Marks, marks, split},
    },
};

/// Where the columns of a bank's table are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    day: Option<usize>,
    amount: Option<usize>,
    money_in: Option<usize>,
    money_out: Option<usize>,
    balance: Option<usize>,
    reference: Option<usize>,
    bank_id: Option<usize>,
    description: Vec<usize>,
}

/// Why a table is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// A column is missing.
    #[error(
        "The file has no column for the {0}. Its first row must name the columns, such as Date, Description, Amount"
    )]
    NoColumn(&'static str),
    /// A cell says nothing that fits.
    #[error("Row {row}: {why}")]
    Cell {
        /// Its row in a spreadsheet program.
        row: u32,
        /// A sentence.
        why: String,
    },
    /// Days have two meanings.
    #[error("Is {0} in this file the day or the month first? Choose it, and upload the file again")]
    WhichDay(String),
    /// Amounts have two meanings.
    #[error("Is {0} in this file a thousand and more, or a little more than one? Choose it, and upload the file again")]
    WhichMark(String),
    /// Balances do not follow from the amounts.
    #[error("Row {row}: the balance is not the one before with this amount. The file is not whole, or not in order")]
    Balance {
        /// Its row.
        row: u32,
    },
}

/// What stands in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its lines, the oldest first.
    pub lines: Vec<StatementLine>,
    /// Minor units before the first line.
    pub opening: Option<i64>,
    /// Minor units at the end of a day.
    pub closing: Option<(CivilDate, i64)>,
}

impl Columns {
    /// Finds the columns by their heads.
    ///
    /// # Errors
    /// When days or amounts are missing.
    pub fn find(heads: &[String]) -> Result<Self, Unread> {
        let mut found = Self::default();
        for (at, head) in heads.iter().enumerate() {
            let place = match header::fold(head).as_str() {
                "date" | "bookingdate" | "dateposted" | "postingdate" | "posteddate" | "posted" | "transactiondate"
                | "buchungstag" | "buchungsdatum" | "datum" | "fecha" | "dateoperation" => &mut found.day,
                "amount" | "betrag" | "montant" | "importe" | "transactionamount" | "value" => &mut found.amount,
                "credit" | "credits" | "creditamount" | "deposit" | "deposits" | "moneyin" | "paidin" | "haben"
                | "in" => &mut found.money_in,
                "debit" | "debits" | "debitamount" | "withdrawal" | "withdrawals" | "moneyout" | "paidout" | "soll"
                | "out" => &mut found.money_out,
                "balance" | "runningbalance" | "saldo" | "closingbalance" => &mut found.balance,
                "reference" | "ref" | "checknumber" | "chequenumber" | "checkno" | "chequeno" | "check" | "cheque" => {
                    &mut found.reference
                }
                "transactionid" | "id" | "fitid" | "bankreference" | "transactionreference" => &mut found.bank_id,
                "description" | "details" | "memo" | "narrative" | "payee" | "name" | "text" | "purpose"
                | "verwendungszweck" | "counterparty" | "type" | "transactiontype" | "transaction" | "particulars" => {
                    found.description.push(at);
                    continue;
                }
                _ => continue,
            };
            place.get_or_insert(at);
        }
        match &found {
            Self { day: None, .. } => Err(Unread::NoColumn("date")),
            Self { amount: None, money_in: None, money_out: None, .. } => Err(Unread::NoColumn("amount")),
            _ => Ok(found),
        }
    }

    /// Reads all rows: the number of each in a spreadsheet program, and its cells.
    ///
    /// # Errors
    /// The first thing that cannot be read, or what has to be asked.
    pub fn read(
        &self,
        rows: &[(u32, Vec<String>)],
        currency: Currency,
        (order, mark): (Option<DateOrder>, Option<DecimalMark>),
    ) -> Result<Told, Unread> {
        let order = match order {
            Some(order) => order,
            None => self.order(rows)?,
        };
        let mark = match mark {
            Some(mark) => mark,
            None => self.mark(rows, currency)?,
        };
        let reading = Reading { currency, order, mark };
        let mut lines = Vec::with_capacity(rows.len());
        for (row, cells) in rows {
            lines.push((*row, self.line(*row, cells, &reading)?, self.balance(*row, cells, &reading)?));
        }
        told(lines)
    }

    fn order(&self, rows: &[(u32, Vec<String>)]) -> Result<DateOrder, Unread> {
        let mut orders: Vec<DateOrder> = DateOrder::ALL.to_vec();
        let mut unclear = None;
        for (row, cells) in rows {
            let text = cell(cells, self.day);
            let all = candidates(text).ok_or_else(|| no_day(*row, text))?;
            if all.only().is_none() {
                unclear.get_or_insert_with(|| text.to_owned());
            }
            orders.retain(|order| all.day(*order).is_some());
        }
        match (orders.as_slice(), unclear) {
            ([], _) => Err(Unread::Cell { row: rows.first().map_or(0, |(row, _)| *row), why: NO_DAY.to_owned() }),
            ([only], _) | ([only, ..], None) => Ok(*only),
            (_, Some(text)) => Err(Unread::WhichDay(text)),
        }
    }

    fn mark(&self, rows: &[(u32, Vec<String>)], currency: Currency) -> Result<DecimalMark, Unread> {
        let (mut sure, mut unclear) = (None, None);
        for (row, cells) in rows {
            for at in [self.amount, self.money_in, self.money_out, self.balance].into_iter().flatten() {
                let text = cell(cells, Some(at));
                match marks(&split(text).1, currency) {
                    Marks::Either => {}
                    Marks::Both => unclear = unclear.or_else(|| Some(text.to_owned())),
                    Marks::Only(mark) if *sure.get_or_insert(mark) != mark => {
                        let why = format!("{text} has another decimal sign than the rows above");
                        return Err(Unread::Cell { row: *row, why });
                    }
                    Marks::Only(_) => {}
                }
            }
        }
        match (sure, unclear) {
            (Some(mark), _) => Ok(mark),
            (None, None) => Ok(DecimalMark::Point),
            (None, Some(text)) => Err(Unread::WhichMark(text)),
        }
    }

    fn line(&self, row: u32, cells: &[String], reading: &Reading) -> Result<StatementLine, Unread> {
        let text = cell(cells, self.day);
        let day = candidates(text).and_then(|all| all.day(reading.order)).ok_or_else(|| no_day(row, text))?;
        let amount = match self.amount {
            Some(at) if !cell(cells, Some(at)).is_empty() => reading.amount(row, cell(cells, Some(at)))?,
            _ => {
                // Banks write what went out with and without a minus in a column of its own.
                let money_in = reading.optional(row, cell(cells, self.money_in))?;
                let money_out = reading.optional(row, cell(cells, self.money_out))?;
                money_in.saturating_sub(money_out.abs())
            }
        };
        let said: Vec<&str> =
            self.description.iter().map(|at| cell(cells, Some(*at))).filter(|text| !text.is_empty()).collect();
        let given = |at| Some(cell(cells, at)).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(StatementLine {
            day,
            amount,
            description: said.join(" · "),
            reference: given(self.reference),
            bank_id: given(self.bank_id),
        })
    }

    fn balance(&self, row: u32, cells: &[String], reading: &Reading) -> Result<Option<i64>, Unread> {
        let text = cell(cells, self.balance);
        if text.is_empty() { Ok(None) } else { reading.amount(row, text).map(Some) }
    }
}

struct Reading {
    currency: Currency,
    order: DateOrder,
    mark: DecimalMark,
}

impl Reading {
    fn optional(&self, row: u32, text: &str) -> Result<i64, Unread> {
        if text.is_empty() { Ok(0) } else { self.amount(row, text) }
    }

    /// `-5.00`, `(5.00)`, `5.00-`, `5.00 DR`, and nothing at all.
    fn amount(&self, row: u32, text: &str) -> Result<i64, Unread> {
        let upper = text.trim().to_uppercase();
        let bare = upper.trim_end_matches("DR").trim_end_matches("CR").trim();
        let less = upper.ends_with("DR") || bare.starts_with('(') || bare.contains(['-', '−']);
        let bare: String = bare.chars().filter(|c| !matches!(c, '-' | '−' | '+' | '(' | ')')).collect();
        let digits: Vec<char> = bare.chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() && digits.iter().all(|digit| *digit == '0') {
            return Ok(0);
        }
        match parse_amount_with(&bare, self.currency, self.mark) {
            Ok(Money { amount, .. }) => Ok(if less { -amount } else { amount }),
            Err(BadAmount::Empty | BadAmount::NotANumber) => {
                Err(Unread::Cell { row, why: format!("{} is no amount", short(text)) })
            }
            Err(why) => Err(Unread::Cell { row, why: why.to_string() }),
        }
    }
}

const NO_DAY: &str = "the days are not written in one order";

fn no_day(row: u32, text: &str) -> Unread {
    let why = if text.is_empty() { "there is no date".to_owned() } else { format!("{} is no date", short(text)) };
    Unread::Cell { row, why }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn cell(cells: &[String], at: Option<usize>) -> &str {
    at.and_then(|at| cells.get(at)).map_or("", |text| text.trim())
}

/// Puts the oldest first, and looks whether balances follow from each other.
fn told(mut rows: Vec<(u32, StatementLine, Option<i64>)>) -> Result<Told, Unread> {
    let fits = |rows: &[(u32, StatementLine, Option<i64>)]| {
        rows.windows(2).find_map(|two| match (two[0].2, two[1].2) {
            (Some(before), Some(after)) if before.saturating_add(two[1].1.amount) != after => Some(two[1].0),
            _ => None,
        })
    };
    let newest_first = match (rows.first(), rows.last()) {
        (Some((_, first, _)), Some((_, last, _))) if first.day != last.day => first.day > last.day,
        _ => fits(&rows).is_some(),
    };
    if newest_first {
        rows.reverse();
    }
    if let Some(row) = fits(&rows) {
        return Err(Unread::Balance { row });
    }
    let opening =
        rows.first().and_then(|(_, line, balance)| balance.map(|balance| balance.saturating_sub(line.amount)));
    let closing = rows.last().and_then(|(_, line, balance)| balance.map(|balance| (line.day, balance)));
    let lines = rows.into_iter().map(|(_, line, _)| line).filter(|line| line.amount != 0).collect();
    Ok(Told { lines, opening, closing })
}

#[cfg(test)]
mod tests;
