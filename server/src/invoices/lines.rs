//! What an invoice is made of.

use domain::{
    Fields,
    api::invoices::{InvoiceLine, NewInvoiceLine},
    id::{FirmId, InvoiceId},
    invoice::{InvoiceSum, Line, MAX_LINES, MAX_QUANTITY, RATE_SCALE, sum},
    money::MAX_AMOUNT,
    text::Description,
};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{db::Tx, http::Result, table::Args};

/// Lines, checked, and what they come to.
#[derive(Debug, Clone)]
pub struct Lines {
    lines: Vec<InvoiceLine>,
    /// What they come to.
    pub sum: InvoiceSum,
}

/// Checks lines; every wrong field is noted.
pub fn parse(fields: &mut Fields, new: &[NewInvoiceLine]) -> Option<Lines> {
    if new.is_empty() {
        fields.refuse("/lines", "Enter at least one line");
        return None;
    }
    if new.len() > MAX_LINES {
        fields.refuse("/lines", format!("Enter at most {MAX_LINES} lines"));
        return None;
    }
    let checked: Vec<Option<InvoiceLine>> = new.iter().enumerate().map(|(i, new)| line(fields, i, new)).collect();
    let lines: Vec<InvoiceLine> = checked.into_iter().collect::<Option<_>>()?;
    let plain =
        |line: &InvoiceLine| Line { quantity: line.quantity, unit_price: line.unit_price, tax_rate: line.tax_rate };
    let sum = fields.take("/lines", sum(lines.iter().map(plain)))?;
    Some(Lines { lines, sum })
}

fn line(fields: &mut Fields, i: usize, new: &NewInvoiceLine) -> Option<InvoiceLine> {
    let at = |field: &str| format!("/lines/{i}/{field}");
    let description: Option<Description> = fields.parse(&at("description"), &new.description);
    let mut within = |field: &str, number: i64, range: std::ops::RangeInclusive<i64>, why: &str| {
        fields.take(&at(field), if range.contains(&number) { Ok(number) } else { Err(why.to_owned()) })
    };
    let quantity = within("quantity", new.quantity, 1..=MAX_QUANTITY, "Enter a quantity above zero, up to a million")?;
    let unit_price = within("unit_price", new.unit_price, -MAX_AMOUNT..=MAX_AMOUNT, "The price is too large")?;
    let tax_rate = within("tax_rate", new.tax_rate, 0..=RATE_SCALE, "Enter a rate from 0 to 100 percent")?;
    let amounts = fields.take(&at("unit_price"), Line { quantity, unit_price, tax_rate }.sum())?;
    description.map(|description| InvoiceLine {
        description: description.into(),
        quantity,
        unit_price,
        tax_rate,
        amount: amounts.amount,
        tax: amounts.tax,
    })
}

impl Lines {
    /// Keeps these lines, instead of those that were there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn store(&self, tx: &mut Tx, firm: &FirmId, invoice: &InvoiceId) -> Result<()> {
        sqlx::query("DELETE FROM invoice_lines WHERE firm_id = $1 AND invoice_id = $2")
            .bind(firm.as_str())
            .bind(invoice.as_str())
            .execute(tx.conn())
            .await?;
        let mut args = Args::default();
        let (firm, invoice) = (args.add(firm.as_str()), args.add(invoice.as_str()));
        let mut rows = Vec::with_capacity(self.lines.len());
        for (position, line) in (0_i64..).zip(&self.lines) {
            let description = args.add(line.description.as_str());
            let numbers = [position, line.quantity, line.unit_price, line.tax_rate, line.amount, line.tax];
            rows.push(format!("({invoice}, {firm}, {description}, {})", args.list(numbers)));
        }
        let sql = format!(
            "INSERT INTO invoice_lines (invoice_id, firm_id, description, position, quantity, unit_price, tax_rate,
                 amount, tax) VALUES {}",
            rows.join(", ")
        );
        args.bind(sqlx::query(AssertSqlSafe(sql))).execute(tx.conn()).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct LineRow {
    description: String,
    quantity: i64,
    unit_price: i64,
    tax_rate: i64,
    amount: i64,
    tax: i64,
}

/// The lines of an invoice, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn of(conn: &mut AnyConnection, firm: &FirmId, invoice: &InvoiceId) -> Result<Vec<InvoiceLine>> {
    let rows: Vec<LineRow> = sqlx::query_as(
        "SELECT description, quantity, unit_price, tax_rate, amount, tax FROM invoice_lines
         WHERE firm_id = $1 AND invoice_id = $2 ORDER BY position",
    )
    .bind(firm.as_str())
    .bind(invoice.as_str())
    .fetch_all(conn)
    .await?;
    let show = |row: LineRow| InvoiceLine {
        description: row.description,
        quantity: row.quantity,
        unit_price: row.unit_price,
        tax_rate: row.tax_rate,
        amount: row.amount,
        tax: row.tax,
    };
    Ok(rows.into_iter().map(show).collect())
}
