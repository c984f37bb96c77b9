//! Rows that ask for what was asked for before.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{counts, domain_day, invoices, wrong};
use crate::world::World;

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
