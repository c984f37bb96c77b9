//! Links and payments, so that the first page one sees is not empty.

use domain::{
    Money,
    api::links::{NewLink, NewRecipient},
    id::{AccountId, FirmId, LinkId},
    link::Closing,
    time::DAY,
};
use sandbox::Sandbox;
use serde_json::json;

use super::{MOMENT, records, upload};
use crate::{
    accounts::AccountRow,
    audit::{Actor, Event},
    checkouts::start,
    db::Col,
    links::{closing, insert, public, row::LinkRow},
    state::App,
};

/// What becomes of a sample.
enum Fate {
    Waits,
    Opened,
    Paid(&'static str),
    Part(i64),
    Debit,
    Cancelled,
}

struct Sample {
    name: &'static str,
    email: &'static str,
    invoice: Option<&'static str>,
    what: &'static str,
    amount: i64,
    /// Days from today.
    due: Option<i64>,
    min: Option<i64>,
    trust: bool,
    fate: Fate,
}

const VISA: &str = "4242424242424242";
const MASTERCARD: &str = "5555555555554444";

#[rustfmt::skip]
const SAMPLES: [Sample; 12] = [
    Sample { name: "Ann Okafor", email: "okafor@example.org", invoice: Some("INV-2093"), what: "Okafor v. Lind", amount: 125_000, due: Some(-9), min: None, trust: false, fate: Fate::Opened },
    Sample { name: "Birch Dental", email: "accounts@birch.example", invoice: Some("INV-2101"), what: "Lease review", amount: 840_000, due: Some(-7), min: Some(100_000), trust: false, fate: Fate::Part(500_000) },
    Sample { name: "Carla Mendes", email: "c.mendes@example.org", invoice: Some("INV-2104"), what: "Estate of L. Mendes", amount: 62_000, due: Some(0), min: Some(10_000), trust: false, fate: Fate::Opened },
    Sample { name: "D. Whitfield", email: "dw@example.org", invoice: Some("INV-2107"), what: "Custody", amount: 207_550, due: Some(3), min: None, trust: false, fate: Fate::Waits },
    Sample { name: "Ekström AB", email: "faktura@ekstrom.example", invoice: Some("INV-2110"), what: "Merger", amount: 4_100_000, due: Some(4), min: None, trust: false, fate: Fate::Debit },
    Sample { name: "Farid Aziz", email: "bounce@example.org", invoice: Some("INV-2111"), what: "Visa application", amount: 90_000, due: Some(4), min: None, trust: false, fate: Fate::Waits },
    Sample { name: "Grace Lin", email: "grace.lin@example.org", invoice: None, what: "Will", amount: 35_000, due: Some(7), min: None, trust: false, fate: Fate::Paid(VISA) },
    Sample { name: "Hartley Group", email: "ap@hartley.example", invoice: Some("INV-2115"), what: "Advice, October", amount: 1_260_000, due: Some(9), min: None, trust: false, fate: Fate::Paid(MASTERCARD) },
    Sample { name: "Ines Duarte", email: "ines@example.org", invoice: None, what: "Retainer", amount: 500_000, due: Some(10), min: None, trust: true, fate: Fate::Waits },
    Sample { name: "J. O’Neill", email: "jon@example.org", invoice: Some("INV-2120"), what: "Appeal", amount: 331_000, due: Some(11), min: None, trust: false, fate: Fate::Cancelled },
    Sample { name: "Kestrel Films", email: "pay@kestrel.example", invoice: Some("INV-2122"), what: "Licence", amount: 778_000, due: Some(13), min: None, trust: false, fate: Fate::Opened },
    Sample { name: "Lena Fischer", email: "lena@example.org", invoice: None, what: "Consultation", amount: 18_000, due: None, min: None, trust: false, fate: Fate::Paid(VISA) },
];

/// Makes the samples, unless the firm has links. `key` is one of its API keys.
pub(super) async fn pour(app: &App, outside: &Sandbox, key: &str) -> anyhow::Result<()> {
    let any: Option<String> = sqlx::query_scalar("SELECT id FROM links LIMIT 1").fetch_optional(app.db.read()).await?;
    if any.is_some() {
        return Ok(());
    }
    let accounts: Vec<(Col<FirmId>, Col<AccountId>, String)> =
        sqlx::query_as("SELECT firm_id, id, kind FROM accounts ORDER BY id LIMIT 10").fetch_all(app.db.read()).await?;
    let http = reqwest::Client::new();
    for sample in &SAMPLES {
        let kind = if sample.trust { "trust" } else { "operating" };
        let Some((firm, account, _)) = accounts.iter().find(|(_, _, k)| k == kind) else { continue };
        let id = make(app, firm, account, sample).await?;
        live(app, firm, &id, sample, outside, &http).await?;
    }
    let first = |kind: &str| accounts.iter().find(|(_, _, k)| k == kind).map(|(_, account, _)| &account.0);
    if let Some((operating, trust)) = first("operating").zip(first("trust")) {
        records::Clerk { app, http: &http, key }.keep(operating, trust).await?;
        upload::leave(app, &http, operating, key).await?;
    }
    tokio::time::sleep(MOMENT).await;
    Ok(())
}

async fn make(app: &App, firm: &FirmId, account: &AccountId, sample: &Sample) -> anyhow::Result<LinkId> {
    let due = sample.due.and_then(|days| app.now().plus_ms(days * DAY).timestamp());
    let due = due.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string());
    let new = NewLink {
        amount: sample.amount,
        currency: "USD".into(),
        account_id: account.to_string(),
        invoice_number: sample.invoice.map(Into::into),
        description: Some(sample.what.into()),
        due_on: due,
        min_amount: sample.min,
        recipient: Some(NewRecipient { name: sample.name.into(), email: sample.email.into() }),
        send: true,
        ..NewLink::default()
    };
    let (ask, _) = insert::parse(&new, app.now())?;
    let mut tx = app.db.begin().await?;
    let row = AccountRow::find(tx.conn(), firm, account).await?;
    let connection = row.connection_for(ask.money.currency)?;
    let id = insert::ask(app, &mut tx, &ask, &row, &connection, "Miriam Hale").await?;
    Event::new(firm, domain::api::audit::EventKind::LinkCreated, Actor::tender())
        .link(&id, &id)
        .detail(ask.money)
        .record(app, &mut tx)
        .await?;
    crate::mail::queue_link(app, &mut tx, firm, &id, 1, crate::mail::LinkMail::First).await?;
    tx.commit().await?;
    Ok(id)
}

async fn live(
    app: &App,
    firm: &FirmId,
    id: &LinkId,
    sample: &Sample,
    outside: &Sandbox,
    http: &reqwest::Client,
) -> anyhow::Result<()> {
    let link = LinkRow::find(&mut *app.db.read().acquire().await?, firm, id).await?;
    let (amount, card, method) = match sample.fate {
        Fate::Waits => return Ok(()),
        Fate::Opened => return Ok(public::note_opened(app, &link).await?),
        Fate::Cancelled => {
            let mut tx = app.db.begin().await?;
            closing::begin(app, &mut tx, firm, id, Closing::Cancel, Actor::tender()).await?;
            tx.commit().await?;
            return Ok(());
        }
        Fate::Paid(card) => (sample.amount, card, "card"),
        Fate::Part(amount) => (amount, VISA, "card"),
        Fate::Debit => (sample.amount, VISA, "bank_debit"),
    };
    public::note_opened(app, &link).await?;
    let url = start::checkout_url(app, firm, id, amount).await?;
    let settle = if method == "bank_debit" { "manual" } else { "succeed" };
    let paid = http
        .post(format!("{}/control/pay", outside.url()))
        .json(&json!({ "url": url, "method": method, "card": card, "settle": settle, "name": sample.name, "email": sample.email }))
        .send()
        .await?;
    anyhow::ensure!(paid.status().is_success(), "the sandbox did not pay {}", Money::new(amount, link.currency.0));
    Ok(())
}
