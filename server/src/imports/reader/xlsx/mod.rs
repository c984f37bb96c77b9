//! XLSX: a ZIP of XML parts, read as a stream.
//!
//! It stands on the libraries `zip` and `quick-xml`, and not on one that reads workbooks: those
//! copy a part into structures before anyone can say that it is too much (4 kB of styles can become
//! gigabytes), and they turn numbers into floats, where we want the digits that are stored.

use std::{
    io::{Read, Seek},
    ops::ControlFlow,
};

mod digits;
mod package;
mod sheet;
mod strings;
mod styles;
mod workbook;
mod xml;

use super::{Format, Options, ReadError, table::Table};
use package::Package;
use strings::Strings;
use styles::Styles;
use workbook::Workbook;

/// Reads a sheet of a workbook into a table.
pub(super) fn read<R: Read + Seek>(
    file: &mut R,
    options: &Options,
    table: &mut Table<'_>,
) -> Result<Format, ReadError> {
    let mut package = Package::open(file, &options.limits)?;
    let workbook = Workbook::read(&mut package)?;
    let chosen = workbook.choose(options.sheet.as_deref())?;
    let strings = Strings::read(&mut package, workbook.strings.as_deref(), &options.limits)?;
    let styles = Styles::read(&mut package, workbook.styles.as_deref())?;
    let format = Format::Workbook { sheet: chosen.name.clone(), sheets: workbook.visible() };
    let xml = package.part(&chosen.path)?.ok_or(ReadError::Damaged("a sheet is missing"))?;
    let mut rows = sheet::Rows::new(xml, &strings, &styles, workbook.epoch, &options.limits);
    while let Some((number, cells)) = rows.next()? {
        if table.push(number, cells)? == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(format)
}
