//! A server with one firm and many links, for the benchmarks.

pub mod apart;

use std::path::Path;

use server::{chance::Chance, clock::Clock, config::Config, db::Dialect, serve, state::App};

/// The firm.
pub const FIRM: &str = "frm_00000000000000000000000000000001";

/// A server's parts, which do nothing by themselves. `DATABASE_URL` names an empty PostgreSQL database; without it
/// SQLite is taken, in this folder.
///
/// # Errors
/// When the database cannot be opened.
pub async fn app(folder: &Path) -> anyhow::Result<App> {
    std::fs::write(folder.join("assets.json"), ASSETS)?;
    let data = folder.display().to_string();
    let get = |name: &str| match name {
        "TENDER_DATA" | "TENDER_SITE" => Some(data.clone()),
        "DATABASE_URL" => std::env::var("DATABASE_URL").ok(),
        _ => None,
    };
    let config = Config::read(get, &Chance::system()).map_err(|why| anyhow::anyhow!("{why:?}"))?;
    serve::build(config, Clock::system()).await
}

/// One firm with one link, and copies of it.
///
/// # Errors
/// When the database refuses.
pub async fn fill(app: &App, rows: i64) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    for sql in FIRST {
        sqlx::query(sql).execute(tx.conn()).await?;
    }
    sqlx::query(include_str!("../copy_links.sql")).bind(rows).execute(tx.conn()).await?;
    // Links can be shown only with a key that made their URLs.
    sqlx::query("UPDATE links SET token_key = $1").bind(app.keyring().current_id()).execute(tx.conn()).await?;
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
