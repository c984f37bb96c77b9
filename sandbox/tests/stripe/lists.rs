use serde_json::{Value, json};

use crate::rig::{Rig, id};

fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect()
}

#[tokio::test]
async fn cursors_walk_a_list_in_both_directions() {
    let rig = Rig::start().await;
    let mut all = Vec::new();
    for _ in 0..5 {
        all.insert(0, id(&rig.new_session().await).to_owned());
    }
    let first = rig.get("/v1/checkout/sessions?limit=2").await.ok();
    assert_eq!((ids(&first), &first["has_more"]), (all[..2].to_vec(), &json!(true)));
    let second = rig.get(&format!("/v1/checkout/sessions?limit=2&starting_after={}", all[1])).await.ok();
    assert_eq!(ids(&second), all[2..4]);
    let last = rig.get(&format!("/v1/checkout/sessions?limit=2&starting_after={}", all[3])).await.ok();
    assert_eq!((ids(&last), &last["has_more"]), (all[4..].to_vec(), &json!(false)));
    let back = rig.get(&format!("/v1/checkout/sessions?limit=2&ending_before={}", all[3])).await.ok();
    assert_eq!((ids(&back), &back["has_more"]), (all[1..3].to_vec(), &json!(true)));
}

#[tokio::test]
async fn lists_are_filtered() {
    let rig = Rig::start().await;
    let paid = rig.paid_session("4242424242424242").await;
    let open = rig.new_session().await;
    let by_status = rig.get("/v1/checkout/sessions?status=open").await.ok();
    assert_eq!(ids(&by_status), [id(&open)]);
    let by_intent =
        rig.get(&format!("/v1/checkout/sessions?payment_intent={}", id(&paid["payment_intent"]))).await.ok();
    assert_eq!(ids(&by_intent), [id(&paid["session"])]);
    let types = "types[]=charge.succeeded&types[]=payment_intent.succeeded";
    assert_eq!(ids(&rig.get(&format!("/v1/events?{types}")).await.ok()).len(), 2);
    let created = paid["session"]["created"].as_i64().unwrap();
    assert_eq!(ids(&rig.get(&format!("/v1/events?created[gte]={}", created + 3600)).await.ok()).len(), 0);
    assert_eq!(ids(&rig.get(&format!("/v1/charges?created[lte]={}", created + 3600)).await.ok()).len(), 1);
    let source = paid["charge"]["id"].as_str().unwrap();
    assert_eq!(ids(&rig.get(&format!("/v1/balance_transactions?source={source}")).await.ok()).len(), 1);
}

#[tokio::test]
async fn customers_are_made_found_and_changed() {
    let rig = Rig::start().await;
    let made = rig.post("/v1/customers", &[("email", "ada@example.com"), ("metadata[file]", "7")]).await.ok();
    let path = format!("/v1/customers/{}", id(&made));
    let changed = rig.post(&path, &[("name", "Ada"), ("metadata[file]", "")]).await.ok();
    assert_eq!((&changed["name"], &changed["metadata"]), (&json!("Ada"), &json!({})));
    assert_eq!(ids(&rig.get("/v1/customers?email=ada@example.com").await.ok()), [id(&made)]);
}

#[tokio::test]
async fn the_state_tells_what_tests_ask() {
    let rig = Rig::start().await;
    rig.new_session().await;
    rig.paid_session("4242424242424242").await;
    let state = rig.get("/control/state?client_reference_id=lnk_1").await.ok();
    assert_eq!((&state["open_sessions"], &state["complete_sessions"]), (&json!(1), &json!(1)));
    assert_eq!(state["succeeded_charges"], 1);
    assert_eq!(state["requests"][0]["path"], "/v1/checkout/sessions");
    assert_eq!(rig.control("/control/reset", json!({})).await.status, 204);
    assert_eq!(rig.get("/control/state").await.ok()["counts"]["checkout.session"], 0);
}
