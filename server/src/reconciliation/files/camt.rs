//! CAMT.053: the versions differ in where they keep names, not in where amounts and days are, so one reader takes them
//! all by the ends of the ways to them.

use domain::{
    CivilDate, Currency,
    api::reconciliation::MAX_STATEMENT_LINES,
    bank::{BankFormat, StatementFile, StatementLine},
};

use super::{
    BadFile, amount, short,
    tags::{Step, walk},
};

/// A balance or an entry, while it is read.
#[derive(Default)]
struct Seen {
    code: String,
    amount: String,
    currency: Option<String>,
    sign: String,
    day: Option<CivilDate>,
    value_day: Option<CivilDate>,
    status: String,
    id: String,
    reference: String,
    texts: Vec<String>,
}

pub(super) fn read(text: &str, currency: Currency) -> Result<StatementFile, BadFile> {
    let mut file =
        StatementFile { format: BankFormat::Camt, currency: None, opening: None, closing: None, lines: Vec::new() };
    let (mut seen, mut accounts, mut statements) = (Seen::default(), Vec::<String>::new(), 0);
    walk(text, |step| match step {
        Step::Begin(path, said) => {
            match within(path)[..] {
                ["Stmt"] => statements += 1,
                ["Stmt", "Bal" | "Ntry"] => seen = Seen::default(),
                ["Stmt", "Bal" | "Ntry", "Amt"] => seen.currency = said,
                _ => {}
            }
            Ok(())
        }
        Step::End(path, said) => {
            match within(path)[..] {
                ["Stmt", "Acct", "Id", "IBAN"] | ["Stmt", "Acct", "Id", "Othr", "Id"]
                    if !accounts.iter().any(|known| known == said) =>
                {
                    accounts.push(said.to_owned());
                }
                ["Stmt", "Acct", "Ccy"] => file.currency = said.parse().ok(),
                ["Stmt", "Bal"] => balance(&mut file, &seen, currency)?,
                ["Stmt", "Ntry"] => entry(&mut file, &seen, currency)?,
                ["Stmt", "Bal" | "Ntry", ref rest @ ..] => seen.note(rest, said),
                _ => {}
            }
            Ok(())
        }
    })?;
    match (statements, accounts.len()) {
        (0, _) => Err(BadFile::Broken("it is no bank statement (camt.053)")),
        (_, 2..) => Err(BadFile::SeveralAccounts),
        _ => Ok(file),
    }
}

/// The way from the statement on.
fn within(path: &[String]) -> Vec<&str> {
    let start = path.iter().position(|name| name == "Stmt").unwrap_or(path.len());
    path[start..].iter().map(String::as_str).collect()
}

impl Seen {
    fn note(&mut self, way: &[&str], said: &str) {
        match way {
            ["Tp", "CdOrPrtry", "Cd"] => self.code = said.to_owned(),
            ["Amt"] => self.amount = said.to_owned(),
            ["CdtDbtInd"] => self.sign = said.to_owned(),
            ["Sts"] | ["Sts", "Cd"] if !said.is_empty() => self.status = said.to_owned(),
            ["Dt" | "BookgDt", "Dt" | "DtTm"] => self.day = day(said),
            ["ValDt", "Dt" | "DtTm"] => self.value_day = day(said),
            ["AcctSvcrRef"] => self.id = said.to_owned(),
            ["NtryDtls", "TxDtls", "Refs", "EndToEndId"] if said != "NOTPROVIDED" => self.reference = said.to_owned(),
            ["NtryRef"] if self.reference.is_empty() => self.reference = said.to_owned(),
            ["NtryDtls", "TxDtls", "RmtInf", "Ustrd"] | ["AddtlNtryInf"] => self.text(said),
            ["NtryDtls", "TxDtls", "RltdPties", "Dbtr" | "Cdtr", .., "Nm"] => self.text(said),
            _ => {}
        }
    }

    fn text(&mut self, said: &str) {
        if self.texts.len() < 20 && !said.is_empty() && !self.texts.iter().any(|known| known == said) {
            self.texts.push(said.to_owned());
        }
    }

    fn signed(&self, currency: Currency) -> Result<i64, String> {
        if let Some(other) = self.currency.as_deref().filter(|code| *code != currency.code()) {
            return Err(format!("it is in {other}, and the account takes {currency}"));
        }
        let amount = amount(&self.amount, currency)?;
        match self.sign.as_str() {
            "CRDT" => Ok(amount),
            "DBIT" => Ok(-amount),
            _ => Err("it does not say whether money came in or went out".to_owned()),
        }
    }
}

/// The first opening balance and the last closing one: a statement may come in several pieces.
fn balance(file: &mut StatementFile, seen: &Seen, currency: Currency) -> Result<(), BadFile> {
    let line = |why| BadFile::Line { line: file.lines.len(), why };
    match seen.code.as_str() {
        "OPBD" | "PRCD" if file.opening.is_none() => file.opening = Some(seen.signed(currency).map_err(line)?),
        "CLBD" => {
            let amount = seen.signed(currency).map_err(line)?;
            file.closing = seen.day.map(|day| (day, amount));
        }
        _ => {}
    }
    Ok(())
}

fn entry(file: &mut StatementFile, seen: &Seen, currency: Currency) -> Result<(), BadFile> {
    // What is pending, or only told for information, is not booked.
    if !matches!(seen.status.as_str(), "" | "BOOK") {
        return Ok(());
    }
    if file.lines.len() >= MAX_STATEMENT_LINES {
        return Err(BadFile::TooManyLines);
    }
    let line = file.lines.len() + 1;
    let amount = seen.signed(currency).map_err(|why| BadFile::Line { line, why })?;
    let day = seen.day.or(seen.value_day);
    let day = day.ok_or_else(|| BadFile::Line { line, why: "it has no day (BookgDt)".to_owned() })?;
    if amount == 0 {
        return Ok(());
    }
    let given = |text: &str| Some(short(text, 100)).filter(|text| !text.is_empty());
    file.lines.push(StatementLine {
        day,
        amount,
        description: short(&seen.texts.join(" · "), 500),
        reference: given(&seen.reference),
        bank_id: given(&seen.id),
    });
    Ok(())
}

fn day(text: &str) -> Option<CivilDate> {
    text.trim().get(..10)?.parse().ok()
}
