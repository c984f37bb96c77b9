//! From rows to links: sending an upload, stopping, sending it again, and the file back.

use std::{collections::HashSet, io::Cursor, time::Duration};

use calamine::{Data, Reader as _, Xlsx};
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::imports;

use crate::{
    actions::{action, all},
    crash::{Server, until_ready},
    world::World,
};

const LINKS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM links";
const CREATED: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM import_checks WHERE rank = 3";
const WITH_LINK: &str = "SELECT CAST(COUNT(DISTINCT link_id) AS BIGINT) FROM import_rows";
const MADE: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = 'link.created'";
const MAILS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE kind = 'link'";

/// Rows with an invoice number each.
fn invoices(count: usize) -> Vec<Value> {
    let row = |i: usize| {
        json!({ "recipient_name": format!("Client {i}"), "email": format!("client{i}@example.org"),
                "amount": format!("{}.50", 10 + i), "invoice_number": format!("INV-{i}") })
    };
    (0..count).map(row).collect()
}

impl World {
    async fn draft(&self, delivery: &str, rows: &[Value]) -> String {
        let account = self.account("operating").await;
        let body = json!({ "name": "November.csv", "account_id": account, "delivery": delivery, "rows": rows });
        let (status, import) = self.post("/api/v1/imports", body).await;
        assert_eq!(status, 201, "{import}");
        let id = import["id"].as_str().unwrap().to_owned();
        self.rests(&id, "review").await;
        id
    }

    async fn import(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/imports/{id}")).await
    }

    /// Waits until an import is in a state.
    async fn rests(&self, id: &str, state: &str) -> Value {
        for _ in 0..1200 {
            let import = self.import(id).await;
            if import["state"] == state {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never {state}: {}", self.import(id).await);
    }

    async fn dispatch(&self, id: &str, body: Value) -> (StatusCode, Value) {
        self.post(&format!("/api/v1/imports/{id}/dispatch"), body).await
    }

    async fn send_off(&self, id: &str) -> Value {
        let (status, import) = self.dispatch(id, json!({})).await;
        assert_eq!((status.as_u16(), &import["state"]), (202, &json!("sending")), "{import}");
        import
    }

    async fn lines_of(&self, id: &str) -> Vec<Value> {
        let page = self.get(&format!("/api/v1/imports/{id}/rows?limit=100")).await;
        page["data"].as_array().unwrap().clone()
    }

    async fn results_file(&self, id: &str, format: &str) -> reqwest::Response {
        let url = format!("{}/api/v1/imports/{id}/results?format={format}", self.url);
        self.http.get(url).bearer_auth(&self.api_key).send().await.unwrap()
    }

    /// What a worker of the queue does.
    async fn batch(&self, id: &str) {
        let app = &self.running.app;
        let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(app.db.read()).await.unwrap();
        imports::dispatch(app, &firm.parse().unwrap(), &id.parse().unwrap()).await.unwrap();
    }

    /// Each row that has its link has one of its own, each link its entry in the audit trail, and its mail if it has one.
    async fn adds_up(&self, links: i64, mails: i64) {
        for sql in [LINKS, CREATED, WITH_LINK, MADE] {
            assert_eq!(self.number(sql).await, links, "{sql}");
        }
        assert_eq!(self.number(MAILS).await, mails, "mails");
    }
}

fn counts(import: &Value) -> [i64; 4] {
    ["ready", "warning", "error", "created"].map(|name| import["counts"][name].as_i64().unwrap())
}

/// What is wrong with a row: its codes and the first sentence.
fn wrong(line: &Value) -> (Vec<&str>, &str) {
    let problems = line["problems"].as_array().unwrap();
    let codes = problems.iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    (codes, problems.first().map_or("", |problem| problem["detail"].as_str().unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_becomes_a_link_and_its_mail() {
    let world = World::new().await;
    let mut rows = invoices(30);
    rows[0]["expires_on"] = json!("2027-06-30");
    rows[0]["due_on"] = json!("2027-06-01");
    rows[0]["message"] = json!("Thank you");
    let id = world.draft("mail", &rows).await;
    let path = format!("{}/api/v1/imports/{id}/dispatch", world.url);
    let ask = || world.http.post(&path).bearer_auth(&world.api_key).header("idempotency-key", "once").json(&json!({}));
    let answers = join_all([ask().send(), ask().send()]).await;
    for answer in answers {
        assert_eq!(answer.unwrap().status(), 202);
    }
    let import = world.rests(&id, "done").await;
    assert_eq!((counts(&import), &import["progress"], &import["trouble"]), ([0, 0, 0, 30], &Value::Null, &Value::Null));
    assert!(import["sent_at"].is_string());
    world.settle().await;
    world.adds_up(30, 30).await;
    assert_eq!(world.mail("client29@example.org").await.len(), 1);

    let line = &world.lines_of(&id).await[0];
    assert_eq!((&line["state"], &line["problems"]), (&json!("created"), &json!([])));
    let link = world.get(&format!("/api/v1/links/{}", line["link_id"].as_str().unwrap())).await;
    // The firm is in Los Angeles, where it is summer.
    for (field, expected) in [
        ("amount", json!(1_050)),
        ("invoice_number", json!("INV-0")),
        ("expires_at", json!("2027-07-01T06:59:59Z")),
        ("due_on", json!("2027-06-01")),
        ("message", json!("Thank you")),
        ("delivery", json!("sent")),
        ("import_id", json!(id)),
    ] {
        assert_eq!(link[field], expected, "{field}");
    }
    world.link(500, json!({})).await;
    let of_it = world.get(&format!("/api/v1/links/counts?filter[import_id]={id}")).await;
    assert_eq!(of_it["matching"]["count"], 30);
    let (status, again) = world.dispatch(&id, json!({})).await;
    assert_eq!((status.as_u16(), &again["title"]), (409, &json!("Every row has its link")));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_comes_back_with_its_links() {
    let world = World::new().await;
    let file = "Name,Our note,Amount,Invoice number\r\nAnn,=1+1,12.50,A-1\r\nBen,\"x, y\",nothing,A-2\r\nCleo,,7,\r\n";
    let url = format!(
        "{}/api/v1/imports/files?name=Oct%20%22x%22.csv&delivery=download&account_id={}",
        world.url,
        world.account("operating").await
    );
    let answer = world.http.post(url).bearer_auth(&world.api_key).body(file).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let import: Value = answer.json().await.unwrap();
    let id = import["id"].as_str().unwrap();
    world.rests(id, "review").await;
    let (status, refused) = world.dispatch(id, json!({})).await;
    assert_eq!((status.as_u16(), &refused["title"]), (409, &json!("1 row needs attention")), "{refused}");
    assert_eq!(refused["detail"], "Mend or delete them, or send only the 2 rows without errors");
    assert_eq!(world.dispatch(id, json!({ "only_ready": true })).await.0, 202);
    assert_eq!(counts(&world.rests(id, "done").await), [0, 0, 1, 2]);
    world.settle().await;
    world.adds_up(2, 0).await;

    let answer = world.results_file(id, "csv").await;
    assert_eq!(answer.status(), 200);
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.starts_with("attachment; filename=\"Oct--x-links-") && name.ends_with(".csv\""), "{name}");
    let bytes = answer.bytes().await.unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let lines: Vec<Vec<String>> =
        reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(lines[0], ["Name", "Our note", "Amount", "Invoice number", "Link", "Status", "Link ID"]);
    assert_eq!(lines[1][..4], ["Ann", "'=1+1", "12.50", "A-1"]);
    assert_eq!(lines[2][..5], ["Ben", "x, y", "nothing", "A-2", ""]);
    assert!(lines[2][5].starts_with("Not sent: "), "{}", lines[2][5]);
    for line in [&lines[1], &lines[3]] {
        assert_eq!(line[5], "Outstanding");
        let link = world.get(&format!("/api/v1/links/{}", line[6])).await;
        assert_eq!(link["url"], line[4]);
        assert_eq!(link["client"], line[0], "whom it is for is not lost");
    }
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(world.results_file(id, "xlsx").await.bytes().await.unwrap())).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<String> = sheet.rows().nth(1).unwrap().iter().map(Data::to_string).collect();
    assert_eq!(cells, ["Ann", "=1+1", "12.50", "A-1", &lines[1][4], "Outstanding", &lines[1][6]]);
    assert_eq!(world.results_file(id, "pdf").await.status(), 400);

    // What is mended is sent with the next dispatch, and nothing else.
    let mend = json!({ "edits": [{ "row": 3, "column": "amount", "text": "9" }] });
    let path = format!("{}/api/v1/imports/{id}/rows", world.url);
    let mended = world.http.patch(path).bearer_auth(&world.api_key).json(&mend).send().await.unwrap();
    assert_eq!(mended.status(), 200);
    world.send_off(id).await;
    assert_eq!(counts(&world.rests(id, "done").await), [0, 0, 0, 3]);
    world.settle().await;
    world.adds_up(3, 0).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn live_and_paid_links_block_the_same_row_and_closed_ones_do_not() {
    let world = World::new().await;
    let mut rows = invoices(4);
    rows[3]["expires_on"] = json!(domain_day(&world, 1));
    rows.push(json!({ "recipient_name": "Dora", "email": "dora@example.org", "amount": "5" }));
    let first = world.draft("download", &rows).await;
    world.send_off(&first).await;
    world.rests(&first, "done").await;
    let mut links = Vec::new();
    for line in world.lines_of(&first).await {
        links.push(world.get(&format!("/api/v1/links/{}", line["link_id"].as_str().unwrap())).await);
    }
    let page = world.checkout(&links[1], "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&links[1], "paid").await;
    let cancel = format!("/api/v1/links/{}/cancellation", links[2]["id"].as_str().unwrap());
    assert_eq!(world.post(&cancel, json!({})).await.0, 200);
    world.advance(Duration::from_secs(3 * 86_400)).await;
    world.wait_for(&links[3], "expired").await;

    rows[0]["invoice_number"] = json!(" inv-0 ");
    rows[3].as_object_mut().unwrap().remove("expires_on");
    let second = world.draft("download", &rows).await;
    let lines = world.lines_of(&second).await;
    let open =
        "An earlier link to Client 0 for invoice INV-0 is still open: cancel that link first, or delete this row";
    assert_eq!(wrong(&lines[0]), (vec!["earlier_link"], open));
    let paid = "An earlier link to Client 1 for invoice INV-1 was paid: delete this row, or give it another number";
    assert_eq!(wrong(&lines[1]), (vec!["earlier_link"], paid));
    assert_eq!(lines[2]["problems"], json!([]));
    assert_eq!(lines[3]["problems"], json!([]));
    assert_eq!((wrong(&lines[4]).0, &lines[4]["state"]), (vec!["likely_earlier_link"], &json!("warning")));
    assert_eq!(world.dispatch(&second, json!({ "only_ready": true })).await.0, 202);
    assert_eq!(counts(&world.rests(&second, "done").await), [0, 0, 2, 3]);

    // Between review and sending somebody asks for the same by hand: the sentence is at the row, and nothing is sent.
    let third = world.draft("download", &[json!({ "amount": "5", "external_id": "own-1" })]).await;
    world.link(500, json!({ "external_id": "OWN-1" })).await;
    let (status, refused) = world.dispatch(&third, json!({})).await;
    assert_eq!((status.as_u16(), &refused["type"]), (409, &json!("/problems/rows-need-attention")));
    assert_eq!(wrong(&world.lines_of(&third).await[0]).0, ["earlier_link"]);
    // The same number at another account is another debt.
    let mut body = json!({ "delivery": "download", "rows": [{ "amount": "5", "external_id": "own-1" }] });
    body["account_id"] = json!(world.account("trust").await);
    let (_, elsewhere) = world.post("/api/v1/imports", body).await;
    let elsewhere = world.rests(elsewhere["id"].as_str().unwrap(), "review").await;
    assert_eq!(counts(&elsewhere), [1, 0, 0, 0]);
    world.end().await;
}

/// A day on the firm's calendar, so many days ahead.
fn domain_day(world: &World, ahead: i64) -> String {
    let at = world.clock.now().plus_ms(ahead * 86_400_000);
    server::firm::local_date("America/Los_Angeles", at).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_uploads_of_the_same_at_once_make_each_link_once() {
    const ROWS: usize = 40;
    let world = World::new().await;
    let beside = world.beside().await;
    let ids = [world.draft("mail", &invoices(ROWS)).await, world.draft("mail", &invoices(ROWS)).await];
    for id in &ids {
        assert_eq!(counts(&world.import(id).await), [40, 0, 0, 0]);
    }
    let sent = join_all(ids.iter().map(|id| world.dispatch(id, json!({ "only_ready": true })))).await;
    assert!(sent.iter().any(|(status, _)| *status == 202), "{sent:?}");
    let mut created = 0;
    for (id, (status, _)) in ids.iter().zip(&sent) {
        // The second one may have come so late that all its rows were blocked before it began.
        let import = if *status == 202 { world.finished(id).await } else { world.import(id).await };
        let [ready, warning, error, made] = counts(&import);
        assert_eq!((ready + warning, error + made), (0, 40), "{import}");
        created += made;
    }
    assert_eq!(created, 40);
    world.settle().await;
    world.adds_up(40, 40).await;
    if let Some(beside) = beside {
        beside.stop().await;
    }
    world.end().await;
}

impl World {
    /// Waits until an import is sent no more.
    async fn finished(&self, id: &str) -> Value {
        for _ in 0..1200 {
            let import = self.import(id).await;
            if import["state"] != "sending" {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still being sent: {}", self.import(id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn run_by_several_workers_stopped_and_sent_again_each_row_is_sent_once() {
    let mut world = World::new().await;
    let id = world.draft("mail", &invoices(110)).await;
    world.hold().await;
    let begun = world.send_off(&id).await;
    assert_eq!(begun["progress"], json!({ "done": 0, "total": 110 }));
    // Each of them takes the other for dead.
    join_all((0..2).map(|_| world.batch(&id))).await;
    assert_eq!(world.import(&id).await["progress"], json!({ "done": 50, "total": 110 }));
    let (status, stopped) = world.post(&format!("/api/v1/imports/{id}/stoppage"), json!({})).await;
    assert_eq!((status.as_u16(), &stopped["state"], counts(&stopped)), (200, &json!("done"), [60, 0, 0, 50]));
    world.batch(&id).await;
    assert_eq!(counts(&world.import(&id).await), [60, 0, 0, 50], "what is stopped rests");
    assert_eq!(world.post(&format!("/api/v1/imports/{id}/stoppage"), json!({})).await.0, 200, "once more is no error");

    world.send_off(&id).await;
    world.batch(&id).await;
    // The server stops, and another one goes on.
    world.running.finish().await;
    world.start_again().await;
    assert_eq!(world.import(&id).await["state"], "sending");
    world.let_go().await;
    assert_eq!(counts(&world.rests(&id, "done").await), [0, 0, 0, 110]);
    world.settle().await;
    world.adds_up(110, 110).await;
    for i in [0, 49, 50, 109] {
        assert_eq!(world.mail(&format!("client{i}@example.org")).await.len(), 1, "client {i}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_sends_it_goes_on_where_it_was() {
    let mut world = World::new().await;
    let id = world.draft("mail", &invoices(120)).await;
    world.settle().await;
    world.running.finish().await;
    let addr = world.url.trim_start_matches("http://").to_owned();
    let mut server = Server::start(&world, &addr);
    until_ready(&world, &world.url).await;
    world.send_off(&id).await;
    while world.number(LINKS).await == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    server.kill();
    world.start_again().await;
    assert_eq!(counts(&world.rests(&id, "done").await), [0, 0, 0, 120]);
    world.settle().await;
    world.adds_up(120, 120).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_takes_no_money_any_more_holds_the_rest() {
    let world = World::new().await;
    let id = world.draft("mail", &invoices(30)).await;
    world.hold().await;
    world.send_off(&id).await;
    world.batch(&id).await;
    let connection: String = sqlx::query_scalar("SELECT connection_id FROM accounts WHERE kind = 'operating'")
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap();
    world.execute("UPDATE accounts SET connection_id = NULL WHERE kind = 'operating'").await;
    world.batch(&id).await;
    let import = world.import(&id).await;
    assert_eq!((&import["state"], counts(&import)), (&json!("review"), [5, 0, 0, 25]));
    let trouble = import["trouble"].as_str().unwrap();
    assert!(trouble.starts_with("Sending stopped: ") && trouble.ends_with("send the rest"), "{trouble}");
    assert_eq!(world.dispatch(&id, json!({})).await.0, 422, "not before that is mended");
    let mut tx = world.running.app.db.begin().await.unwrap();
    sqlx::query("UPDATE accounts SET connection_id = $1 WHERE kind = 'operating'")
        .bind(connection)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.let_go().await;
    assert_eq!(world.send_off(&id).await["trouble"], Value::Null);
    world.rests(&id, "done").await;
    world.settle().await;
    world.adds_up(30, 30).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_time_passed_since_the_review_says_so_and_the_others_go() {
    let world = World::new().await;
    let mut rows = invoices(3);
    rows[1]["expires_on"] = json!(domain_day(&world, 1));
    let id = world.draft("download", &rows).await;
    world.advance(Duration::from_secs(3 * 86_400)).await;
    world.send_off(&id).await;
    assert_eq!(counts(&world.rests(&id, "done").await), [0, 0, 1, 2]);
    let line = &world.lines_of(&id).await[1];
    assert_eq!((wrong(line).0, &line["state"]), (vec!["past_date"], &json!("error")));
    world.adds_up(2, 0).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_leave_at_a_set_rate_and_not_for_links_that_were_withdrawn() {
    let mut world = World::new().await;
    world.running.finish().await;
    world.start_again_with("TENDER_BULK_MAILS_PER_MINUTE", "1").await;
    let id = world.draft("mail", &invoices(4)).await;
    world.send_off(&id).await;
    world.rests(&id, "done").await;
    let sent = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE state = 'sent'";
    let waiting = "SELECT CAST(COUNT(*) AS BIGINT) FROM jobs WHERE kind = 'send_mail'";
    world.arrives(sent, 1).await;
    assert_eq!(world.number(waiting).await, 3);
    let gaps = "SELECT CAST(MAX(run_at) - MIN(run_at) AS BIGINT) FROM jobs WHERE kind = 'send_mail'";
    assert_eq!(world.number(gaps).await, 120_000, "a minute between each");
    world.advance(Duration::from_secs(60)).await;
    world.arrives(sent, 2).await;
    assert_eq!(world.number(waiting).await, 2);

    let first = world.lines_of(&id).await[0]["link_id"].clone();
    let link = world.get(&format!("/api/v1/links/{}", first.as_str().unwrap())).await;
    let page = world.checkout(&link, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&link, "paid").await;
    let cancel = world.begin(action("cancel", all(&format!("import_id={id}")))).await;
    let done = world.rest_of(&cancel).await;
    assert_eq!((&done["done"], &done["skipped"]), (&json!(3), &json!(1)));
    world.advance(Duration::from_secs(3_600)).await;
    world.settle().await;
    let cancelled = world.get(&format!("/api/v1/links/counts?filter[import_id]={id}&filter[status]=cancelled")).await;
    assert_eq!(cancelled["matching"]["count"], 3);
    assert_eq!(world.mail("client1@example.org").await.len(), 1);
    for i in [2, 3] {
        assert_eq!(
            world.mail(&format!("client{i}@example.org")).await.len(),
            0,
            "nobody is asked for what was withdrawn"
        );
    }
    world.end().await;
}

impl World {
    /// Waits until a number in the database is as expected.
    async fn arrives(&self, sql: &'static str, expected: i64) {
        for _ in 0..600 {
            if self.number(sql).await == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} instead of {expected}: {sql}", self.number(sql).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_asked_for_and_other_firms_find_nothing() {
    let world = World::new().await;
    let (_, bare) = world.post("/api/v1/imports", json!({ "rows": [{ "amount": "5" }] })).await;
    let bare = bare["id"].as_str().unwrap();
    world.rests(bare, "review").await;
    let (status, refused) = world.dispatch(bare, json!({})).await;
    assert_eq!((status.as_u16(), &refused["errors"][0]["pointer"]), (422, &json!("/account_id")));
    let undecided = world.draft("undecided", &[json!({ "amount": "5" })]).await;
    let (status, refused) = world.dispatch(&undecided, json!({})).await;
    assert_eq!((status.as_u16(), &refused["errors"][0]["pointer"]), (422, &json!("/delivery")));

    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(tx.conn()).await.unwrap();
    let (name, zone) = ("Key".parse().unwrap(), "Europe/Berlin".parse().unwrap());
    let (_, looks) =
        server::keys::create_key(app, &mut tx, &firm.parse().unwrap(), &name, domain::Role::Viewer).await.unwrap();
    let other = server::firm::create_firm(app, &mut tx, &name, &zone, domain::Currency::EUR).await.unwrap();
    let (_, foreign) = server::keys::create_key(app, &mut tx, &other, &name, domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    for (method, what) in [(Method::POST, "dispatch"), (Method::POST, "stoppage"), (Method::GET, "results")] {
        for (key, expected) in [(&looks, 403), (&foreign, 404)] {
            let request =
                world.http.request(method.clone(), format!("{}/api/v1/imports/{undecided}/{what}", world.url));
            let answer = request.bearer_auth(key).json(&json!({})).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), expected, "{what}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_touches_for_long_is_forgotten() {
    let world = World::new().await;
    let draft = world.draft("mail", &invoices(2)).await;
    let sent = world.draft("download", &invoices(3)).await;
    world.send_off(&sent).await;
    world.rests(&sent, "done").await;
    world.advance(Duration::from_secs(60 * 86_400)).await;
    let young = world.draft("mail", &[json!({ "amount": "5", "email": "e@example.org" })]).await;
    imports::forget_old(&world.running.app).await.unwrap();
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await, 6, "not yet");
    world.advance(Duration::from_secs(31 * 86_400)).await;
    imports::forget_old(&world.running.app).await.unwrap();
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows").await, 1, "of the young one");
    let there = world.get("/api/v1/imports").await;
    let ids: HashSet<&str> = there["data"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(ids, HashSet::from([young.as_str(), sent.as_str()]), "and not {draft}");
    assert_eq!(counts(&world.import(&sent).await), [0, 0, 0, 3], "its numbers stay");
    let known = "SELECT CAST(COUNT(*) AS BIGINT) FROM import_checks WHERE rank = 3 AND COALESCE(alike, invoice_fold) IS NOT NULL";
    assert_eq!(world.number(known).await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_marks_duplicates_as_a_whole_check_does() {
    let world = World::new().await;
    world.link(700, json!({ "external_id": "Z", "invoice_number": "INV-9" })).await;
    let row = |id: &str, invoice: &str, amount: &str| json!({ "email": "x@example.org", "amount": amount, "external_id": id, "invoice_number": invoice });
    let rows = [
        row("A", "INV-1", "1"),
        row("B", "INV-1", "2"),
        row("", "inv-1", "3"),
        row("", "INV-1", "4"),
        row("", "", "5"),
        row("", "", "5"),
        row("", "INV-9", "6"),
        row("z", "INV-8", "7"),
    ];
    let id = world.draft("mail", &rows).await;
    let said = async || {
        let mut said = Vec::new();
        for line in world.lines_of(&id).await {
            let first =
                |problem: &Value| problem["detail"].as_str().unwrap().split([' ', ',']).nth(1).unwrap().to_owned();
            for problem in line["problems"].as_array().unwrap() {
                said.push(format!("{} {} {}", line["number"], problem["code"].as_str().unwrap(), first(problem)));
            }
        }
        said
    };
    assert_eq!(
        said().await,
        [
            "3 duplicate_invoice 2",
            "4 duplicate_invoice 2",
            "5 duplicate_key 4",
            "7 likely_duplicate 6",
            "8 earlier_invoice earlier",
            "9 earlier_link earlier",
        ]
    );
    let import = world.import(&id).await;
    let cell = |row: u32, column: &str, text: &str| json!({ "row": row, "column": column, "text": text });
    for (changes, expected) in [
        // The first of its invoice becomes another one's.
        (
            json!({ "edits": [cell(2, "invoice_number", "INV-9")] }),
            vec![
                "2 earlier_invoice earlier",
                "4 duplicate_invoice 3",
                "5 duplicate_key 4",
                "7 likely_duplicate 6",
                "8 duplicate_invoice 2",
                "8 earlier_invoice earlier",
                "9 earlier_link earlier",
            ],
        ),
        // Keys come and go.
        (
            json!({ "edits": [cell(4, "external_id", "b"), cell(6, "external_id", "C"), cell(9, "external_id", "")] }),
            vec![
                "2 earlier_invoice earlier",
                "4 duplicate_key 3",
                "5 duplicate_invoice 3",
                "8 duplicate_invoice 2",
                "8 earlier_invoice earlier",
            ],
        ),
        (json!({ "remove": [3, 2] }), vec!["5 duplicate_invoice 4", "8 earlier_invoice earlier"]),
        (json!({ "restore": [3] }), vec!["4 duplicate_key 3", "5 duplicate_invoice 3", "8 earlier_invoice earlier"]),
    ] {
        let (status, changed) = world.mend(&import, changes).await;
        assert_eq!(status, 200, "{changed}");
        assert_eq!(said().await, expected);
        for delivery in ["download", "mail"] {
            let path = format!("/api/v1/imports/{id}");
            assert_eq!(world.send(Method::PATCH, &path, json!({ "delivery": delivery })).await.0, 200);
            world.rests(&id, "review").await;
            assert_eq!(said().await, expected, "checked as a whole");
        }
    }
    world.end().await;
}
