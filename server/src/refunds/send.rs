//! Sending a refund to the gateway: the same request until there is an answer, and never a second refund.

use anyhow::{Context as _, anyhow};
use domain::{Instant, id::RefundId, refund::RefundStatus, time::HOUR};

use super::{Paid, RefundRow, facts::Facts, follow};
use crate::{
    connections::ConnectionRow,
    gateways::stripe::{CallError, Client, money::Refund},
    jobs::{Failure, Job},
    state::App,
};

/// How long a request is repeated under its key: Stripe forgets keys after a day.
const KEY_LIFE: i64 = 23 * HOUR;

/// The job: sends a refund that was stored, and records the answer.
///
/// # Errors
/// *Retry* until the gateway has answered.
pub async fn send(app: &App, id: &RefundId) -> Result<(), Failure> {
    let row = RefundRow::by_id(&mut *app.db.read().acquire().await?, id).await?;
    let Some(row) = row.filter(|row| row.status.0 == RefundStatus::Requested) else { return Ok(()) };
    let connection = ConnectionRow::by_id(app, &row.connection_id).await?;
    let paid = Paid::find(&mut *app.db.read().acquire().await?, &row.firm_id, &row.payment_id).await?;
    let intent = paid.payment_intent.clone().ok_or_else(|| Failure::GiveUp(anyhow!("a payment without gateway")))?;
    let sending = Sending { app, client: connection.client(app)?, connection, row, intent };
    sending.go_on().await
}

/// A refund on its way to the gateway.
struct Sending<'a> {
    app: &'a App,
    client: Client,
    connection: ConnectionRow,
    row: RefundRow,
    intent: String,
}

impl Sending<'_> {
    async fn go_on(mut self) -> Result<(), Failure> {
        if self.key_is_old() {
            if self.look().await? {
                return Ok(());
            }
            self.renew_key().await?;
        }
        let (Some(request), Some(key)) = (self.row.request.as_deref(), self.row.idempotency_key.as_deref()) else {
            return Err(Failure::GiveUp(anyhow!("a refund without its request")));
        };
        match self.client.create_refund(request, key).await {
            Ok(refund) => self.adopt(refund).await,
            Err(error @ CallError::Refused { .. }) if error.is_final() => {
                // It may have been taken under an earlier key after all.
                if self.look().await? { Ok(()) } else { self.refuse(&error).await }
            }
            Err(CallError::Failed(status)) => {
                // The failure is stored under the key: look whether the work was done after all.
                if self.look().await? {
                    return Ok(());
                }
                self.renew_key().await?;
                Err(Failure::Retry(anyhow!("Stripe failed ({status}); the refund is sent again under a new key")))
            }
            Err(error) => Err(Failure::Retry(anyhow::Error::new(error).context("sending a refund"))),
        }
    }

    fn key_is_old(&self) -> bool {
        let since = self.row.key_since.unwrap_or(self.row.created_at);
        self.app.now().since(Instant::from_ms(since)) > KEY_LIFE
    }

    /// Looks for the refund at the gateway, and adopts it.
    async fn look(&self) -> Result<bool, Failure> {
        let found = self.client.find_refund(&self.intent, self.row.id.as_str()).await;
        match found {
            Ok(Some(refund)) => self.adopt(refund).await.map(|()| true),
            Ok(None) => Ok(false),
            Err(error) => Err(Failure::Retry(anyhow::Error::new(error).context("looking for a refund"))),
        }
    }

    async fn adopt(&self, refund: Refund) -> Result<(), Failure> {
        let facts = Facts::of(refund, self.app.now())?;
        follow::record(self.app, &self.connection, &self.intent, &facts).await
    }

    /// Only after looking: the old key holds a failure, or is forgotten.
    async fn renew_key(&mut self) -> Result<(), Failure> {
        let old = self.row.idempotency_key.clone().unwrap_or_default();
        let number = old.rsplit_once('-').and_then(|(_, n)| n.parse::<u32>().ok()).unwrap_or(1);
        let (new, now) = (format!("{}-{}", self.row.id.0, number + 1), self.app.now().ms());
        let mut tx = self.app.db.begin().await?;
        let moved = sqlx::query(
            "UPDATE refunds SET idempotency_key = $1, key_since = $2
             WHERE firm_id = $3 AND id = $4 AND idempotency_key = $5 AND status = 'requested'",
        )
        .bind(new.as_str())
        .bind(now)
        .bind(self.row.firm_id.as_str())
        .bind(self.row.id.as_str())
        .bind(old)
        .execute(tx.conn())
        .await
        .context("renewing a refund's key")?;
        tx.commit().await?;
        (self.row.idempotency_key, self.row.key_since) = (Some(new), Some(now));
        let done = moved.rows_affected() == 1;
        done.then_some(()).ok_or_else(|| Failure::Retry(anyhow!("another worker sends this refund")))
    }

    /// The gateway will not do it, whatever we do: the money stays, and what we know of the payment is looked at again.
    async fn refuse(&self, error: &CallError) -> Result<(), Failure> {
        let CallError::Refused { code, message, .. } = error else { return Ok(()) };
        tracing::warn!(refund = %self.row.id.0, code, "the gateway refused a refund");
        let why = sentence(code.as_deref(), message);
        let mut tx = self.app.db.begin().await?;
        follow::refuse(self.app, &mut tx, &self.row, &why).await?;
        let (connection, payment_intent) = (self.connection.id.0.clone(), self.intent.clone());
        Job::SyncRefunds { connection: connection.clone(), payment_intent: payment_intent.clone() }
            .enqueue(self.app, &mut tx, self.app.now())
            .await?;
        Job::SyncDisputes { connection, payment_intent }.enqueue(self.app, &mut tx, self.app.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Why the gateway refused, in words for staff.
fn sentence(code: Option<&str>, message: &str) -> String {
    match code {
        Some("charge_already_refunded") => "All of it was given back at the gateway already.".into(),
        Some("charge_disputed") => {
            "The client's bank contests this payment, and the gateway takes no refund of it.".into()
        }
        Some("balance_insufficient" | "insufficient_funds") => {
            "The balance at the gateway does not cover it. Ask for it again once there is enough.".into()
        }
        _ => format!("Stripe refused: {}", message.chars().take(300).collect::<String>()),
    }
}
