//! Workbooks for Excel: amounts are numbers with their currency as format, days and moments are dates, the header
//! stays in sight and filters, and below the rows stands a total for each currency. Texts are written as texts, so
//! none is ever a formula. Rows go to a temporary file as they come.

use std::io::Write;

use domain::{Currency, Money};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError, worksheet::ColNum,
};

use super::{
    Cell,
    sheet::{Rows, Sheet},
};

/// The longest text that a cell holds, in Excel's own unit: UTF-16.
const LONGEST_TEXT: usize = 32_767;

/// Writes a file.
///
/// # Errors
/// When the rows break off, nobody takes the bytes, or there is no room for the temporary file.
pub fn write(sheet: &Sheet, rows: &mut Rows, out: impl Write + Send) -> anyhow::Result<()> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(&sheet.folder)?;
    if let Some(made) = sheet.local(sheet.made_at) {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment(&made)?));
    }
    let mut page = Page::begin(workbook.add_worksheet_with_constant_memory()?, sheet)?;
    while let Some(rows) = rows.page()? {
        for row in rows {
            page.add(sheet, row)?;
        }
    }
    page.finish(sheet)?;
    workbook.save_to_writer(out)?;
    Ok(())
}

/// The one sheet, while rows are added to it.
struct Page<'a> {
    worksheet: &'a mut Worksheet,
    date: Format,
    moment: Format,
    /// One for each currency that occurs: few, so that looking through them costs less than a map.
    monies: Vec<OfCurrency>,
    /// The row to be written next; the header is 0.
    next: u32,
}

/// What is known of a currency's amounts.
struct OfCurrency {
    currency: Currency,
    format: Format,
    /// By column; `None` where there is no amount to add up.
    totals: Vec<Option<i64>>,
}

impl<'a> Page<'a> {
    fn begin(worksheet: &'a mut Worksheet, sheet: &Sheet) -> Result<Self, XlsxError> {
        let header = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        worksheet.set_name(sheet.title)?;
        worksheet.set_freeze_panes(1, 0)?;
        for (column, heading) in (0..).zip(&sheet.headings) {
            worksheet.write_string_with_format(0, column, &*heading.label, &header)?;
        }
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        Ok(Self { worksheet, date, moment, monies: Vec::new(), next: 1 })
    }

    fn add(&mut self, sheet: &Sheet, cells: Vec<Cell>) -> Result<(), XlsxError> {
        let row = self.next;
        for ((column, cell), heading) in (0..).zip(cells).zip(&sheet.headings) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    self.worksheet.write_string(row, column, fitting(text))?;
                }
                Cell::Money(money) => {
                    let known = of(&mut self.monies, money.currency, sheet.headings.len());
                    if let (true, Some(total)) = (heading.has_total, known.totals.get_mut(usize::from(column))) {
                        *total = Some(total.unwrap_or_default().saturating_add(money.amount));
                    }
                    self.worksheet.write_number_with_format(row, column, number(&money.plain()), &known.format)?;
                }
                Cell::Number(count) => {
                    let count = i32::try_from(count).map_or_else(|_| number(&count.to_string()), f64::from);
                    self.worksheet.write_number(row, column, count)?;
                }
                Cell::Date(day) => {
                    let day = date(day.date())?;
                    self.worksheet.write_datetime_with_format(row, column, &day, &self.date)?;
                }
                Cell::Moment(at) => {
                    if let Some(at) = sheet.local(at) {
                        let at = moment(&at)?;
                        self.worksheet.write_datetime_with_format(row, column, &at, &self.moment)?;
                    }
                }
            }
        }
        self.next += 1;
        Ok(())
    }

    /// The filter covers the rows, and not the totals below them. Widths come last: the library looks up whether a
    /// cell's column has a format once any column is set.
    fn finish(mut self, sheet: &Sheet) -> Result<(), XlsxError> {
        for (column, heading) in (0..).zip(&sheet.headings) {
            self.worksheet.set_column_width_pixels(column, heading.width.into())?;
        }
        let last = ColNum::try_from(sheet.headings.len().saturating_sub(1)).unwrap_or(ColNum::MAX);
        self.worksheet.autofilter(0, 0, self.next - 1, last)?;
        let bold = Format::new().set_bold();
        let beside = sheet.headings.iter().position(|heading| !heading.has_total);
        self.monies.retain(|known| known.totals.iter().any(Option::is_some));
        self.monies.sort_unstable_by_key(|known| known.currency.code());
        for (row, known) in (self.next + 1..).zip(&self.monies) {
            let currency = known.currency;
            if let Some(column) = beside.and_then(|column| ColNum::try_from(column).ok()) {
                self.worksheet.write_string_with_format(row, column, format!("Total {currency}"), &bold)?;
            }
            let format = money_format(currency).set_bold();
            for (column, total) in (0..).zip(&known.totals) {
                let Some(total) = total else { continue };
                let total = number(&Money::new(*total, currency).plain());
                self.worksheet.write_number_with_format(row, column, total, &format)?;
            }
        }
        Ok(())
    }
}

/// What is known of a currency, from its first amount on.
fn of(monies: &mut Vec<OfCurrency>, currency: Currency, columns: usize) -> &mut OfCurrency {
    let place = monies.iter().position(|known| known.currency == currency).unwrap_or_else(|| {
        monies.push(OfCurrency { currency, format: money_format(currency), totals: vec![None; columns] });
        monies.len() - 1
    });
    &mut monies[place]
}

/// `[$USD] #,##0.00`: the code, since a sign could be another currency's, and the currency's own decimals.
fn money_format(currency: Currency) -> Format {
    let decimals = match usize::from(currency.decimals()) {
        0 => String::new(),
        count => format!(".{}", "0".repeat(count)),
    };
    Format::new().set_num_format(format!("[${currency}] #,##0{decimals}"))
}

/// The number that Excel makes of these digits: the nearest there is. Nothing is calculated with it.
fn number(digits: &str) -> f64 {
    digits.parse().unwrap_or_default()
}

fn date(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or_default(), part(day.month()), part(day.day()))
}

fn moment(at: &jiff::Zoned) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    date(at.date())?.and_hms(u16::from(part(at.hour())), part(at.minute()), part(at.second()))
}

/// A text that fits into a cell.
fn fitting(mut text: String) -> String {
    // A character takes one or two units: most texts are short enough without counting.
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    });
    if let Some((end, _)) = end {
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_excel_would_not_take_it() {
        let units = |text: &str| text.encode_utf16().count();
        assert_eq!(fitting("short".into()), "short");
        assert_eq!(units(&fitting("x".repeat(40_000))), LONGEST_TEXT);
        assert_eq!(units(&fitting("😀".repeat(20_000))), LONGEST_TEXT - 1, "no half characters");
        assert_eq!(fitting("é".repeat(20_000)).chars().count(), 20_000, "two bytes, one unit");
    }
}
