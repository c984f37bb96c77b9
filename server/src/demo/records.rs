//! Clients with matters and invoices, and links that ask for these.

use anyhow::Context as _;
use domain::{id::AccountId, time::DAY};
use serde_json::{Value, json};

use crate::state::App;

/// Who enters them: an integration, with its key.
pub(super) struct Clerk<'a> {
    pub app: &'a App,
    pub http: &'a reqwest::Client,
    pub key: &'a str,
}

impl Clerk<'_> {
    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let request = self.http.post(self.app.config.url(path)).bearer_auth(self.key).json(&body);
        let answer = request.send().await?;
        let status = answer.status();
        let answer: Value = answer.json().await?;
        anyhow::ensure!(status.is_success(), "{path}: {answer}");
        Ok(answer)
    }

    fn day(&self, days: i64) -> anyhow::Result<String> {
        let at = self.app.now().plus_ms(days * DAY).timestamp().context("a day that no calendar has")?;
        Ok(at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
    }

    async fn matter(&self, client: &Value, number: &str, name: &str) -> anyhow::Result<Value> {
        self.post("/api/v1/matters", json!({ "client_id": client["id"], "number": number, "name": name })).await
    }

    /// An invoice that was issued some days ago and is due 30 days later.
    async fn invoice(&self, matter: &Value, number: &str, ago: i64, lines: Value) -> anyhow::Result<Value> {
        let body = json!({
            "matter_id": matter["id"], "number": number, "lines": lines,
            "issued_on": self.day(-ago)?, "due_on": self.day(30 - ago)?,
        });
        self.post("/api/v1/invoices", body).await
    }

    /// Enters them.
    pub async fn keep(&self, operating: &AccountId, trust: &AccountId) -> anyhow::Result<()> {
        let birch = self.post(
            "/api/v1/clients",
            json!({
                "kind": "organisation", "name": "Birch Dental", "number": "C-1017", "email": "office@birch.example",
                "phone": "+1 503 555 0142", "address": "18 Alder Street\nPortland, OR 97205",
                "contacts": [
                    { "name": "Dr. Paula Birch", "role": "Owner", "email": "paula@birch.example" },
                    { "name": "Sam Ito", "role": "Accounts", "email": "accounts@birch.example", "pays": true },
                ],
            }),
        );
        let birch = birch.await?;
        let lease = self.matter(&birch, "1017-01", "Lease of the practice").await?;
        let hiring = self.matter(&birch, "1017-02", "Contracts of employment").await?;
        let hours =
            |what: &str, hours: i64, rate: i64| json!({ "description": what, "quantity": hours, "unit_price": rate });
        let review =
            json!([hours("Review of the lease", 6_500, 32_000), hours("Call with the landlord", 1_200, 32_000)]);
        let first = self.invoice(&lease, "INV-2201", 41, review).await?;
        let second = self.invoice(&lease, "INV-2202", 12, json!([hours("Amendments", 4_000, 32_000)])).await?;
        self.invoice(&hiring, "INV-2203", 5, json!([hours("Drafts of three contracts", 5_500, 29_000)])).await?;
        let sum = first["open"].as_i64().zip(second["open"].as_i64()).map_or(0, |(first, second)| first + second);
        let items = json!([{ "invoice_id": first["id"] }, { "invoice_id": second["id"] }]);
        self.post(
            "/api/v1/links",
            json!({
                "amount": sum, "currency": "USD", "account_id": operating, "matter_id": lease["id"], "items": items,
                "description": "Lease of the practice", "send": true,
            }),
        )
        .await?;

        let mendes = json!({ "name": "Carla Mendes", "number": "C-1023", "email": "c.mendes@example.org" });
        let mendes = self.post("/api/v1/clients", mendes).await?;
        let estate = self.matter(&mendes, "1023-01", "Estate of L. Mendes").await?;
        let probate = json!([
            hours("Probate filing", 3_250, 28_000),
            { "description": "Court fee", "unit_price": 29_100 },
        ]);
        self.invoice(&estate, "INV-2204", 3, probate).await?;
        self.post(
            "/api/v1/links",
            json!({
                "amount": 250_000, "currency": "USD", "account_id": trust, "matter_id": estate["id"],
                "description": "Retainer for the estate", "send": true,
            }),
        )
        .await?;

        let kestrel = json!({ "kind": "organisation", "name": "Kestrel Films", "number": "C-1031" });
        let kestrel = self.post("/api/v1/clients", kestrel).await?;
        self.matter(&kestrel, "1031-01", "Licence of the archive").await?;
        Ok(())
    }
}
