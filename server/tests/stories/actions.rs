//! What is done to many links at once.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::actions;

use crate::world::World;

/// What the list shows under filters, as a selection.
pub fn all(query: &str) -> Value {
    json!({ "query": query })
}

fn some(links: &[Value]) -> Value {
    json!({ "ids": links.iter().map(|link| &link["id"]).collect::<Vec<_>>() })
}

pub fn action(kind: &str, selection: Value) -> Value {
    let mut action = json!({ "kind": kind });
    action["selection"] = selection;
    action
}

impl World {
    async fn preview(&self, action: &Value) -> Value {
        let (status, preview) = self.post("/api/v1/actions/preview", action.clone()).await;
        assert_eq!(status, 200, "{preview}");
        preview
    }

    pub async fn begin(&self, action: Value) -> String {
        let (status, begun) = self.post("/api/v1/actions", action).await;
        assert_eq!((status.as_u16(), &begun["state"]), (202, &json!("running")), "{begun}");
        begun["id"].as_str().unwrap().to_owned()
    }

    async fn action(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/actions/{id}")).await
    }

    /// Waits until an action is at work no more.
    pub async fn rest_of(&self, id: &str) -> Value {
        for _ in 0..600 {
            let action = self.action(id).await;
            if action["state"] != "running" {
                return action;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("still at work: {}", self.action(id).await);
    }

    async fn undo(&self, id: &str) -> (StatusCode, Value) {
        let url = format!("{}/api/v1/actions/{id}", self.url);
        let response = self.http.delete(url).bearer_auth(&self.api_key).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// Each link's result and reason.
    async fn results(&self, id: &str) -> Vec<(String, Option<bool>, Option<String>)> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("/api/v1/actions/{id}/rows?limit=7&cursor={cursor}")).await;
            for row in page["data"].as_array().unwrap() {
                let reason = row["reason"].as_str().map(str::to_owned);
                rows.push((row["link_id"].as_str().unwrap().to_owned(), row["done"].as_bool(), reason));
            }
            match page["next_cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => return rows,
            }
        }
    }

    async fn result(&self, id: &str, link: &Value) -> (Option<bool>, Option<String>) {
        let rows = self.results(id).await;
        let row = rows.into_iter().find(|(link_id, ..)| link["id"] == link_id.as_str()).unwrap();
        (row.1, row.2)
    }

    async fn people(&self, count: usize, more: Value) -> Vec<Value> {
        let mut links = Vec::new();
        for i in 0..count {
            let mut link =
                json!({ "recipient": { "name": format!("Client {i}"), "email": format!("client{i}@example.org") } });
            link.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            links.push(self.link(5_000, link).await);
        }
        links
    }

    /// The queue does nothing outside until [`World::let_go`]: an action waits for the story to work on it.
    pub async fn hold(&self) {
        self.execute("UPDATE firms SET quarantined_at = 1").await;
    }

    pub async fn let_go(&self) {
        self.execute("UPDATE firms SET quarantined_at = NULL").await;
    }

    pub async fn execute(&self, sql: &'static str) {
        let mut tx = self.running.app.db.begin().await.unwrap();
        sqlx::query(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What a worker of the queue does.
    async fn work_on(&self, id: &str) {
        let app = &self.running.app;
        let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(app.db.read()).await.unwrap();
        actions::run(app, &firm.parse().unwrap(), &id.parse().unwrap()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_preview_says_is_what_happens() {
    let world = World::new().await;
    let open = world.people(2, json!({ "description": "Lease" })).await;
    let paid = world.link(5_000, json!({ "description": "Lease" })).await;
    let page = world.checkout(&paid, "").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&paid, "paid").await;
    let part = world.link(50_000, json!({ "description": "Lease", "min_amount": 1_000 })).await;
    let page = world.checkout(&part, "100").await;
    world.pay(&page, json!({})).await;
    world.wait_for(&part, "partly_paid").await;
    let debit = world.link(5_000, json!({ "description": "Lease" })).await;
    let page = world.checkout(&debit, "").await;
    world.pay(&page, json!({ "method": "bank_debit", "settle": "manual" })).await;
    world.wait_for(&debit, "processing").await;
    let cancelled = world.link(5_000, json!({ "description": "Lease" })).await;
    let path = format!("/api/v1/links/{}/cancellation", cancelled["id"].as_str().unwrap());
    assert_eq!(world.post(&path, json!({})).await.0, 200);
    world.link(5_000, json!({ "description": "Another matter" })).await;
    world.settle().await;

    let cancel = action("cancel", all("description=lease"));
    let preview = world.preview(&cancel).await;
    assert_eq!((&preview["total"], &preview["applies"]), (&json!(7), &json!(3)), "with the link for the rest");
    let id = world.begin(cancel).await;
    let action = world.rest_of(&id).await;
    assert_eq!(
        (&action["state"], &action["total"], &action["done"], &action["skipped"], &action["undoable"]),
        (&json!("done"), &json!(7), &preview["applies"], &json!(4), &json!(false))
    );
    let rows = world.results(&id).await;
    let mut said: Vec<(String, i64)> = Vec::new();
    for reason in rows.iter().filter_map(|(_, _, reason)| reason.clone()) {
        match said.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => said.push((reason, 1)),
        }
    }
    let foreseen = preview["skipped"].as_array().unwrap();
    assert_eq!(said.len(), foreseen.len());
    for skip in foreseen {
        let told = (skip["reason"].as_str().unwrap().to_owned(), skip["count"].as_i64().unwrap());
        assert!(said.contains(&told), "{told:?} in {said:?}");
    }
    for (link, reason) in [
        (&paid, "Already paid"),
        (&part, "Paid in part: a newer link asks for the rest"),
        (&debit, "A bank debit is under way"),
        (&cancelled, "Already cancelled"),
    ] {
        assert_eq!(world.result(&id, link).await, (Some(false), Some(reason.to_owned())));
    }
    for link in &open {
        world.wait_for(link, "cancelled").await;
        assert_eq!(world.result(&id, link).await, (Some(true), None));
    }
    let left = world.get(&format!("/api/v1/actions/{id}/rows?filter[done]=false")).await;
    assert_eq!(left["data"].as_array().unwrap().len(), 4);
    assert_eq!(world.get("/api/v1/links?filter[status]=outstanding").await["data"].as_array().unwrap().len(), 1);
    let again = world.preview(&self::action("cancel", all("description=lease"))).await;
    assert_eq!(again["applies"], 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_and_run_twice_it_mails_everyone_once() {
    let world = World::new().await;
    let links = world.people(60, json!({})).await;
    let nobody = world.link(5_000, json!({ "recipient": null })).await;
    world.hold().await;
    let resend = action("resend", json!({ "query": "", "except": [links[7]["id"]] }));
    let preview = world.preview(&resend).await;
    assert_eq!(preview, json!({ "total": 60, "applies": 59, "skipped": [{ "reason": "No recipient", "count": 1 }] }));
    let id = world.begin(resend).await;
    // Several workers at once, each of which takes the others for dead.
    join_all((0..2).map(|_| world.work_on(&id))).await;
    let half = world.action(&id).await;
    assert_eq!((&half["state"], &half["done"], &half["undoable"]), (&json!("running"), &json!(50), &json!(true)));
    let waiting = world.results(&id).await.iter().filter(|(_, done, _)| done.is_none()).count();
    assert_eq!(waiting, 10);
    join_all((0..3).map(|_| world.work_on(&id))).await;
    let action = world.rest_of(&id).await;
    assert_eq!((&action["done"], &action["skipped"]), (&json!(59), &json!(1)));
    assert_eq!(world.result(&id, &nobody).await.1.as_deref(), Some("No recipient"));

    // Who has a mail on its way gets no second one; the seventh had been left out.
    let again = world.begin(self::action("resend", some(&links[..9]))).await;
    world.work_on(&again).await;
    let action = world.action(&again).await;
    assert_eq!((&action["state"], &action["done"], &action["skipped"]), (&json!("done"), &json!(1), &json!(8)));
    assert_eq!(world.result(&again, &links[7]).await, (Some(true), None));
    world.let_go().await;
    world.settle().await;
    for i in 0..60 {
        assert_eq!(world.mail(&format!("client{i}@example.org")).await.len(), 1, "client {i}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_have_not_gone_out_are_called_back() {
    let world = World::new().await;
    let links = world.people(3, json!({ "send": true })).await;
    world.settle().await;
    world.hold().await;
    let id = world.begin(action("resend", some(&links))).await;
    world.work_on(&id).await;
    assert_eq!(world.action(&id).await["undoable"], true);
    assert_eq!(world.reload(&links[0]).await["delivery"], "queued");
    // One of them goes out before anyone thinks better of it.
    let app = &world.running.app;
    let first: String = sqlx::query_scalar("SELECT id FROM messages WHERE state = 'queued' AND link_id = $1")
        .bind(links[0]["id"].as_str().unwrap())
        .fetch_one(app.db.read())
        .await
        .unwrap();
    server::mail::send(app, &first.parse().unwrap()).await.unwrap();
    let (status, undone) = world.undo(&id).await;
    assert_eq!((status.as_u16(), &undone["state"]), (200, &json!("running")), "{undone}");
    world.let_go().await;
    let undone = world.rest_of(&id).await;
    assert_eq!(
        (&undone["state"], &undone["done"], &undone["skipped"], &undone["undoable"]),
        (&json!("undone"), &json!(1), &json!(2), &json!(false))
    );
    assert_eq!(world.result(&id, &links[0]).await, (Some(true), Some("Its email had gone out".into())));
    assert_eq!(world.result(&id, &links[1]).await, (Some(false), Some("Taken back".into())));
    world.settle().await;
    for (i, mails) in [2, 1, 1].into_iter().enumerate() {
        assert_eq!(world.mail(&format!("client{i}@example.org")).await.len(), mails);
        assert_eq!(world.reload(&links[i]).await["delivery"], "sent", "as it was before");
    }
    let timeline = world.get(&format!("/api/v1/links/{}/timeline", links[1]["id"].as_str().unwrap())).await;
    assert!(timeline["data"].as_array().unwrap().iter().any(|event| event["kind"] == "mail.withdrawn"));
    assert_eq!(world.undo(&id).await.0, 409, "once is enough");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_get_more_time_and_give_it_back() {
    let world = World::new().await;
    let in_days = |days: i64| world.clock.now().plus_ms(days * 86_400_000).to_string();
    let (soon, later, latest) = (in_days(5), in_days(30), in_days(60));
    let links = world.people(4, json!({ "expires_at": soon })).await;
    let forever = world.link(5_000, json!({})).await;
    let brief = world.link(5_000, json!({ "expires_at": in_days(1) })).await;
    let mut extend = action("extend_expiry", all(""));
    extend["expires_at"] = json!(later);
    let preview = world.preview(&extend).await;
    assert_eq!((&preview["applies"], &preview["skipped"][0]["reason"]), (&json!(5), &json!("Already lasts as long")));
    let id = world.begin(extend).await;
    let done = world.rest_of(&id).await;
    assert_eq!((&done["done"], &done["undoable"]), (&json!(5), &json!(true)));
    assert_eq!(world.reload(&links[0]).await["expires_at"], json!(later));
    assert_eq!(world.reload(&forever).await["expires_at"], Value::Null, "a link never loses time");

    // Since then one was cancelled, one was given even more time, and one's old end came and went.
    let path = format!("/api/v1/links/{}/cancellation", links[1]["id"].as_str().unwrap());
    world.post(&path, json!({})).await;
    let mut more = action("extend_expiry", some(&links[2..3]));
    more["expires_at"] = json!(latest);
    let other = world.begin(more).await;
    world.rest_of(&other).await;
    world.advance(std::time::Duration::from_secs(2 * 86_400)).await;
    let (status, undone) = world.undo(&id).await;
    assert_eq!(status, 200, "{undone}");
    let undone = world.rest_of(&id).await;
    assert_eq!((&undone["state"], &undone["done"]), (&json!("undone"), &json!(3)));
    for (link, end, reason) in [
        (&links[0], Some(&soon), "Taken back"),
        (&links[1], Some(&later), "Changed since"),
        (&links[2], Some(&latest), "Changed since"),
        (&links[3], Some(&soon), "Taken back"),
        (&brief, Some(&later), "The end that it had is over by now"),
    ] {
        assert_eq!(world.reload(link).await["expires_at"], json!(end), "{reason}");
        assert_eq!(world.result(&id, link).await.1.as_deref(), Some(reason));
    }
    let mut unlimited = action("extend_expiry", some(&links[..1]));
    unlimited["expires_at"] = Value::Null;
    let id = world.begin(unlimited).await;
    world.rest_of(&id).await;
    assert_eq!(world.reload(&links[0]).await["expires_at"], Value::Null);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_kind_is_at_work_until_it_is_done_or_stopped() {
    let world = World::new().await;
    let links = world.people(30, json!({})).await;
    world.hold().await;
    let send = || {
        let url = format!("{}/api/v1/actions", world.url);
        let request = world.http.post(url).bearer_auth(&world.api_key).header("idempotency-key", "month-end");
        request.json(&action("cancel", all(""))).send()
    };
    let answers = join_all((0..4).map(|_| send())).await;
    let mut ids = Vec::new();
    for answer in answers {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 202);
        ids.push(answer.json::<Value>().await.unwrap()["id"].clone());
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "the same key is the same action");
    let id = ids[0].as_str().unwrap();
    let refused = join_all((0..3).map(|_| world.post("/api/v1/actions", action("cancel", some(&links))))).await;
    for (status, problem) in refused {
        assert_eq!((status.as_u16(), &problem["type"]), (409, &json!("/problems/action-at-work")));
    }
    let resend = world.begin(action("resend", some(&links[..1]))).await;
    world.work_on(id).await;
    let (status, problem) = world.undo(id).await;
    assert_eq!((status.as_u16(), problem["detail"].as_str().unwrap().contains("Stop")), (409, true), "{problem}");
    let (status, stopped) = world.post(&format!("/api/v1/actions/{id}/stoppage"), json!({})).await;
    assert_eq!(
        (status.as_u16(), &stopped["state"], &stopped["done"], &stopped["skipped"]),
        (200, &json!("stopped"), &json!(25), &json!(5))
    );
    assert_eq!(world.post(&format!("/api/v1/actions/{id}/stoppage"), json!({})).await.0, 409);
    assert_eq!(world.undo(id).await.0, 409);
    world.let_go().await;
    world.rest_of(&resend).await;
    world.settle().await;
    let open = world.get("/api/v1/links/counts?filter[status]=outstanding").await;
    assert_eq!(open["matching"]["count"], 5, "the rest stays open");
    assert_eq!(world.result(id, &links[29]).await, (Some(false), Some("Stopped before its turn".into())));
    let id = world.begin(action("cancel", all("status=outstanding"))).await;
    assert_eq!(world.rest_of(&id).await["done"], 5);
    let recent = world.get("/api/v1/actions?limit=2").await;
    assert_eq!(recent["data"][0]["id"], json!(id));
    let next = recent["next_cursor"].as_str().unwrap();
    let older = world.get(&format!("/api/v1/actions?limit=2&cursor={next}")).await;
    assert_eq!((older["data"].as_array().unwrap().len(), &older["next_cursor"]), (1, &Value::Null));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_came_first_is_told() {
    let world = World::new().await;
    let link = world.link(5_000, json!({})).await;
    let page = world.checkout(&link, "").await;
    world.control(Method::POST, "webhooks", json!({ "paused": true })).await;
    world.pay(&page, json!({})).await;
    let id = world.begin(action("cancel", some(std::slice::from_ref(&link)))).await;
    world.rest_of(&id).await;
    world.wait_for(&link, "paid").await;
    assert_eq!(world.result(&id, &link).await, (Some(true), Some("A payment came first".into())));
    world.control(Method::POST, "webhooks", json!({ "paused": false })).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_bills_acts_and_only_on_links_of_the_firm() {
    let world = World::new().await;
    let links = world.people(2, json!({})).await;
    let id = world.begin(action("extend_expiry", some(&links))).await;
    world.rest_of(&id).await;
    let app = &world.running.app;
    let mut tx = app.db.begin().await.unwrap();
    let zone = "Europe/Berlin".parse().unwrap();
    let firm: String = sqlx::query_scalar("SELECT id FROM firms").fetch_one(tx.conn()).await.unwrap();
    let name = "Key".parse().unwrap();
    let (_, looks) =
        server::keys::create_key(app, &mut tx, &firm.parse().unwrap(), &name, domain::Role::Viewer).await.unwrap();
    let other = server::firm::create_firm(app, &mut tx, &"Other".parse().unwrap(), &zone, domain::Currency::EUR).await;
    let (_, foreign) =
        server::keys::create_key(app, &mut tx, &other.unwrap(), &name, domain::Role::Admin).await.unwrap();
    tx.commit().await.unwrap();
    let call = async |key: &str, method: Method, path: &str| {
        let request = world.http.request(method, format!("{}{path}", world.url)).bearer_auth(key);
        request.json(&action("cancel", some(&links))).send().await.unwrap().status().as_u16()
    };
    for (method, path, of_another_firm) in [
        (Method::POST, "/api/v1/actions".to_owned(), 422),
        (Method::POST, "/api/v1/actions/preview".to_owned(), 200),
        (Method::GET, "/api/v1/actions".to_owned(), 200),
        (Method::GET, format!("/api/v1/actions/{id}"), 404),
        (Method::GET, format!("/api/v1/actions/{id}/rows"), 404),
        (Method::DELETE, format!("/api/v1/actions/{id}"), 404),
        (Method::POST, format!("/api/v1/actions/{id}/stoppage"), 404),
    ] {
        assert_eq!(call(&looks, method.clone(), &path).await, 403, "{method} {path}");
        assert_eq!(call(&foreign, method.clone(), &path).await, of_another_firm, "{method} {path}");
    }
    let with_end = |end: &str| {
        let mut extend = action("extend_expiry", all(""));
        extend["expires_at"] = json!(end);
        extend
    };
    let mut cancel_with_end = with_end("2040-01-01T00:00:00Z");
    cancel_with_end["kind"] = json!("cancel");
    for (wrong, pointer) in [
        (action("cancel", json!({})), "/selection"),
        (action("cancel", all("status=nothing")), "/selection/query"),
        (action("cancel", json!({ "ids": ["'; DROP TABLE links"] })), "/selection/ids"),
        (action("cancel", json!({ "ids": ["lnk_1"], "query": "" })), "/selection"),
        (action("cancel", json!({ "ids": ["lnk_00000000000000000000000000000000"] })), "/selection"),
        (action("cancel", json!({ "ids": vec!["lnk_1"; 1001] })), "/selection/ids"),
        (with_end("tomorrow"), "/expires_at"),
        (with_end("2020-01-01T00:00:00Z"), "/expires_at"),
        (with_end("2990-01-01T00:00:00Z"), "/expires_at"),
        (cancel_with_end, "/expires_at"),
    ] {
        let (status, problem) = world.post("/api/v1/actions", wrong.clone()).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!(pointer)), "{wrong} {problem}");
    }
    for malformed in [json!({ "kind": "pay", "selection": {} }), json!({ "kind": "cancel" })] {
        assert_eq!(world.post("/api/v1/actions", malformed).await.0, 400);
    }
    for path in ["/api/v1/actions?cursor=x", "/api/v1/actions?limit=0"] {
        assert_eq!(call(&world.api_key, Method::GET, path).await, 400);
    }
    assert_eq!(call(&world.api_key, Method::GET, "/api/v1/actions/act_1").await, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_long_ago_is_forgotten_but_not_while_it_is_at_work() {
    let world = World::new().await;
    world.people(3, json!({})).await;
    let old = world.begin(action("extend_expiry", all("status=outstanding"))).await;
    world.rest_of(&old).await;
    world.settle().await;
    world.hold().await;
    let waits = world.begin(action("cancel", all("status=outstanding"))).await;

    world.clock.advance(std::time::Duration::from_secs(91 * 86_400));
    actions::forget_old(&world.running.app).await.unwrap();
    let kept = world.get("/api/v1/actions").await;
    let kept: Vec<&str> = kept["data"].as_array().unwrap().iter().filter_map(|a| a["id"].as_str()).collect();
    assert_eq!(kept, [waits.as_str()]);
    assert_eq!(world.results(&waits).await.len(), 3);
    let rows: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM action_rows")
        .fetch_one(world.running.app.db.read())
        .await
        .unwrap();
    assert_eq!(rows, 3, "the rows of the one that waits");
    world.let_go().await;
    world.rest_of(&waits).await;
    world.end().await;
}
