//! What the bank says, what the books say, and closing a month once both are the same.

use domain::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    asking::{client, id, matter, send, stranger},
    paper::{flat, pages},
    world::World,
};

/// A key of the firm's for an owner.
async fn owner(world: &World) -> String {
    let app = &world.running.app;
    let firm: String =
        sqlx::query_scalar("SELECT firm_id FROM accounts LIMIT 1").fetch_one(app.db.read()).await.unwrap();
    let mut tx = app.db.begin().await.unwrap();
    let (_, secret) =
        server::keys::create_key(app, &mut tx, &firm.parse().unwrap(), &"Owner".parse().unwrap(), Role::Owner)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    secret
}

async fn cheque(world: &World, account: &str, amount: i64, day: &str, number: &str) -> Value {
    let body = json!({
        "source": "cheque", "amount": amount, "currency": "usd", "account_id": account, "received_on": day,
        "reference": number, "payer_name": "Ida Marsh",
    });
    let (status, payment) = world.post("/api/v1/payments", body).await;
    assert_eq!(status, 201, "{payment}");
    payment
}

async fn upload(world: &World, account: &str, file: &str) -> (u16, Value) {
    let path = format!("{}/api/v1/accounts/{account}/bank-statements?name=bank.csv", world.url);
    let answer = world.http.post(path).bearer_auth(&world.api_key).body(file.to_owned()).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn month(account: &str, rest: &str) -> String {
    format!("/api/v1/accounts/{account}/months/2026-01{rest}")
}

async fn post(world: &World, key: &str, path: &str, body: Value) -> (u16, Value) {
    send(world, key, Method::POST, path, &body).await
}

const JANUARY: &str = "Date,Description,Reference,Amount,Balance\n\
    2026-01-12,CHEQUE DEPOSIT,No 1177,\"1,000.00\",\"1,000.00\"\n\
    2026-01-20,DEPOSIT SLIP,,700.00,\"1,700.00\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_trust_month_is_closed_once_all_three_sides_agree_and_then_nothing_moves_in_it() {
    let world = World::new().await;
    let (account, owner) = (world.account("trust").await, owner(&world).await);
    let marsh = client(&world, "Marsh").await;
    let lease = matter(&world, &marsh, "M-1").await;
    let first = cheque(&world, &account, 100_000, "2026-01-10", "1177").await;
    let part = json!({ "client_id": marsh["id"], "matter_id": lease["id"] });
    let (status, parts) = world.post(&format!("/api/v1/payments/{}/allocations", id(&first)), part).await;
    assert_eq!(status, 201, "{parts}");
    for amount in [30_000, 40_000] {
        cheque(&world, &account, amount, "2026-01-19", "").await;
    }
    cheque(&world, &account, 5_000, "2026-01-31", "late").await;

    // The file, twice: each line once.
    assert_eq!(world.get(&month(&account, "")).await["sides"]["statement"], Value::Null);
    let (status, statement) = upload(&world, &account, JANUARY).await;
    assert_eq!((status, &statement["fresh"], &statement["opening"]), (201, &json!(2), &json!(0)), "{statement}");
    assert_eq!(upload(&world, &account, JANUARY).await.1["fresh"], 0);
    let torn = JANUARY.replace("\"1,700.00\"", "\"1,800.00\"");
    assert_eq!(upload(&world, &account, &torn).await.0, 422, "balances that do not follow are refused");

    // What is open on both sides, and what is proposed: by number, and by sum.
    let open = world.get(&month(&account, "")).await;
    assert_eq!((open["lines"].as_array().unwrap().len(), open["entries"].as_array().unwrap().len()), (2, 4), "{open}");
    assert_eq!(open["proposals"].as_array().unwrap().len(), 2, "{open}");
    let (status, refused) = post(&world, &owner, &month(&account, "/closing"), json!({})).await;
    assert_eq!(status, 409, "{refused}");
    assert!(refused["detail"].as_str().unwrap().contains("2 lines of the bank"), "{refused}");
    let wrong = json!({ "line_ids": [open["lines"][0]["id"]], "entry_ids": [open["entries"][1]["id"]] });
    assert_eq!(post(&world, &world.api_key, &month(&account, "/matches"), wrong).await.0, 422, "other sums");
    let (status, matched) =
        post(&world, &world.api_key, &month(&account, "/matches"), json!({ "proposals": true })).await;
    assert_eq!(status, 201, "{matched}");
    let sides = &matched["sides"];
    let sums = ["statement", "outstanding", "adjusted_bank", "books", "owners", "lines_not_in_books"];
    assert_eq!(
        sums.map(|name| sides[name].as_i64().unwrap()),
        [170_000, 5_000, 175_000, 175_000, 175_000, 0],
        "{sides}"
    );
    assert_eq!((&matched["hindrances"], matched["matches"].as_array().unwrap().len()), (&json!([]), 2), "{matched}");

    // A match can be taken back, and made by hand.
    let slip = matched["matches"][0]["id"].as_str().unwrap();
    assert_eq!(
        send(&world, &world.api_key, Method::DELETE, &format!("/api/v1/bank-matches/{slip}"), &json!({})).await.0,
        204
    );
    let open = world.get(&month(&account, "")).await;
    let entries: Vec<&Value> =
        open["entries"].as_array().unwrap().iter().filter(|e| e["day"] == "2026-01-19").map(|e| &e["id"]).collect();
    let by_hand = json!({ "line_ids": [open["lines"][0]["id"]], "entry_ids": entries });
    assert_eq!(post(&world, &world.api_key, &month(&account, "/matches"), by_hand.clone()).await.0, 201);
    assert_eq!(post(&world, &world.api_key, &month(&account, "/matches"), by_hand).await.0, 409, "once only");

    // Closing is for owners.
    assert_eq!(post(&world, &world.api_key, &month(&account, "/closing"), json!({})).await.0, 403);
    let (status, closed) = post(&world, &owner, &month(&account, "/closing"), json!({})).await;
    assert_eq!((status, &closed["closed"]["closed_by"]), (201, &json!("Owner")), "{closed}");

    // What is heard of later stands on the first open day, and says so; also what takes something back.
    cheque(&world, &account, 7_000, "2026-01-15", "found").await;
    let after = world.get(&month(&account, "")).await;
    assert_eq!(after["sides"], closed["sides"], "nothing moves in a closed month");
    let (at, memo): (i64, String) = sqlx::query_as(
        "SELECT j.occurred_at, j.memo FROM journals j JOIN payments p ON p.id = j.payment_id WHERE p.reference = 'found'",
    )
    .fetch_one(world.running.app.db.read())
    .await
    .unwrap();
    let zone = world.get("/api/v1/firm").await["time_zone"].as_str().unwrap().to_owned();
    let day = server::firm::local_date(&zone, domain::Instant::from_ms(at)).to_string();
    assert_eq!(day, "2026-02-01");
    assert!(memo.contains("15 January 2026"), "{memo}");
    let more = format!("{JANUARY}2026-01-30,FORGOTTEN,,1.00,\"1,701.00\"\n");
    assert_eq!(upload(&world, &account, &more).await.0, 409, "no new line in a closed month");
    let first_match = closed["matches"][0]["id"].as_str().unwrap();
    let undo = format!("/api/v1/bank-matches/{first_match}");
    assert_eq!(send(&world, &world.api_key, Method::DELETE, &undo, &json!({})).await.0, 409);

    // The paper says it, and its signature holds for exactly that.
    let answer =
        world.http.get(format!("{}{}", world.url, month(&account, "/pdf"))).bearer_auth(&owner).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let signed = world.get(&month(&account, "/signature")).await;
    let text = flat(&pages(&answer.bytes().await.unwrap()).join(" "));
    for part in ["$1,750.00", "Outstanding items", "$50.00", "Unidentified funds", signed["digest"].as_str().unwrap()] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let check = |signed: Value| {
        let world = &world;
        async move { world.post("/api/v1/months/verification", signed).await.1["valid"].clone() }
    };
    assert_eq!(check(signed.clone()).await, true);
    let mut forged = signed.clone();
    forged["content"] = json!(signed["content"].as_str().unwrap().replace("170000", "180000"));
    assert_eq!(check(forged).await, false);

    // Opening again needs an owner and a reason; afterwards the month takes entries.
    assert_eq!(post(&world, &owner, &month(&account, "/reopening"), json!({})).await.0, 422);
    assert_eq!(post(&world, &world.api_key, &month(&account, "/reopening"), json!({ "reason": "x" })).await.0, 403);
    let (status, open) =
        post(&world, &owner, &month(&account, "/reopening"), json!({ "reason": "A cheque was missing" })).await;
    assert_eq!((status, &open["closed"]), (201, &Value::Null), "{open}");
    cheque(&world, &account, 100, "2026-01-16", "again").await;
    assert_eq!(world.get(&month(&account, "")).await["sides"]["books"], 175_100);
    // Whose it is stands on the paper by matter, from the month on in which somebody said so.
    let today = server::firm::local_date(&zone, world.clock.now());
    world.advance(std::time::Duration::from_secs(40 * 86_400)).await;
    let path = format!("/api/v1/accounts/{account}/months/{}", domain::bank::Month::of(today));
    let (status, closed) = post(&world, &owner, &format!("{path}/closing"), json!({})).await;
    assert_eq!((status, &closed["sides"]["owners"]), (201, &json!(182_100)), "{closed}");
    let answer = world.http.get(format!("{}{path}/pdf", world.url)).bearer_auth(&owner).send().await.unwrap();
    let text = flat(&pages(&answer.bytes().await.unwrap()).join(" "));
    assert!(text.contains("Marsh M-1 $1,000.00"), "{text}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operating_month_has_two_sides_and_carries_what_is_outstanding() {
    let world = World::new().await;
    let (account, owner) = (world.account("operating").await, owner(&world).await);
    cheque(&world, &account, 20_000, "2026-01-31", "9001").await;
    let balance = month(&account, "/balance");
    let put = |body: Value| {
        let (world, path) = (&world, &balance);
        async move { send(world, &world.api_key, Method::PUT, path, &body).await }
    };
    assert_eq!(put(json!({ "balance": "soon" })).await.0, 422);
    let (status, open) = put(json!({ "balance": "0.00" })).await;
    assert_eq!(
        (status, &open["sides"]["owners"], &open["sides"]["adjusted_bank"]),
        (200, &Value::Null, &json!(20_000)),
        "{open}"
    );
    assert_eq!(post(&world, &owner, &month(&account, "/closing"), json!({})).await.0, 201);
    let february = format!("/api/v1/accounts/{account}/months/2026-02");
    let march = format!("/api/v1/accounts/{account}/months/2026-03/closing");
    assert_eq!(post(&world, &owner, &march, json!({})).await.0, 409, "one month after the other");
    assert_eq!(world.get(&february).await["entries"][0]["amount"], 20_000, "carried forward");
    let ofx = "OFXHEADER:100\n<OFX><CURDEF>USD<ACCTID>1<BANKTRANLIST><STMTTRN><DTPOSTED>20260203<TRNAMT>200.00<FITID>1<NAME>CHECK 9001\
        </BANKTRANLIST><LEDGERBAL><BALAMT>200.00<DTASOF>20260228</LEDGERBAL></OFX>";
    assert_eq!(upload(&world, &account, ofx).await.0, 201);
    let (status, matched) =
        post(&world, &world.api_key, &format!("{february}/matches"), json!({ "proposals": true })).await;
    assert_eq!((status, &matched["entries"], &matched["hindrances"]), (201, &json!([]), &json!([])), "{matched}");
    assert_eq!(world.get(&month(&account, "")).await["sides"]["outstanding"], 20_000, "January stays as it was told");
    assert_eq!(post(&world, &owner, &format!("{february}/closing"), json!({})).await.0, 201);
    let (status, _) = post(&world, &owner, &month(&account, "/reopening"), json!({ "reason": "No" })).await;
    assert_eq!(status, 409, "from the last one on");

    // Another firm sees nothing of it, and a viewer changes nothing.
    let other = stranger(&world).await;
    for path in ["", "/signature", "/pdf"] {
        assert_eq!(send(&world, &other, Method::GET, &month(&account, path), &json!({})).await.0, 404, "{path}");
    }
    let viewer = crate::asking::key(&world, "viewer").await;
    assert_eq!(post(&world, &viewer, &month(&account, "/matches"), json!({ "proposals": true })).await.0, 403);
    for bad in ["2026-13", "x", "2026-1"] {
        assert_eq!(
            send(&world, &owner, Method::GET, &format!("/api/v1/accounts/{account}/months/{bad}"), &json!({})).await.0,
            404
        );
    }
    world.end().await;
}
