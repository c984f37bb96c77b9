//! OFX: 1.x, whose tags need not end (SGML), and 2.x (XML). Both are read by the same few rules: what follows a tag up to
//! the next one is its value.

use domain::{
    CivilDate, Currency,
    api::reconciliation::MAX_STATEMENT_LINES,
    bank::{BankFormat, StatementFile, StatementLine},
};
use quick_xml::escape::unescape;

use super::{BadFile, amount, short};

/// A value is read so far.
const LONGEST: usize = 4000;

/// What is known of the transaction that is being read.
#[derive(Default)]
struct Transaction {
    posted: String,
    amount: String,
    id: String,
    name: String,
    memo: String,
    number: String,
}

pub(super) fn read(text: &str, currency: Currency) -> Result<StatementFile, BadFile> {
    let start = text.to_ascii_uppercase().find("<OFX>").ok_or(BadFile::Broken("it has no OFX in it"))?;
    let mut file =
        StatementFile { format: BankFormat::Ofx, currency: None, opening: None, closing: None, lines: Vec::new() };
    let (mut current, mut accounts): (Option<Transaction>, Vec<String>) = (None, Vec::new());
    let (mut in_balance, mut balance, mut as_of) = (false, None, None);
    for (tag, value) in tags(&text[start..]) {
        match tag.as_str() {
            "STMTTRN" => {
                if let Some(transaction) = current.replace(Transaction::default()) {
                    push(&mut file, &transaction, currency)?;
                }
            }
            "/STMTTRN" | "/BANKTRANLIST" => {
                if let Some(transaction) = current.take() {
                    push(&mut file, &transaction, currency)?;
                }
            }
            "CURDEF" => file.currency = value.parse().ok(),
            "ACCTID" if current.is_none() && !accounts.contains(&value) => accounts.push(value),
            "LEDGERBAL" => in_balance = true,
            "/LEDGERBAL" | "AVAILBAL" => in_balance = false,
            "BALAMT" if in_balance => {
                balance = Some(amount(&value, currency).map_err(|_| BadFile::Broken("its balance is no amount"))?);
            }
            "DTASOF" if in_balance => as_of = day(&value),
            other => {
                if let Some(transaction) = &mut current {
                    transaction.note(other, value);
                }
            }
        }
    }
    if let Some(transaction) = current.take() {
        push(&mut file, &transaction, currency)?;
    }
    if accounts.len() > 1 {
        return Err(BadFile::SeveralAccounts);
    }
    file.closing = as_of.zip(balance);
    Ok(file)
}

impl Transaction {
    fn note(&mut self, tag: &str, value: String) {
        let place = match tag {
            "DTPOSTED" => &mut self.posted,
            "TRNAMT" => &mut self.amount,
            "FITID" => &mut self.id,
            "NAME" => &mut self.name,
            "MEMO" => &mut self.memo,
            "CHECKNUM" | "REFNUM" => &mut self.number,
            _ => return,
        };
        if place.is_empty() {
            *place = value;
        }
    }
}

fn push(file: &mut StatementFile, from: &Transaction, currency: Currency) -> Result<(), BadFile> {
    if file.lines.len() >= MAX_STATEMENT_LINES {
        return Err(BadFile::TooManyLines);
    }
    let line = file.lines.len() + 1;
    let at = |why: &str| BadFile::Line { line, why: why.to_owned() };
    let day = day(&from.posted).ok_or_else(|| at("it has no day (DTPOSTED)"))?;
    let amount = amount(&from.amount, currency).map_err(|_| at("it has no amount (TRNAMT)"))?;
    if amount == 0 {
        return Ok(());
    }
    let said = [&from.name, &from.memo].map(|text| text.trim());
    let description = if said[0] == said[1] { said[0].to_owned() } else { said.join(" ") };
    let given = |text: &str| Some(short(text, 100)).filter(|text| !text.is_empty());
    file.lines.push(StatementLine {
        day,
        amount,
        description: short(&description, 500),
        reference: given(&from.number),
        bank_id: given(&from.id),
    });
    Ok(())
}

/// `20261031120000.000[-5:EST]`: the bank's own day.
fn day(text: &str) -> Option<CivilDate> {
    let digits = text.trim().get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]).parse().ok()
}

/// Tags in capitals, each with what stands behind it.
fn tags(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    text.split('<').skip(1).filter_map(|piece| {
        let (tag, value) = piece.split_once('>')?;
        let tag = tag.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let value: String = value.trim().chars().take(LONGEST).collect();
        let plain = unescape(&value).map_or_else(|_| value.clone(), std::borrow::Cow::into_owned);
        Some((tag, plain))
    })
}
