//! What a page of the table of links costs over a million rows: the 501st against the first, for the eight orders that
//! an index serves. `DATABASE_URL` names an empty PostgreSQL database; without it SQLite is taken.

#![expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark prints times")]

use std::time::{Duration, Instant};

use anyhow::Context as _;
use domain::{
    id::FirmId,
    table::{Style, TableQuery, links::LinkColumn},
};
use server::{
    state::App,
    table::{self, Cursor, Scope},
};

const ORDERS: [&str; 8] =
    ["created_at", "due_on", "amount", "recipient", "invoice_number", "first_opened_at", "paid_at", "expires_at"];
/// Rows of a page.
const PAGE: i64 = 100;
/// How often the first and the last page are asked for.
const TIMES: usize = 15;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let rows: i64 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse()).context("how many rows?")?;
    let folder = tempfile::tempdir()?;
    let app = bench::app(folder.path()).await?;
    let began = Instant::now();
    bench::fill(&app, rows).await?;
    println!("{rows} links made in {:.0} s", began.elapsed().as_secs_f64());
    println!("{:>18}  {:>10}  {:>10}  {:>6}", "order", "page 1", "page 501", "ratio");
    let firm: FirmId = bench::FIRM.parse()?;
    for order in ORDERS {
        for sign in ["", "-"] {
            measure(&app, &firm, &format!("{sign}{order}")).await?;
        }
    }
    Ok(())
}

async fn measure(app: &App, firm: &FirmId, order: &str) -> anyhow::Result<()> {
    let query = TableQuery::<LinkColumn>::read(Style::Address, [("sort", order)])?;
    let scope = Scope::of(app, firm, &query).await?;
    let first = median(app, &scope, &query, None).await?;
    let mut cursor: Option<Cursor> = None;
    let mut conn = app.db.read().acquire().await?;
    for _ in 0..500 {
        cursor = table::slice(&mut conn, &scope, &query, cursor.as_ref(), PAGE).await?.next;
    }
    drop(conn);
    let last = median(app, &scope, &query, cursor.as_ref()).await?;
    let ratio = last.as_secs_f64() / first.as_secs_f64();
    println!("{order:>18}  {first:>10.2?}  {last:>10.2?}  {ratio:>6.2}");
    Ok(())
}

async fn median(
    app: &App,
    scope: &Scope,
    query: &TableQuery<LinkColumn>,
    after: Option<&Cursor>,
) -> anyhow::Result<Duration> {
    let mut conn = app.db.read().acquire().await?;
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        table::slice(&mut conn, scope, query, after, PAGE).await?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times[TIMES / 2])
}
