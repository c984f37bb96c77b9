//! Tables of many rows: filters, orders, pages and counts, and which way the database takes to them.

use domain::table::{Style, TableQuery, links::LinkColumn};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::{
    db::Dialect,
    table::{self, Scope, Source as _},
};
use sqlx::{AssertSqlSafe, Row as _};

use crate::world::World;

/// More than are counted, so that both ways are taken.
const MANY: i64 = 30_000;

/// Copies a link many times: three in ten are outstanding, one has expired, the others are paid; some have been opened,
/// every fifth has no due date, every seventh no number. Rows are made by the database, since making them one by one is another story.
async fn many(world: &World, rows: i64) {
    world
        .link(5_000, json!({ "invoice_number": "INV-1", "client": "Mendes Holding", "description": "Lease review" }))
        .await;
    world.settle().await;
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query(include_str!("../../../bench/copy_links.sql")).bind(rows).execute(tx.conn()).await.unwrap();
    sqlx::query(
        "INSERT INTO link_terms (firm_id, row_id, term)
         SELECT l.firm_id, l.id, 'person' FROM links l WHERE l.description LIKE 'Row %'
         UNION ALL SELECT l.firm_id, l.id, l.invoice_key FROM links l WHERE l.description LIKE 'Row %' AND l.invoice_key IS NOT NULL",
    )
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let sql = if world.running.app.db.dialect() == Dialect::Postgres { "ANALYZE" } else { "SELECT 1" };
    sqlx::raw_sql(sql).execute(world.running.app.db.read()).await.unwrap();
}

fn ids(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Every page of a list, one after another.
async fn all_pages(world: &World, path: &str, most: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut page = world.get(path).await;
    loop {
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { return rows };
        assert!(rows.len() < most, "more than {most} rows");
        page = world.get(&format!("{path}&cursor={cursor}")).await;
    }
}

/// Numbers and moments by their size, days by their text.
fn comparable(value: &Value) -> (i64, &str) {
    let text = value.as_str().unwrap_or_default();
    match (value.as_i64(), text.parse::<domain::Instant>()) {
        (Some(number), _) => (number, ""),
        (None, Ok(moment)) => (moment.ms(), ""),
        (None, Err(_)) => (0, text),
    }
}

const ORDERS: [&str; 8] =
    ["created_at", "due_on", "amount", "recipient", "invoice_number", "first_opened_at", "paid_at", "expires_at"];

fn query(address: &str) -> TableQuery<LinkColumn> {
    let params: Vec<(&str, &str)> = address.split('&').filter_map(|part| part.split_once('=')).collect();
    TableQuery::read(Style::Address, params).unwrap()
}

/// How the database says it would find the rows.
async fn explained(world: &World, query: &TableQuery<LinkColumn>) -> String {
    let db = &world.running.app.db;
    let mut conn = db.read().acquire().await.unwrap();
    let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(&mut *conn).await.unwrap();
    let scope = Scope::of(&world.running.app, &firm.parse().unwrap(), query).await.unwrap();
    let mut plan = String::new();
    for (sql, args) in table::statements(&mut conn, &scope, query, None, 100, LinkColumn::FIELDS).await.unwrap() {
        let (explain, column) = match db.dialect() {
            Dialect::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
            Dialect::Postgres => ("EXPLAIN", "QUERY PLAN"),
        };
        let rows = args.bind(sqlx::query(AssertSqlSafe(format!("{explain} {sql}")))).fetch_all(&mut *conn).await;
        for row in rows.unwrap() {
            plan.push_str(row.try_get::<&str, _>(column).unwrap());
            plan.push('\n');
        }
    }
    plan
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_orders_walk_an_index_over_any_number_of_rows() {
    let world = World::new().await;
    many(&world, MANY).await;
    for order in ORDERS {
        for sign in ["", "-"] {
            let plan = explained(&world, &query(&format!("sort={sign}{order}"))).await;
            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort") || plan.contains("Seq Scan on links");
            assert!(!sorts && plan.contains("links_"), "{sign}{order}:\n{plan}");
        }
    }
    let plan = explained(&world, &query("status=paid")).await;
    assert!(plan.contains("links_status") && !plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{plan}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_show_every_row_once_in_order() {
    let world = World::new().await;
    many(&world, 700).await;
    for order in
        ORDERS.iter().copied().chain(["-status,amount", "email,-created_at", "-amount_remaining", "method,-paid_at"])
    {
        for sign in ["", "-"] {
            let path = format!("/api/v1/links?limit=97&sort={sign}{}", order.trim_start_matches('-'));
            let rows = all_pages(&world, &path, 1_000).await;
            let mut seen: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!((rows.len(), seen.len()), (701, 701), "{path}");
            let key = order.trim_start_matches('-').split(',').next().unwrap();
            if matches!(key, "recipient" | "status" | "email" | "invoice_number") {
                continue;
            }
            let keys: Vec<&Value> = rows.iter().map(|row| &row[key]).collect();
            let there = keys.iter().take_while(|key| !key.is_null()).count();
            assert!(keys.iter().skip(there).all(|key| key.is_null()), "{path}: rows without a value come last");
            let sorted = keys[..there].windows(2).all(|pair| {
                let order = comparable(pair[0]).cmp(&comparable(pair[1]));
                if sign == "-" { order.is_ge() } else { order.is_le() }
            });
            assert!(sorted, "{path}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_leave_what_they_say() {
    let world = World::new().await;
    many(&world, MANY).await;
    let total = async |filters: &str| {
        let counts = world.get(&format!("/api/v1/links/counts?{filters}")).await;
        (counts["matching"]["count"].as_i64().unwrap(), counts["matching"]["more"].as_bool().unwrap())
    };
    assert_eq!(total("").await, (10_000, true), "counting ends");
    assert_eq!(total("filter[status]=expired").await, (3_000, false));
    assert_eq!(total("filter[status]=expired,outstanding").await, (10_000, true));
    assert_eq!(total("filter[status]=outstanding").await, (9_001, false), "and the one that was copied");
    assert!(!total("filter[amount]=1000..1009").await.1);
    assert_eq!(total("filter[q]=inv-100000000778").await, (1, false));
    assert_eq!(total("filter[q]=PERSON").await, (10_000, true));
    assert_eq!(total("filter[q]=nobody").await, (0, false));
    assert!(!total("filter[status]=expired&filter[description]=row%201").await.1, "a free filter within few rows");
    assert_eq!(total("filter[due_on]=none&filter[status]=expired").await, (0, false), "i % 10 = 3 is never i % 5 = 0");
    assert_eq!(total("filter[delivery]=none&filter[status]=expired").await, (3_000, false));
    assert_eq!(total("filter[account_kind]=trust").await, (0, false));
    assert_eq!(total("filter[method]=card&filter[status]=outstanding").await, (0, false));
    assert_eq!(total("filter[flagged]=yes").await, (0, false));
    assert_eq!(total("filter[mode]=live").await, (0, false), "test money never stands in a live list");
    let counts = world.get("/api/v1/links/counts?filter[status]=expired").await;
    let of = |status: &str| counts["by_status"].as_array().unwrap().iter().find(|c| c["status"] == status).unwrap();
    assert_eq!(of("paid")["more"], true, "the tabs say what is on the others");
    assert_eq!(of("outstanding")["count"], 9_001);

    let page = world.get("/api/v1/links?filter[status]=expired&sort=amount&limit=3").await;
    assert_eq!(page["data"].as_array().unwrap().len(), 3);
    assert!(page["data"].as_array().unwrap().iter().all(|row| row["status"] == "expired"));
    let some = ids(&page).join(",");
    assert_eq!(ids(&world.get(&format!("/api/v1/links?filter[id]={some}&sort=amount")).await), ids(&page));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_look_through_too_many_rows_is_refused_in_words() {
    let world = World::new().await;
    many(&world, MANY).await;
    for refused in
        ["sort=times_opened", "sort=-amount,recipient", "filter[description]=row", "filter[status]=paid&sort=email"]
    {
        let path = format!("{}/api/v1/links?{refused}", world.url);
        let answer = world.http.get(path).bearer_auth(&world.api_key).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        let problem: Value = answer.json().await.unwrap();
        assert!(problem["type"].as_str().unwrap().ends_with("too-many-rows"), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("Narrow the list down first"), "{problem}");
    }
    for answered in [
        "sort=times_opened&filter[status]=expired",
        "filter[description]=row&filter[status]=expired",
        "sort=-amount,recipient&filter[q]=inv-1000000007",
    ] {
        assert!(!ids(&world.get(&format!("/api/v1/links?{answered}")).await).is_empty(), "{answered}");
    }
    for bad in [
        "filter[status]=x",
        "filter[amount]=..",
        "filter[due_on]=soon",
        "filter[nothing]=1",
        "sort=message",
        "sort=amount,amount",
        "filter[mode]=live,test",
        "cursor=eyJ",
        "limit=0",
        "limit=x",
        "filter[q]=%00",
    ] {
        let path = format!("{}/api/v1/links?{bad}", world.url);
        let answer = world.http.get(path).bearer_auth(&world.api_key).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_above_the_table_add_up() {
    let world = World::new().await;
    let early = world.link(10_000, json!({ "due_on": "2020-01-01" })).await;
    world.link(20_000, json!({ "due_on": "2099-01-01" })).await;
    world.link(30_000, json!({})).await;
    let paid = world.link(4_000, json!({})).await;
    let url = world.checkout(&paid, "").await;
    world.pay(&url, json!({})).await;
    world.wait_for(&paid, "paid").await;
    world.settle().await;

    let figures = world.get("/api/v1/links/overview").await;
    let age = |age: &str| figures["ages"].as_array().unwrap().iter().find(|a| a["age"] == age).cloned();
    assert_eq!(age("over_90").unwrap()["amount"], early["amount"]);
    assert_eq!(age("not_due").unwrap()["amount"], 20_000);
    assert_eq!(age("undated").unwrap()["amount"], 30_000);
    let undated = world.get("/api/v1/links?filter[due_on]=none&filter[status]=outstanding").await;
    assert_eq!(ids(&undated).len(), 1);
    assert_eq!(age("31_60"), None);
    let weeks = figures["weeks"].as_array().unwrap();
    assert_eq!(weeks.len(), 12);
    assert_eq!(weeks[11]["totals"], json!([{ "currency": "USD", "amount": 4_000, "count": 1 }]));
    assert!(weeks[..11].iter().all(|week| week["totals"] == json!([])));
    assert_eq!(figures["methods"], json!([{ "method": "card", "currency": "USD", "amount": 4_000, "count": 1 }]));
    assert_eq!(figures["accounts"][0]["outstanding"][0]["amount"], 60_000);
    assert_eq!(figures["accounts"][0]["collected"][0]["amount"], 4_000);
    assert_eq!(figures["opened_not_paid"]["count"], 0);
    assert_eq!(world.reload(&paid).await["method"], "card");
    world.end().await;
}
