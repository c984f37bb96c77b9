//! Files of clients, matters and invoices.

use domain::table::{clients::ClientColumn, invoices::InvoiceColumn, matters::MatterColumn};
use serde_json::{Value, json};

use crate::{
    asking::{client, id, invoice, matter},
    world::World,
};

fn some_of(table: &str, columns: &[&str]) -> Value {
    json!({ "table": table, "format": "csv", "columns": columns, "selection": { "query": "" } })
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_records_say_what_their_tables_say() {
    let world = World::new().await;
    let (marsh, _) = (client(&world, "Marsh").await, client(&world, "Alder").await);
    let lease = matter(&world, &marsh, "M-1").await;
    invoice(&world, &marsh, 12_550, json!({ "matter_id": lease["id"], "number": "X-9" })).await;
    let other = invoice(&world, &marsh, 1_000, json!({ "number": "X-10" })).await;
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("UPDATE invoices SET currency = 'EUR' WHERE id = $1")
        .bind(id(&other))
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let lines = world.lines(some_of("clients", &["name", "owed", "trust", "open_matters"])).await;
    assert_eq!(lines[1..], [["Alder", "", "", "0"], ["Marsh", "€10.00; $125.50", "", "1"]]);
    let lines = world.lines(some_of("matters", &["number", "client_name", "owed", "status"])).await;
    assert_eq!(lines[1..], [["M-1", "Marsh", "125.50", "Open"]]);
    let lines = world.lines(some_of("invoices", &["number", "client_name", "open", "currency"])).await;
    let mut open = lines[1..].to_vec();
    open.sort();
    assert_eq!(open, [["X-10", "Marsh", "10.00", "EUR"], ["X-9", "Marsh", "125.50", "USD"]]);

    let clients: Vec<&str> = ClientColumn::ALL.iter().map(|column| column.as_str()).collect();
    let matters: Vec<&str> = MatterColumn::ALL.iter().map(|column| column.as_str()).collect();
    let invoices: Vec<&str> = InvoiceColumn::ALL.iter().map(|column| column.as_str()).collect();
    for (table, columns, rows) in [("clients", clients, 2), ("matters", matters, 1), ("invoices", invoices, 2)] {
        assert_eq!(world.lines(some_of(table, &columns)).await.len(), rows + 1, "every column of {table}");
    }
    world.end_with_wrong_books().await;
}
