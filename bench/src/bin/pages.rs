//! What a page of the table of links costs over a million rows: the 501st against the first, for the eight orders that
//! an index serves. `DATABASE_URL` names an empty PostgreSQL database; without it SQLite is taken.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use domain::{
    id::FirmId,
    table::{Style, TableQuery, links::LinkColumn},
};
use server::{
    chance::Chance,
    clock::Clock,
    config::Config,
    db::Dialect,
    serve,
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
    std::fs::write(folder.path().join("assets.json"), ASSETS)?;
    let data = folder.path().display().to_string();
    let get = |name: &str| match name {
        "TENDER_DATA" | "TENDER_SITE" => Some(data.clone()),
        "DATABASE_URL" => std::env::var("DATABASE_URL").ok(),
        _ => None,
    };
    let config = Config::read(get, &Chance::system()).map_err(|why| anyhow::anyhow!("{why:?}"))?;
    let app = serve::build(config, Clock::system()).await?;
    let began = Instant::now();
    fill(&app, rows).await?;
    println!("{rows} links made in {:.0} s", began.elapsed().as_secs_f64());
    println!("{:>18}  {:>10}  {:>10}  {:>6}", "order", "page 1", "page 501", "ratio");
    let firm: FirmId = FIRM.parse()?;
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

const FIRM: &str = "frm_00000000000000000000000000000001";

/// One firm with one link, and copies of it.
async fn fill(app: &App, rows: i64) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    for sql in FIRST {
        sqlx::query(sql).execute(tx.conn()).await?;
    }
    sqlx::query(include_str!("../../copy_links.sql")).bind(rows).execute(tx.conn()).await?;
    tx.commit().await?;
    if app.db.dialect() == Dialect::Postgres {
        sqlx::query("ANALYZE").execute(app.db.read()).await?;
    }
    Ok(())
}

const FIRST: [&str; 4] = [
    "INSERT INTO firms (id, name, color, time_zone, currency, created_at)
     VALUES ('frm_00000000000000000000000000000001', 'Bench', '#123456', 'America/New_York', 'USD', 0)",
    "INSERT INTO connections (id, firm_id, gateway, mode, gateway_account, account_name, publishable_key, secret_key_sealed,
         secret_key_hint, description_template, swept_until, created_at)
     VALUES ('con_00000000000000000000000000000001', 'frm_00000000000000000000000000000001', 'stripe', 'test', 'acct_1',
         'Bench', 'pk', 'sealed', 'hint', '', 0, 0)",
    "INSERT INTO accounts (id, firm_id, name, kind, currency, connection_id, created_at)
     VALUES ('acc_00000000000000000000000000000001', 'frm_00000000000000000000000000000001', 'Operating', 'operating',
         'USD', 'con_00000000000000000000000000000001', 0)",
    "INSERT INTO links (id, firm_id, account_id, connection_id, mode, status, amount, currency, recipient_key, root_id,
         token_hash, token_key, token_generation, created_by, created_at)
     VALUES ('lnk_ffffffffffffffffffffffffffffffff', 'frm_00000000000000000000000000000001',
         'acc_00000000000000000000000000000001', 'con_00000000000000000000000000000001', 'test', 'outstanding', 5000, 'USD',
         '', 'lnk_ffffffffffffffffffffffffffffffff', 'first', 'k', 1, 'Bench', 1750000000000)",
];

const ASSETS: &str = r#"{"admin":{"js":"","wasm":"","css":""},"pay":{"js":"","wasm":"","css":""},"files":{}}"#;
