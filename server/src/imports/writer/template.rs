//! The template that people fill in.

use domain::{CivilDate, Currency, imports::Column};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet,
};

use super::{MARK, WriteError};

/// What differs between the templates of two firms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The currency of the receiving account.
    pub currency: Currency,
    /// The day on which the example is due.
    pub due_on: CivilDate,
    /// The last day of the example.
    pub expires_on: CivilDate,
}

impl Example {
    fn text(self, column: Column) -> String {
        match column {
            Column::Currency => self.currency.code().to_owned(),
            Column::DueOn => self.due_on.to_string(),
            Column::ExpiresOn => self.expires_on.to_string(),
            column => column.example().to_owned(),
        }
    }
}

/// Rows below the headers that the workbook checks and formats: as many as an import takes.
const LAST_ROW: u32 = 100_000;

/// The template as CSV: headers and one example row.
///
/// # Errors
/// None that could be expected: it is written into memory.
pub fn template_csv(example: Example) -> Result<Vec<u8>, WriteError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(Column::TEMPLATE.map(Column::label))?;
    writer.write_record(Column::TEMPLATE.map(|column| example.text(column)))?;
    Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

/// The template as a workbook: headers with notes, one example row, cells that refuse what can't be
/// right, and a sheet that explains the columns.
///
/// # Errors
/// None that could be expected: it is written into memory.
pub fn template_xlsx(example: Example) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    links(workbook.add_worksheet(), example)?;
    help(workbook.add_worksheet(), example)?;
    Ok(workbook.save_to_buffer()?)
}

fn links(sheet: &mut Worksheet, example: Example) -> Result<(), WriteError> {
    sheet.set_name("Links")?.set_freeze_panes(1, 0)?;
    let header = Format::new().set_bold().set_text_wrap();
    for (at, column) in (0..).zip(Column::TEMPLATE) {
        let (width, format) = look(column, example.currency);
        sheet.set_column_width(at, width)?.set_column_format(at, &format)?;
        sheet.write_string_with_format(0, at, column.label(), &header)?;
        let note = Note::new(column.help()).add_author_prefix(false).set_width(260).set_height(90);
        sheet.insert_note(0, at, &note)?;
        write_example(sheet, at, column, example, &format)?;
        if let Some(check) = validation(column)? {
            sheet.add_data_validation(1, at, LAST_ROW, at, &check)?;
        }
    }
    Ok(())
}

fn write_example(
    sheet: &mut Worksheet,
    at: u16,
    column: Column,
    example: Example,
    format: &Format,
) -> Result<(), WriteError> {
    let text = example.text(column);
    // A workbook keeps its numbers as floats: that is its format, not our arithmetic.
    let number = column.is_money().then(|| text.parse::<f64>().ok()).flatten();
    let day = column.is_date().then(|| ExcelDateTime::parse_from_str(&text).ok()).flatten();
    match (number, day) {
        (Some(number), _) => sheet.write_number_with_format(1, at, number, format)?,
        (_, Some(day)) => sheet.write_datetime_with_format(1, at, &day, format)?,
        _ => sheet.write_string_with_format(1, at, &text, format)?,
    };
    Ok(())
}

/// The width of a column, and how its cells look. Text stays text: an invoice number such as 00017
/// would lose its zeros.
fn look(column: Column, currency: Currency) -> (f64, Format) {
    let amounts = match currency.decimals() {
        0 => "#,##0",
        3 => "#,##0.000",
        _ => "#,##0.00",
    };
    match column {
        Column::Amount | Column::MinAmount => (14.0, Format::new().set_num_format(amounts)),
        Column::DueOn | Column::ExpiresOn => (12.0, Format::new().set_num_format("yyyy-mm-dd")),
        Column::Currency => (10.0, Format::new().set_num_format("@")),
        Column::Message | Column::Description => (36.0, Format::new().set_num_format("@")),
        _ => (24.0, Format::new().set_num_format("@")),
    }
}

fn validation(column: Column) -> Result<Option<DataValidation>, WriteError> {
    let longest = |most: u32| DataValidation::new().allow_text_length(DataValidationRule::LessThanOrEqualTo(most));
    let check = match column {
        Column::Amount | Column::MinAmount => {
            DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThan(0.0))
        }
        Column::DueOn | Column::ExpiresOn => {
            let first = ExcelDateTime::from_ymd(2000, 1, 1)?;
            DataValidation::new().allow_date(DataValidationRule::GreaterThanOrEqualTo(first))
        }
        Column::Currency => DataValidation::new().allow_text_length(DataValidationRule::EqualTo(3)),
        Column::InvoiceNumber => longest(64),
        Column::ExternalId => longest(128),
        Column::Email => longest(254),
        Column::Description => longest(300),
        Column::Message => longest(2000),
        _ => return Ok(None),
    };
    Ok(Some(check.set_error_title(column.label())?.set_error_message(short(column.help()))?))
}

/// A validation's message takes 255 characters.
fn short(help: &str) -> String {
    help.chars().take(255).collect()
}

fn help(sheet: &mut Worksheet, example: Example) -> Result<(), WriteError> {
    sheet.set_name("Help")?.set_freeze_panes(1, 0)?;
    let header = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (at, (title, width)) in
        (0..).zip([("Column", 20.0), ("Needed", 10.0), ("What to write", 80.0), ("Example", 28.0)])
    {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, title, &header)?;
    }
    for (row, column) in (1..).zip(Column::TEMPLATE) {
        let needed = if column.is_required() { "Yes" } else { "" };
        let texts = [column.label(), needed, column.help(), &example.text(column)];
        for (at, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, at, text, &wrapped)?;
        }
    }
    Ok(())
}
