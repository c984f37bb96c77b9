//! The database's idea of duplicates is that of the domain, after a whole check and after edits.

use std::collections::BTreeMap;

use domain::{
    Instant,
    id::{AccountId, FirmId, ImportId, LinkId},
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

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Row {
    number: i64,
    rank: i64,
    #[sqlx(flatten)]
    marks: Marks,
}

async fn marked(tx: &mut Tx) -> Vec<Row> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT number, rank, twin, twin_rank, earlier, earlier_rank, external_fold, invoice_fold FROM import_checks
         ORDER BY number",
    )
    .fetch_all(tx.conn())
    .await
    .unwrap();
    assert!(rows.iter().all(|row| row.rank == row.marks.twin_rank.max(row.marks.earlier_rank)));
    rows
}

/// What is said of rows because of other rows, and how many repeat a link.
async fn found(tx: &mut Tx, firm: &FirmId, rows: &[Row]) -> (Vec<(i64, ProblemCode, String)>, usize) {
    use ProblemCode::{EarlierInvoice, EarlierLink, LikelyEarlierLink};
    let marks = rows.iter().map(|row| (u32::try_from(row.number).unwrap(), &row.marks));
    let mut problems: Vec<_> = problems(tx.conn(), firm, marks).await.unwrap().into_values().flatten().collect();
    problems.sort_by_key(|problem| problem.row);
    let (links, twins): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|p| [EarlierLink, EarlierInvoice, LikelyEarlierLink].contains(&p.code));
    (twins.into_iter().map(|p| (i64::from(p.row), p.code, p.detail)).collect(), links.len())
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

/// A firm with an account, a draft, and links that ask for some of what rows ask for.
async fn database(folder: &tempfile::TempDir, seeds: &mut impl Iterator<Item = u64>) -> Tx {
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let db = Db::open(&url, Bus::default(), &Chance::system()).await.unwrap();
    db.migrate().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO firms (id, name, color, time_zone, currency, created_at)
             VALUES ('frm_00000000000000000000000000000001', 'F', '#000000', 'UTC', 'USD', 0);
         INSERT INTO connections (id, firm_id, gateway, mode, gateway_account, account_name, publishable_key,
             secret_key_sealed, secret_key_hint, description_template, swept_until, created_at)
             VALUES ('con', 'frm_00000000000000000000000000000001', 'stripe', 'test', 'acct_1', 'C', '', '', '', '', 0, 0);
         INSERT INTO accounts (id, firm_id, name, kind, currency, connection_id, created_at) VALUES
             ('acc_00000000000000000000000000000003', 'frm_00000000000000000000000000000001', 'A', 'operating', 'USD',
              'con', 0);
         INSERT INTO imports (id, firm_id, name, state, delivery, mapping, readings, questions, notes, created_by,
             created_by_id, created_at, touched_at)
             VALUES ('imp_00000000000000000000000000000002', 'frm_00000000000000000000000000000001', 'f', 'review',
             'mail', '', '', '', '', '', '', 0, 0)",
    )
    .execute(tx.conn())
    .await
    .unwrap();
    for (number, status) in (1_u128..).zip(["outstanding", "paid", "cancelled", "expired", "processing", "paid"]) {
        let folds = Folds::of(&values(seeds.next().unwrap()));
        sqlx::query(
            "INSERT INTO links (id, firm_id, account_id, connection_id, mode, status, amount, currency, recipient_key,
                 root_id, token_hash, token_key, token_generation, created_by, created_at, paid_at, external_fold,
                 invoice_fold, alike)
             VALUES ($1, 'frm_00000000000000000000000000000001', 'acc_00000000000000000000000000000003', 'con', 'test',
                 $2, 1, 'USD', '', $1, $1, '', 1, '', 0, 0, $3, $4, $5)",
        )
        .bind(LinkId::from_u128(number).as_str())
        .bind(status)
        .bind(folds.external_fold)
        .bind(folds.invoice_fold)
        .bind(folds.alike)
        .execute(tx.conn())
        .await
        .unwrap();
    }
    tx
}

#[tokio::test]
async fn the_database_finds_the_duplicates_that_the_domain_finds() {
    let folder = tempfile::tempdir().unwrap();
    let mut seeds = seeds();
    let mut tx = database(&folder, &mut seeds).await;
    let (firm, import, account) = (FirmId::from_u128(1), ImportId::from_u128(2), AccountId::from_u128(3));
    let scope = Scope { firm: &firm, import: &import, account: Some(&account), now: Instant::from_ms(0) };
    let mut rows = Rows::new();
    for number in 1..=60 {
        rows.insert(number, values(seeds.next().unwrap()));
        write(&mut tx, &import, number, &rows[&number]).await;
    }
    mark_all(&mut tx, &scope).await.unwrap();
    let marks = marked(&mut tx).await;
    let (twins, links) = found(&mut tx, &firm, &marks).await;
    assert!(twins.len() > 20 && links > 5, "there are duplicates to find");
    assert_eq!(twins, expected(&rows));

    for _ in 0..60 {
        let number = i64::try_from(seeds.next().unwrap() % 60).unwrap() + 1;
        let removed = seeds.next().unwrap().is_multiple_of(4);
        let before: Vec<Folds> = rows.remove(&number).iter().map(Folds::of).collect();
        sqlx::query("DELETE FROM import_checks WHERE number = $1").bind(number).execute(tx.conn()).await.unwrap();
        if !removed {
            rows.insert(number, values(seeds.next().unwrap()));
            write(&mut tx, &import, number, &rows[&number]).await;
        }
        mark(&mut tx, &scope, &[number], &before).await.unwrap();
        let few = marked(&mut tx).await;
        assert_eq!(found(&mut tx, &firm, &few).await.0, expected(&rows));
        mark_all(&mut tx, &scope).await.unwrap();
        assert_eq!(few, marked(&mut tx).await, "an edit is marked as a whole check marks it");
    }
}
