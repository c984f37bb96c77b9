//! The proof: a healthy database passes, and whatever is broken on purpose is found.

use std::process::Command;

use serde_json::{Value, json};

use super::{by_hand, link, wrong};
use crate::{
    asking::{client, invoice, matter},
    world::{World, environment},
};

/// Something of everything: an invoice paid in part, credit, trust money, a payment that is nobody's, a payment that came
/// through the gateway.
async fn furnish(world: &World) {
    let marsh = client(world, "Marsh").await;
    let lease = matter(world, &marsh, "M-1").await;
    let bill = invoice(world, &marsh, 5_000, json!({})).await;
    let cheque = by_hand(world, "operating", 9_000, json!({})).await;
    let parts = json!([{ "invoice_id": bill["id"], "amount": 3_000 }, { "amount": 1_000 }]);
    link(world, &cheque, json!({ "client_id": marsh["id"], "parts": parts })).await;
    let deposit = by_hand(world, "trust", 7_000, json!({})).await;
    link(world, &deposit, json!({ "client_id": marsh["id"], "matter_id": lease["id"] })).await;
    let ask = world.link(10_000, json!({})).await;
    let page = world.checkout(&ask, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&ask, "paid").await;
    world.settle().await;
}

/// Breaks the database, looks what is found, and mends it.
async fn broken(world: &World, breaks: &'static str, mends: &'static str) -> Vec<&'static str> {
    let run = async |statement: &'static str| {
        let mut tx = world.running.app.db.begin().await.unwrap();
        let done = sqlx::query(statement).execute(tx.conn()).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
        tx.commit().await.unwrap();
    };
    run(breaks).await;
    let found = wrong(world).await;
    run(mends).await;
    assert_eq!(wrong(world).await, [""; 0], "mended: {mends}");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn each_rule_finds_what_breaks_it() {
    let world = World::new().await;
    furnish(&world).await;
    assert_eq!(wrong(&world).await, [""; 0], "a healthy database passes");
    for (rule, breaks, mends) in [
        (
            "journal_balance",
            "UPDATE ledger_entries SET amount = amount + 1 WHERE place = 1 AND amount > 0",
            "UPDATE ledger_entries SET amount = amount - 1 WHERE place = 1 AND amount > 0",
        ),
        (
            "journal_balance",
            "UPDATE ledger_accounts SET currency = 'EUR' WHERE kind = 'credit'",
            "UPDATE ledger_accounts SET currency = 'USD' WHERE kind = 'credit'",
        ),
        (
            "journal_numbers",
            "UPDATE journals SET number = number + 100 WHERE kind = 'fee'",
            "UPDATE journals SET number = number - 100 WHERE kind = 'fee'",
        ),
        (
            "postings",
            "UPDATE postings SET amount = amount + 1 WHERE sequence = 1",
            "UPDATE postings SET amount = amount - 1 WHERE sequence = 1",
        ),
        ("posting_numbers", "UPDATE ledgers SET postings = postings + 1", "UPDATE ledgers SET postings = postings - 1"),
        ("journal_numbers", "UPDATE ledgers SET journals = journals + 1", "UPDATE ledgers SET journals = journals - 1"),
        (
            "account_balance",
            "UPDATE ledger_accounts SET balance = balance - 1 WHERE kind = 'bank'",
            "UPDATE ledger_accounts SET balance = balance + 1 WHERE kind = 'bank'",
        ),
        (
            "account_balance",
            "UPDATE ledger_accounts SET entries = entries + 1 WHERE kind = 'bank'",
            "UPDATE ledger_accounts SET entries = entries - 1 WHERE kind = 'bank'",
        ),
        (
            "account_balance",
            "UPDATE ledger_entries SET balance = balance + 5 WHERE place = 1",
            "UPDATE ledger_entries SET balance = balance - 5 WHERE place = 1",
        ),
        (
            "overdrawn",
            "UPDATE ledger_accounts SET held = 7001 WHERE kind = 'trust'",
            "UPDATE ledger_accounts SET held = 0 WHERE kind = 'trust'",
        ),
        (
            "payment_sums",
            "UPDATE payments SET allocated = allocated + 1 WHERE source = 'gateway'",
            "UPDATE payments SET allocated = allocated - 1 WHERE source = 'gateway'",
        ),
        (
            "payment_sums",
            "UPDATE payments SET withdrawn = amount WHERE allocated = amount",
            "UPDATE payments SET withdrawn = 0 WHERE withdrawn > 0",
        ),
        (
            "nobodys_money",
            "UPDATE payments SET amount = amount + 1 WHERE source = 'gateway'",
            "UPDATE payments SET amount = amount - 1 WHERE source = 'gateway'",
        ),
        (
            "payment_journal",
            "UPDATE payments SET status = 'failed' WHERE source = 'gateway'",
            "UPDATE payments SET status = 'succeeded' WHERE source = 'gateway'",
        ),
        (
            "payment_journal",
            "UPDATE journals SET kind = 'transfer' WHERE kind = 'payment'",
            "UPDATE journals SET kind = 'payment' WHERE kind = 'transfer'",
        ),
        (
            "payment_journal",
            "UPDATE ledger_entries SET amount = -amount WHERE journal_id IN (SELECT id FROM journals WHERE kind = 'payment')",
            "UPDATE ledger_entries SET amount = -amount WHERE journal_id IN (SELECT id FROM journals WHERE kind = 'payment')",
        ),
        (
            "refund_journal",
            "INSERT INTO refunds (id, firm_id, payment_id, connection_id, mode, status, amount, currency, reason, created_at,
                 created_by)
             SELECT 'rfd_1', firm_id, id, connection_id, mode, 'succeeded', 100, currency, 'duplicate', 0, ''
             FROM payments WHERE source = 'gateway'",
            "DELETE FROM refunds",
        ),
        ("invoice_paid", "UPDATE invoices SET paid = paid + 1", "UPDATE invoices SET paid = paid - 1"),
        ("invoice_paid", "UPDATE allocations SET taken_back = 1 WHERE target = 'invoice'", "UPDATE allocations SET taken_back = 0"),
        ("invoice_reserved", "UPDATE invoices SET reserved = reserved + 1", "UPDATE invoices SET reserved = reserved - 1"),
        ("receivable", "UPDATE invoices SET status = 'void'", "UPDATE invoices SET status = 'partly_paid'"),
    ] {
        let found = broken(&world, breaks, mends).await;
        assert!(found.contains(&rule), "{rule} is not among {found:?}: {breaks}");
    }
    world.end().await;
}

/// The command itself, beside a server that runs.
#[tokio::test(flavor = "multi_thread")]
async fn the_command_names_what_is_wrong_and_fails() {
    let world = World::new().await;
    furnish(&world).await;
    let run = |args: &[&str]| {
        let vars = environment(&world.outside, &world.database, world.folder.path(), "127.0.0.1:1");
        Command::new(env!("CARGO_BIN_EXE_tender")).args(args).envs(vars).output().unwrap()
    };
    let fine = run(&["verify"]);
    assert!(fine.status.success(), "{fine:?}");
    assert!(String::from_utf8_lossy(&fine.stdout).starts_with("The books are right"), "{fine:?}");
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("UPDATE ledger_accounts SET balance = balance - 1 WHERE kind = 'bank'")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let wrong = run(&["verify", "--json"]);
    assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
    let report: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "account_balance");
    assert!(finding["id"].as_str().unwrap().starts_with("lac_"), "{report}");
    world.end_with_wrong_books().await;
}
