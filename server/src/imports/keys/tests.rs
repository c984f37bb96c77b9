//! The database's idea of duplicates is that of the domain, after a whole check and after edits.

use std::collections::BTreeMap;

use domain::{
    Instant,
    id::{FirmId, ImportId},
    imports::{CheckedRow, Duplicates, ProblemCode, RowValues},
};

use super::{Folds, Marks, Scope, mark, mark_all, problems};
use crate::{
    bus::Bus,
    chance::Chance,
    db::{Db, Tx},
};

type Rows = BTreeMap<i64, RowValues>;

fn values(seed: u64) -> RowValues {
    let pick = |shift: u32, from: u64| (seed >> shift) % from;
    let text = |name: &str, number: u64| if number == 0 { String::new() } else { format!("{name}{number}") };
    RowValues {
        external_id: text("a", pick(0, 4)).parse().ok(),
        invoice_number: text("INV-", pick(5, 4)).parse().ok(),
        email: format!("p{}@example.org", pick(10, 3)).parse().ok(),
        amount: Some(i64::try_from(pick(15, 3)).unwrap() + 1),
        ..RowValues::default()
    }
}

fn expected(rows: &Rows) -> Vec<(i64, ProblemCode, String)> {
    let mut seen = Duplicates::new();
    let found = rows.iter().filter_map(|(number, values)| {
        let row = CheckedRow { number: (*number).try_into().unwrap(), values: values.clone(), problems: Vec::new() };
        let problem = seen.see(&row)?.problem();
        Some((*number, problem.code, problem.detail))
    });
    found.collect()
}

async fn found(tx: &mut Tx, firm: &FirmId) -> Vec<(i64, ProblemCode, String)> {
    #[derive(sqlx::FromRow)]
    struct Row {
        number: i64,
        rank: i64,
        #[sqlx(flatten)]
        marks: Marks,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT number, rank, twin, twin_rank, earlier, earlier_rank, external_fold, invoice_fold FROM import_checks
         ORDER BY number",
    )
    .fetch_all(tx.conn())
    .await
    .unwrap();
    assert!(rows.iter().all(|row| row.rank == row.marks.twin_rank));
    let marks = rows.iter().map(|row| (u32::try_from(row.number).unwrap(), &row.marks));
    let mut found = problems(tx.conn(), firm, marks).await.unwrap();
    let of = |row: &Row| Some((row.number, found.remove(&u32::try_from(row.number).unwrap())?));
    let found: Vec<_> = rows.iter().filter_map(of).collect();
    found.into_iter().map(|(number, mut all)| (number, all[0].code, all.remove(0).detail)).collect()
}

async fn write(tx: &mut Tx, import: &ImportId, number: i64, values: &RowValues) {
    let folds = Folds::of(values);
    sqlx::query("DELETE FROM import_checks WHERE number = $1").bind(number).execute(tx.conn()).await.unwrap();
    sqlx::query(
        "INSERT INTO import_checks (import_id, number, rank, own_rank, problems, external_fold, invoice_fold, alike)
         VALUES ($1, $2, 0, 0, '[]', $3, $4, $5)",
    )
    .bind(import.as_str())
    .bind(number)
    .bind(folds.external_fold)
    .bind(folds.invoice_fold)
    .bind(folds.alike)
    .execute(tx.conn())
    .await
    .unwrap();
}

/// Numbers without a pattern that repeat with each run.
fn seeds() -> impl Iterator<Item = u64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

async fn database(folder: &tempfile::TempDir) -> (Tx, FirmId, ImportId) {
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let db = Db::open(&url, Bus::default(), &Chance::system()).await.unwrap();
    db.migrate().await.unwrap();
    let (firm, import) = (FirmId::from_u128(1), ImportId::from_u128(2));
    let mut tx = db.begin().await.unwrap();
    for sql in [
        "INSERT INTO firms (id, name, color, time_zone, currency, created_at) VALUES ($1, 'F', '#000000', 'UTC', 'USD', 0)",
        "INSERT INTO imports (id, firm_id, name, state, delivery, mapping, readings, questions, notes, created_by,
             created_by_id, created_at, touched_at) VALUES ($2, $1, 'f', 'review', 'mail', '', '', '', '', '', '', 0, 0)",
    ] {
        let query = sqlx::query(sql).bind(firm.as_str());
        let query = if sql.contains("$2") { query.bind(import.as_str()) } else { query };
        query.execute(tx.conn()).await.unwrap();
    }
    (tx, firm, import)
}

#[tokio::test]
async fn the_database_finds_the_duplicates_that_the_domain_finds() {
    let folder = tempfile::tempdir().unwrap();
    let (mut tx, firm, import) = database(&folder).await;
    let scope = Scope { firm: &firm, import: &import, account: None, now: Instant::from_ms(0) };
    let mut seeds = seeds();
    let mut rows = Rows::new();
    for number in 1..=60 {
        rows.insert(number, values(seeds.next().unwrap()));
        write(&mut tx, &import, number, &rows[&number]).await;
    }
    mark_all(&mut tx, &scope).await.unwrap();
    let all = found(&mut tx, &firm).await;
    assert!(all.len() > 20, "there are duplicates to find");
    assert_eq!(all, expected(&rows));

    for _ in 0..60 {
        let number = i64::try_from(seeds.next().unwrap() % 60).unwrap() + 1;
        let removed = seeds.next().unwrap() % 4 == 0;
        let before: Vec<Folds> = rows.remove(&number).iter().map(Folds::of).collect();
        sqlx::query("DELETE FROM import_checks WHERE number = $1").bind(number).execute(tx.conn()).await.unwrap();
        if !removed {
            rows.insert(number, values(seeds.next().unwrap()));
            write(&mut tx, &import, number, &rows[&number]).await;
        }
        mark(&mut tx, &scope, &[number], &before).await.unwrap();
        assert_eq!(found(&mut tx, &firm).await, expected(&rows));
    }
}
