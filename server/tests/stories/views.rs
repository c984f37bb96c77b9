//! How people set up their tables, and what the firm shares.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

/// Someone who is signed in.
struct Person<'a> {
    world: &'a World,
    cookie: String,
}

impl<'a> Person<'a> {
    async fn sign_in(world: &'a World, email: &str, password: &str) -> Self {
        let response = world
            .http
            .post(format!("{}/api/v1/session", world.url))
            .header("origin", &world.url)
            .json(&json!({ "email": email, "password": password }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { world, cookie }
    }

    async fn owner(world: &'a World) -> Self {
        Self::sign_in(world, "owner@haleorr.example", "demo-of-tender").await
    }

    /// A new colleague of a role.
    async fn colleague(world: &'a World, role: &str) -> Self {
        let email = format!("{role}@haleorr.example");
        let new = json!({ "name": role, "email": email, "role": role, "password": "correct horse staple" });
        let (status, user) = world.post("/api/v1/users", new).await;
        assert_eq!(status, 201, "{user}");
        Self::sign_in(world, &email, "correct horse staple").await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.world.http.request(method, format!("{}{path}", self.world.url));
        let request = request.header("cookie", &self.cookie).header("origin", &self.world.url);
        let response = request.json(&body).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or(Value::Null))
    }

    async fn table(&self) -> Value {
        let (status, state) = self.send(Method::GET, "/api/v1/tables/links", Value::Null).await;
        assert_eq!(status, 200, "{state}");
        state
    }

    async fn names(&self) -> Vec<String> {
        let state = self.table().await;
        state["views"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap().to_owned()).collect()
    }

    async fn view(&self, name: &str, shared: bool) -> (StatusCode, Value) {
        let setup = json!({ "query": "status=outstanding&q=marsh&sort=-due_on" });
        let new = json!({ "table": "links", "name": name, "shared": shared, "setup": setup });
        self.send(Method::POST, "/api/v1/views", new).await
    }
}

fn path(view: &Value) -> String {
    format!("/api/v1/views/{}", view["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_comes_back_as_it_was_left_wherever_one_signs_in() {
    let world = World::new().await;
    let at_the_desk = Person::owner(&world).await;
    assert_eq!(at_the_desk.table().await, json!({ "current": null, "default_view_id": null, "views": [] }));
    let columns = json!([
        { "column": "amount", "shown": true, "width": 9000 },
        { "column": "no_such_column", "shown": true },
        { "column": "recipient", "shown": false },
    ]);
    let query = "status=paid&due_on=this_month&no_such_column=1&amount=cheap&sort=-due_on";
    let setup = json!({ "columns": columns, "density": "compact", "query": query });
    let kept = at_the_desk.send(Method::PUT, "/api/v1/tables/links/setup", json!({ "setup": setup })).await;
    assert_eq!(kept.0, 204, "{}", kept.1);

    let at_home = Person::owner(&world).await;
    let current = &at_home.table().await["current"]["setup"];
    assert_eq!(current["query"], "due_on=this_month&status=paid&sort=-due_on", "what is unreadable is left out");
    assert_eq!(current["density"], "compact");
    assert_eq!(current["columns"][0], json!({ "column": "amount", "shown": true, "pinned": false, "width": 800 }));
    assert_eq!(current["columns"][1]["column"], "recipient");
    assert_eq!(current["columns"][1]["shown"], true, "the column that names the row stays");

    let empty = json!({ "setup": { "query": "q=marsh" } });
    assert_eq!(at_home.send(Method::PUT, "/api/v1/tables/links/setup", empty).await.0, 204);
    let last = at_the_desk.table().await;
    assert_eq!(last["current"]["setup"]["query"], "q=marsh", "the last one who writes wins");
    assert_eq!(last["current"]["setup"]["columns"], json!([]));

    let colleague = Person::colleague(&world, "viewer").await;
    assert_eq!(colleague.table().await["current"], Value::Null, "each has their own");
    let payments = at_home.send(Method::GET, "/api/v1/tables/payments", Value::Null).await.1;
    assert_eq!(payments["current"], Value::Null, "and each table has its own");
    assert_eq!(world.number("SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind LIKE 'view.%'").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_ones_own_until_they_are_shared() {
    let world = World::new().await;
    let owner = Person::owner(&world).await;
    let biller = Person::colleague(&world, "biller").await;
    let viewer = Person::colleague(&world, "viewer").await;

    let (status, mine) = biller.view("Month's end", false).await;
    assert_eq!((status.as_u16(), &mine["editable"], &mine["owner"]), (201, &json!(true), &json!("biller")));
    let query = &mine["setup"]["query"];
    assert_eq!(query, "status=outstanding&q=marsh&sort=-due_on", "filters, what is searched for, and order");
    assert_eq!(owner.names().await, [""; 0], "a private view is nobody else's");
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(owner.send(method, &path(&mine), json!({ "name": "Mine now" })).await.0, 404);
    }
    assert_eq!(owner.view("month's END", false).await.0, 201, "nor does it take the name from others");

    let (status, shared) = biller.view("Overdue", true).await;
    assert_eq!(status, 201);
    for person in [&owner, &viewer] {
        assert!(person.names().await.contains(&"Overdue".to_owned()));
    }
    let seen = &viewer.table().await["views"][0];
    assert_eq!((&seen["editable"], &seen["owner"], &seen["shared"]), (&json!(false), &json!("biller"), &json!(true)));
    assert_eq!(viewer.send(Method::DELETE, &path(&shared), Value::Null).await.0, 403);
    assert_eq!(viewer.view("For all", true).await.0, 403, "who only looks shares nothing");
    assert_eq!(viewer.view("For me", false).await.0, 201);

    let (status, renamed) = owner.send(Method::PUT, &path(&shared), json!({ "name": "Late", "shared": true })).await;
    assert_eq!((status.as_u16(), &renamed["name"], &renamed["owner"]), (200, &json!("Late"), &json!("biller")));
    let (status, withdrawn) = owner.send(Method::PUT, &path(&shared), json!({ "name": "Late", "shared": false })).await;
    assert_eq!((status.as_u16(), &withdrawn["shared"], &withdrawn["editable"]), (200, &json!(false), &json!(false)));
    assert_eq!(viewer.names().await, ["For me"]);
    assert_eq!(biller.names().await, ["Late", "Month's end"], "its owner keeps it");
    assert_eq!(biller.send(Method::DELETE, &path(&shared), Value::Null).await.0, 204);
    for (kind, count) in [("view.shared", 1), ("view.changed", 1), ("view.withdrawn", 1)] {
        let events = world.get("/api/v1/audit_events?limit=100").await;
        let found = events["data"].as_array().unwrap().iter().filter(|e| e["kind"] == kind).count();
        assert_eq!(found, count, "{kind}: private views are nobody's business");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_stands_once_and_a_set_up_has_its_limits() {
    let world = World::new().await;
    let owner = Person::owner(&world).await;
    let biller = Person::colleague(&world, "biller").await;
    let (_, first) = owner.view("Overdue", true).await;
    for person in [&owner, &biller] {
        let (status, problem) = person.view(" OVERDUE ", false).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!("/name")));
    }
    let other_table = json!({ "table": "payments", "name": "Overdue" });
    assert_eq!(owner.send(Method::POST, "/api/v1/views", other_table).await.0, 201);
    let same = json!({ "name": "overdue", "shared": true, "table": "links" });
    assert_eq!(owner.send(Method::PUT, &path(&first), same).await.0, 200, "its own name is not in its way");
    let moved = json!({ "name": "Overdue", "table": "payments" });
    assert_eq!(owner.send(Method::PUT, &path(&first), moved).await.0, 422);

    for (new, pointer) in [
        (json!({ "table": "links", "name": "" }), "/name"),
        (json!({ "table": "links", "name": "x".repeat(61) }), "/name"),
        (json!({ "table": "links", "name": "a\u{0}b" }), "/name"),
        (json!({ "table": "users", "name": "People" }), "/table"),
        (json!({ "table": "links", "name": "Big", "setup": { "query": "x".repeat(20_000) } }), "/setup"),
    ] {
        let (status, problem) = owner.send(Method::POST, "/api/v1/views", new).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!(pointer)), "{problem}");
    }
    let big = json!({ "setup": { "query": "x".repeat(20_000) } });
    assert_eq!(owner.send(Method::PUT, "/api/v1/tables/links/setup", big).await.0, 422);
    for strange in ["/api/v1/tables/users", "/api/v1/tables/LINKS"] {
        assert_eq!(owner.send(Method::GET, strange, Value::Null).await.0, 404);
    }
    let half = json!({ "setup": { "columns": [{ "column": 5 }] } });
    assert_eq!(owner.send(Method::PUT, "/api/v1/tables/links/setup", half).await.0, 400);

    for i in 0..98 {
        assert_eq!(owner.view(&format!("View {i}"), false).await.0, 201);
    }
    let (status, problem) = owner.view("One too many", false).await;
    assert_eq!((status.as_u16(), &problem["type"]), (409, &json!("/problems/too-many-views")));
    assert_eq!(biller.view("But not for others", false).await.0, 201);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_begins_with_a_view_as_long_as_one_sees_it() {
    let world = World::new().await;
    let owner = Person::owner(&world).await;
    let viewer = Person::colleague(&world, "viewer").await;
    let (_, shared) = owner.view("Overdue", true).await;
    let (_, private) = owner.view("Mine", false).await;
    let begin = |id: &Value| viewer.send(Method::PUT, "/api/v1/tables/links/default", json!({ "view_id": id }));
    assert_eq!(begin(&private["id"]).await.0, 422, "another one's private view");
    assert_eq!(begin(&shared["id"]).await.0, 204);
    let kept = json!({ "setup": {}, "view_id": shared["id"] });
    assert_eq!(viewer.send(Method::PUT, "/api/v1/tables/links/setup", kept).await.0, 204);
    let state = viewer.table().await;
    assert_eq!((&state["default_view_id"], &state["current"]["view_id"]), (&shared["id"], &shared["id"]));

    assert_eq!(owner.send(Method::DELETE, &path(&shared), Value::Null).await.0, 204);
    let state = viewer.table().await;
    assert_eq!((&state["default_view_id"], &state["current"]["view_id"]), (&Value::Null, &Value::Null));
    assert_eq!(begin(&Value::Null).await.0, 204);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_sees_what_is_shared_and_keeps_nothing_of_its_own() {
    let world = World::new().await;
    let owner = Person::owner(&world).await;
    owner.view("Mine", false).await;
    let (_, shared) = owner.view("Overdue", true).await;
    let state = world.get("/api/v1/tables/links").await;
    assert_eq!((&state["current"], state["views"].as_array().unwrap().len()), (&Value::Null, 1));
    assert_eq!(state["views"][0]["id"], shared["id"]);
    let (status, problem) = world.post("/api/v1/views", json!({ "table": "links", "name": "Key's" })).await;
    assert_eq!((status.as_u16(), &problem["type"]), (403, &json!("/problems/no-person")), "{problem}");
    let put = world.http.put(format!("{}/api/v1/tables/links/setup", world.url)).bearer_auth(&world.api_key);
    assert_eq!(put.json(&json!({})).send().await.unwrap().status(), 403);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_sent_twice_with_one_key_is_one_view_and_two_at_once_get_one_name() {
    let world = World::new().await;
    let owner = Person::owner(&world).await;
    let twice = futures::future::join_all((0..6).map(|_| owner.view("Overdue", true))).await;
    let made = twice.iter().filter(|(status, _)| *status == 201).count();
    let refused = twice.iter().filter(|(status, _)| *status == 422).count();
    assert_eq!((made, refused), (1, 5));
    let send = || {
        let request = world.http.post(format!("{}/api/v1/views", world.url)).header("origin", &world.url);
        let new = json!({ "table": "links", "name": "Late" });
        request.header("cookie", &owner.cookie).header("idempotency-key", "view-1").json(&new).send()
    };
    let first: Value = send().await.unwrap().json().await.unwrap();
    let again: Value = send().await.unwrap().json().await.unwrap();
    assert_eq!(first, again);
    world.end().await;
}
