//! A CSV file of 100,000 valid rows: what the server needs to take it in, by the route that receives it and the job that
//! checks its rows, against the bare `INSERT`s of what it stores, in one transaction. Each is measured in a process of
//! its own, which tells the most memory that it had.

#![expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark prints times")]

use std::{
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Read as _, Write as _},
    path::Path,
    time::Instant,
};

use anyhow::Context as _;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode},
};
use bench::apart::{path, tell, told};
use domain::{
    Role,
    api::imports::{ImportDetail, ImportState},
    id::FirmId,
};
use futures::stream;
use server::{imports, keys, serve, state::App};
use tower::ServiceExt as _;

/// How often each is measured; the median counts.
const TIMES: usize = 3;
/// Bytes that arrive at once.
const PIECE: usize = 64 * 1024;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bare", folder] => bare(Path::new(folder)).await,
        ["server", folder] => server(Path::new(folder)).await,
        [] => compare(100_000).await,
        [rows] => compare(rows.parse().context("how many rows?")?).await,
        _ => anyhow::bail!("import [rows]"),
    }
}

async fn compare(rows: usize) -> anyhow::Result<()> {
    println!("{:>10}  {:>9}  {:>9}  {:>10}", "rows", "what", "seconds", "peak MB");
    let mut last = 1.0;
    for rows in [rows / 10, rows] {
        let folder = tempfile::tempdir()?;
        let app = bench::app(folder.path()).await?;
        bench::fill(&app, 0).await?;
        app.db.close().await;
        write_file(&folder.path().join("rows.csv"), rows)?;
        let server: [f64; 2] = told(&["server", path(folder.path())?])?;
        let bare: [f64; 2] = told(&["bare", path(folder.path())?])?;
        for (what, [seconds, peak_mb]) in [("bare", bare), ("server", server)] {
            println!("{rows:>10}  {what:>9}  {seconds:>9.3}  {peak_mb:>10.1}");
        }
        last = server[0] / bare[0];
    }
    println!("the server needs {last:.2} times what the INSERTs need alone (must be under 5)");
    anyhow::ensure!(last < 5.0, "too slow");
    Ok(())
}

/// A month's end: ten columns, each row another invoice.
fn write_file(path: &Path, rows: usize) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "Name,Email,Amount,Currency,Invoice number,Due date,Description,Message,Client,Matter")?;
    let mut line = String::new();
    for row in 0..rows {
        line.clear();
        let (whole, cents, day) = (10 + row % 9_000, row % 100, 1 + row % 28);
        writeln!(
            line,
            "Person {row},person{row}@example.org,{whole}.{cents:02},USD,INV-{row},2035-03-{day:02},\
             \"Consultation, month {}\",Thank you for your trust.,Client {},M-{row}",
            row % 12,
            row % 500
        )?;
        file.write_all(line.as_bytes())?;
    }
    Ok(file.flush()?)
}

/// The server's way: the route reads the file and stores its rows, the job checks them and looks for duplicates.
async fn server(folder: &Path) -> anyhow::Result<()> {
    let app = bench::app(folder).await?;
    let firm: FirmId = bench::FIRM.parse()?;
    let mut tx = app.db.begin().await?;
    let (_, key) = keys::create_key(&app, &mut tx, &firm, &"Bench".parse()?, Role::Admin).await?;
    tx.commit().await?;
    let (api, _) = serve::api();
    let api: Router = api.with_state(app.clone());
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        let import = upload(&api, &key, &folder.join("rows.csv")).await?;
        imports::run_check(&app, &firm, &import.import.id).await?;
        times.push(began.elapsed().as_secs_f64());
        all_is_well(&app, import.import.id.as_str()).await?;
    }
    tell(times, &[])
}

async fn upload(api: &Router, key: &str, path: &Path) -> anyhow::Result<ImportDetail> {
    let body = Body::from_stream(stream::try_unfold(File::open(path)?, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        (&mut file).take(PIECE as u64).read_to_end(&mut piece)?;
        Ok::<_, std::io::Error>((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    }));
    let uri = "/api/v1/imports/files?name=rows.csv&delivery=mail&account_id=acc_00000000000000000000000000000001";
    let request = Request::post(uri).header("authorization", format!("Bearer {key}")).body(body)?;
    let response = api.clone().oneshot(request).await?;
    let status = response.status();
    let answer = to_bytes(response.into_body(), 1 << 20).await?;
    anyhow::ensure!(status == StatusCode::CREATED, "{}", String::from_utf8_lossy(&answer));
    Ok(serde_json::from_slice(&answer)?)
}

/// What is fast and wrong does not count.
async fn all_is_well(app: &App, import: &str) -> anyhow::Result<()> {
    let (state, ready, rows): (String, i64, i64) = sqlx::query_as(
        "SELECT i.state, (SELECT CAST(COUNT(*) AS BIGINT) FROM import_checks c WHERE c.import_id = i.id AND c.rank = 0),
             (SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows r WHERE r.import_id = i.id) FROM imports i WHERE i.id = $1",
    )
    .bind(import)
    .fetch_one(app.db.read())
    .await?;
    anyhow::ensure!(
        state == ImportState::Review.as_str() && ready == rows,
        "{state}: {ready} of {rows} rows are right"
    );
    Ok(())
}

/// A row that needs nothing any more but to be stored.
#[derive(sqlx::FromRow)]
struct Ready {
    number: i64,
    cells: String,
    problems: String,
    amount: Option<i64>,
    currency: Option<String>,
    external_fold: Option<String>,
    invoice_fold: Option<String>,
    alike: Option<String>,
}

/// The rows that the server has stored, once more, one `INSERT` each for what is written and for what it says.
async fn bare(folder: &Path) -> anyhow::Result<()> {
    let app = bench::app(folder).await?;
    let rows: Vec<Ready> = sqlx::query_as(
        "SELECT r.number, r.cells, c.problems, c.amount, c.currency, c.external_fold, c.invoice_fold, c.alike
         FROM import_rows r JOIN import_checks c ON c.import_id = r.import_id AND c.number = r.number
         WHERE r.import_id = (SELECT MIN(id) FROM imports) ORDER BY r.number",
    )
    .fetch_all(app.db.read())
    .await?;
    let mut times = Vec::new();
    for number in 0..TIMES {
        let import = format!("imp_ffff{number:028x}");
        let began = Instant::now();
        insert(&app, &import, &rows).await?;
        times.push(began.elapsed().as_secs_f64());
    }
    tell(times, &[])
}

async fn insert(app: &App, import: &str, rows: &[Ready]) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "INSERT INTO imports (id, firm_id, name, state, delivery, mapping, readings, questions, notes, created_by,
             created_by_id, created_at, touched_at) VALUES ($1, $2, '', 'review', 'mail', '', '', '', '', '', '', 0, 0)",
    )
    .bind(import)
    .bind(bench::FIRM)
    .execute(tx.conn())
    .await?;
    for row in rows {
        sqlx::query("INSERT INTO import_rows (import_id, number, cells) VALUES ($1, $2, $3)")
            .bind(import)
            .bind(row.number)
            .bind(row.cells.as_str())
            .execute(tx.conn())
            .await?;
    }
    for row in rows {
        sqlx::query(
            "INSERT INTO import_checks (import_id, number, rank, own_rank, problems, amount, currency, external_fold,
                 invoice_fold, alike) VALUES ($1, $2, 0, 0, $3, $4, $5, $6, $7, $8)",
        )
        .bind(import)
        .bind(row.number)
        .bind(row.problems.as_str())
        .bind(row.amount)
        .bind(row.currency.as_deref())
        .bind(row.external_fold.as_deref())
        .bind(row.invoice_fold.as_deref())
        .bind(row.alike.as_deref())
        .execute(tx.conn())
        .await?;
    }
    Ok(tx.commit().await?)
}
