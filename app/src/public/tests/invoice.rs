//! The invoice's page.

use axum::{Json, Router, routing::get};
use domain::{
    Currency, Problem,
    api::{invoices::InvoiceLine, public::PublicInvoice},
    invoice::InvoiceStatus,
};
use http::StatusCode;

use super::{Sent, TOKEN, firm, send};
use crate::public::Refused;

fn invoice(status: InvoiceStatus) -> PublicInvoice {
    PublicInvoice {
        firm: firm(),
        number: "INV-2104".to_owned(),
        status,
        overdue: false,
        client_name: "Marsh <Ltd>".to_owned(),
        matter_number: Some("M-7".to_owned()),
        issued_on: "2026-11-01".parse().unwrap(),
        due_on: "2026-11-21".parse().ok(),
        currency: Currency::USD,
        lines: vec![InvoiceLine {
            description: "Advice".to_owned(),
            quantity: 1_500,
            unit_price: 20_000,
            tax_rate: 8_875,
            amount: 30_000,
            tax: 2_663,
        }],
        subtotal: 30_000,
        tax: 2_663,
        total: 32_663,
        paid: 0,
        returned: 0,
        open: 32_663,
        processing: 0,
        note: Some("Thank you.".to_owned()),
        test: true,
    }
}

async fn open(invoice: PublicInvoice, refused: Option<Refused>) -> Sent {
    let at = if refused.is_some() { "/checkout" } else { "" };
    let api = Router::new().route(&format!("/api/v1/public/invoices/{TOKEN}"), get(async || Json(invoice)));
    send(&format!("/i/{TOKEN}{at}"), api, refused).await
}

#[tokio::test]
async fn it_says_what_is_owed_and_for_what() {
    let page = open(invoice(InvoiceStatus::Unpaid), None).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("Hale &amp; Orr &lt;LLP")
        .says("Invoice INV-2104")
        .says("Unpaid")
        .says("Marsh &lt;Ltd")
        .says("1 November 2026")
        .says("Due 21 November 2026")
        .says("1.5 × $200.00 · 8.875 % tax")
        .says("$300.00")
        .says("$26.63")
        .says("Thank you.")
        .says(&format!(r#"method="post" action="/i/{TOKEN}/checkout""#))
        .says("Pay $326.63 now")
        .says("Test mode: no real money moves")
        .says_no("Refunded")
        .says_no(">Open<");
}

#[tokio::test]
async fn it_says_what_was_paid_of_it() {
    let part = PublicInvoice { paid: 20_000, open: 12_663, overdue: true, ..invoice(InvoiceStatus::PartlyPaid) };
    open(part.clone(), None).await.says("Overdue").says("Was due 21 November 2026").says("Pay $126.63 now");
    let part = PublicInvoice { overdue: false, processing: 2_663, ..part };
    open(part, None).await.says("Partially paid").says("A bank debit of $26.63 is on its way").says("Pay $100.00 now");
    let all = PublicInvoice { paid: 32_663, open: 0, ..invoice(InvoiceStatus::Paid) };
    open(all, None).await.says("Paid in full").says_no("<form");
    let back = PublicInvoice { returned: 32_663, ..invoice(InvoiceStatus::Refunded) };
    open(back, None).await.says("Refunded").says("Pay $326.63 now");
    let void = PublicInvoice { open: 0, ..invoice(InvoiceStatus::Void) };
    open(void, None).await.says("This invoice was withdrawn").says("mailto:billing@haleorr.example").says_no("<form");
}

#[tokio::test]
async fn a_refusal_stands_above_the_button() {
    let problem = Problem::new(409, "being-paid", "Someone is paying invoice INV-2104 right now");
    let refused = Refused { problem: problem.with_detail("Try again."), typed_amount: String::new() };
    let page = open(invoice(InvoiceStatus::Unpaid), Some(refused)).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.says(r#"role="alert""#).says("Someone is paying invoice INV-2104 right now").says("Try again.").says("<form");
}

#[tokio::test]
async fn an_unknown_token_shows_nothing() {
    let page = send("/i/zzzzzzzzzzzzzzzzzzzzzzzzzzz", Router::new(), None).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    page.says("We can’t find this page").says_no("Hale");
}
