//! A workbook of 100,000 links in 12 columns: what the server needs for it, from the table to the pieces in the
//! database, against what `rust_xlsxwriter` alone needs on data that is ready. Each is measured in a process of its
//! own, which tells the most memory that it had.

#![expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark prints times")]

use std::{fs::File, path::Path, time::Instant};

use anyhow::Context as _;
use bench::apart::{path, tell, told};
use domain::{
    id::FirmId,
    table::{Columns as _, links::LinkColumn},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use server::{
    exports::{self, Cell, Projection},
    table::{self, Scope},
};
use sqlx::any::AnyRow;

const COLUMNS: [LinkColumn; 12] = [
    LinkColumn::Recipient,
    LinkColumn::Email,
    LinkColumn::Description,
    LinkColumn::InvoiceNumber,
    LinkColumn::Amount,
    LinkColumn::AmountRemaining,
    LinkColumn::Currency,
    LinkColumn::DueOn,
    LinkColumn::Status,
    LinkColumn::FirstOpenedAt,
    LinkColumn::TimesOpened,
    LinkColumn::CreatedAt,
];
/// How often each is measured; the median counts.
const TIMES: usize = 5;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["alone", folder] => alone(Path::new(folder)).await,
        ["server", folder] => server(Path::new(folder)).await,
        [] => compare(100_000).await,
        [rows] => compare(rows.parse().context("how many rows?")?).await,
        _ => anyhow::bail!("export [rows]"),
    }
}

async fn compare(rows: i64) -> anyhow::Result<()> {
    println!("{:>10}  {:>9}  {:>9}  {:>10}  {:>9}", "rows", "what", "seconds", "peak MB", "file MB");
    let mut last = 1.0;
    for rows in [rows / 10, rows] {
        let folder = tempfile::tempdir()?;
        let app = bench::app(folder.path()).await?;
        bench::fill(&app, rows).await?;
        app.db.close().await;
        let alone: [f64; 3] = told(&["alone", path(folder.path())?])?;
        let server: [f64; 3] = told(&["server", path(folder.path())?])?;
        for (what, [seconds, peak_mb, size_mb]) in [("alone", alone), ("server", server)] {
            println!("{rows:>10}  {what:>9}  {seconds:>9.3}  {peak_mb:>10.1}  {size_mb:>9.1}");
        }
        last = server[0] / alone[0];
    }
    println!("the server needs {last:.2} times what rust_xlsxwriter needs alone (must be under 2)");
    anyhow::ensure!(last < 2.0, "too slow");
    Ok(())
}

/// Bytes in MB.
fn mb(bytes: u64) -> anyhow::Result<f64> {
    Ok(bytes.to_string().parse::<f64>()? / 1024.0 / 1024.0)
}

/// The server's way: the job reads the table, writes the file and stores its pieces.
async fn server(folder: &Path) -> anyhow::Result<()> {
    let app = bench::app(folder).await?;
    let columns: Vec<String> = COLUMNS.iter().map(ToString::to_string).collect();
    let request = format!(
        r#"{{"table":"links","format":"xlsx","columns":["{}"],"selection":{{"query":""}}}}"#,
        columns.join("\",\"")
    );
    let (mut times, mut size) = (Vec::new(), 0_i64);
    for number in 0..TIMES {
        let id = format!("exp_{number:032x}");
        let mut tx = app.db.begin().await?;
        sqlx::query(
            "INSERT INTO exports (id, firm_id, format, request, file_name, state, lane, created_by, created_by_id,
                 created_at) VALUES ($1, $2, 'xlsx', $3, 'links.xlsx', 'running', 0, 'Bench', 'bench', $4)",
        )
        .bind(&id)
        .bind(bench::FIRM)
        .bind(&request)
        .bind(app.now().ms())
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        let began = Instant::now();
        exports::run(&app, 0).await?;
        times.push(began.elapsed().as_secs_f64());
        let sql = "SELECT size FROM exports WHERE id = $1 AND state = 'done'";
        size = sqlx::query_scalar(sql).bind(&id).fetch_one(app.db.read()).await.context("no file was written")?;
    }
    tell(times, &[mb(u64::try_from(size)?)?])
}

/// A cell that needs nothing any more but to be written.
enum Ready {
    Empty,
    Text(String),
    Number(f64),
    Money(f64),
    Date(ExcelDateTime),
    Moment(ExcelDateTime),
}

async fn alone(folder: &Path) -> anyhow::Result<()> {
    let rows = ready(folder).await?;
    let file = folder.join("alone.xlsx");
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        write(&rows, folder, &file)?;
        times.push(began.elapsed().as_secs_f64());
    }
    tell(times, &[mb(std::fs::metadata(&file)?.len())?])
}

/// The same rows, read before anything is measured.
async fn ready(folder: &Path) -> anyhow::Result<Vec<Vec<Ready>>> {
    let app = bench::app(folder).await?;
    let firm: FirmId = bench::FIRM.parse()?;
    let query = table::selection::<LinkColumn>("")?;
    let scope = Scope::of(&app, &firm, &query).await?;
    let mut conn = app.db.read().acquire().await?;
    let projection = Projection::of(&COLUMNS);
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let cells = |row: &AnyRow| projection.cells(row);
        let slice = table::read(&mut conn, &scope, &query, after.as_ref(), 1_000, projection.sql(), cells).await?;
        for row in slice.rows {
            rows.push(row.into_iter().map(made_ready).collect::<anyhow::Result<_>>()?);
        }
        after = slice.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

fn made_ready(cell: Cell) -> anyhow::Result<Ready> {
    Ok(match cell {
        Cell::Empty => Ready::Empty,
        Cell::Text(text) => Ready::Text(text),
        Cell::Number(number) => Ready::Number(number.to_string().parse()?),
        Cell::Money(money) => Ready::Money(money.plain().parse()?),
        Cell::Date(day) => Ready::Date(ExcelDateTime::parse_from_str(&day.to_string())?),
        Cell::Moment(at) => {
            let text = at.timestamp().context("a moment")?.strftime("%Y-%m-%dT%H:%M:%S").to_string();
            Ready::Moment(ExcelDateTime::parse_from_str(&text)?)
        }
    })
}

fn write(rows: &[Vec<Ready>], folder: &Path, file: &Path) -> anyhow::Result<()> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(folder)?;
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    let money = Format::new().set_num_format("[$USD] #,##0.00");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, heading) in (0..).zip(COLUMNS) {
        worksheet.write_string(0, column, heading.facts().label)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Ready::Empty => continue,
                Ready::Text(text) => worksheet.write_string(row, column, text)?,
                Ready::Number(number) => worksheet.write_number(row, column, *number)?,
                Ready::Money(number) => worksheet.write_number_with_format(row, column, *number, &money)?,
                Ready::Date(day) => worksheet.write_datetime_with_format(row, column, day, &date)?,
                Ready::Moment(at) => worksheet.write_datetime_with_format(row, column, at, &moment)?,
            };
        }
    }
    workbook.save_to_writer(File::create(file)?)?;
    Ok(())
}
