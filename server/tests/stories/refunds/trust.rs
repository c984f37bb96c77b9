//! Trust money goes back out of its own client's balance, and what others do to it is put right by operating.

use reqwest::Method;
use serde_json::json;

use super::{Case, balance};

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_of_trust_money_is_paid_by_the_trust_account() {
    let case = Case::paid(5_000, "trust").await;
    case.link_to_client().await;
    assert_eq!((balance(&case.world, "trust").await, balance(&case.world, "unidentified").await), (5_000, 0));
    case.ask(2_000).await;
    case.until("succeeded").await;
    assert_eq!(balance(&case.world, "trust").await, 3_000);
    let state = case.world.control(Method::GET, "state", json!({})).await;
    assert_eq!(state["counts"]["transfer_reversal"], 1, "the connected account gave it back");
    assert_eq!(balance(&case.world, "due_to_operating").await, 0);
    case.sweep().await;
    case.end().await;
}

/// Someone refunds in the gateway's dashboard, and forgets where the money lies.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_operating_paid_for_trust_is_owed_to_operating() {
    let case = Case::paid(5_000, "trust").await;
    case.link_to_client().await;
    case.refund_outside(&[("amount", "2000")]).await;
    case.until("succeeded").await;
    assert_eq!(balance(&case.world, "trust").await, 3_000);
    assert_eq!(balance(&case.world, "due_to_operating").await, 2_000);
    assert_eq!(balance(&case.world, "due_from_trust").await, -2_000);
    let mails = case.world.mail("owner@haleorr.example").await;
    assert!(mails.iter().any(|mail| mail["text"].as_str().unwrap().contains("belong to operating")), "an alarm");
    case.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_fails_leaves_the_money_at_the_platform_and_operating_owes_it() {
    let case = Case::paid(5_000, "trust").await;
    case.link_to_client().await;
    case.ask(2_000).await;
    case.until("succeeded").await;
    let refund = case.at_gateway().await.remove(0);
    let path = format!("refunds/{}/fail", refund["id"].as_str().unwrap());
    case.world.control(Method::POST, &path, json!({})).await;
    case.until("failed").await;
    assert_eq!(balance(&case.world, "trust").await, 5_000, "the client has it again");
    assert_eq!(balance(&case.world, "due_from_operating").await, -2_000);
    case.end().await;
}
