//! Tables: CSV and other delimited text, and workbooks, by the reader of bulk uploads.

use std::{io::Cursor, ops::ControlFlow};

use domain::{
    Currency,
    api::reconciliation::MAX_STATEMENT_LINES,
    bank::{BankFormat, Columns, StatementFile, StatementLine},
};

use super::{BadFile, Said, short};
use crate::imports::reader::{self, Item, Limits, Options};

/// Characters of a description and of a number: more says nothing.
const LONGEST: (usize, usize) = (500, 100);

pub(super) fn read(bytes: &[u8], currency: Currency, said: Said) -> Result<StatementFile, BadFile> {
    let rows = u32::try_from(MAX_STATEMENT_LINES).unwrap_or(u32::MAX);
    let limits = Limits { rows, columns: 60, unpacked: 50_000_000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let (mut heads, mut rows) = (Vec::new(), Vec::new());
    reader::read(Cursor::new(bytes), &options, |item| {
        match item {
            Item::Headers(names) => heads = names.to_vec(),
            Item::Row(row) => {
                rows.push((row.number, row.cells.into_iter().map(|cell| cell.text).collect()));
            }
        }
        ControlFlow::Continue(())
    })?;
    let told = Columns::find(&heads)?.read(&rows, currency, (said.order, said.mark))?;
    let lines = told.lines.into_iter().map(|line| StatementLine {
        description: short(&line.description, LONGEST.0),
        reference: line.reference.map(|text| short(&text, LONGEST.1)),
        bank_id: line.bank_id.map(|text| short(&text, LONGEST.1)),
        ..line
    });
    Ok(StatementFile {
        format: BankFormat::Csv,
        currency: None,
        opening: told.opening,
        closing: told.closing,
        lines: lines.collect(),
    })
}
