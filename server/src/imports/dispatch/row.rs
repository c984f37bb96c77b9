//! One row on its way to a link.

use domain::{
    Money,
    api::audit::EventKind,
    id::LinkId,
    imports::{CheckedRow, Delivery, RowValues, check},
    link::PartPolicy,
};

use super::{batch::Batch, scope};
use crate::{
    audit::{Actor, Event},
    db::Tx,
    firm,
    http::Result,
    imports::{
        check::rank,
        keys::{self, Folds},
        raw::RawRow,
    },
    links::insert::{self, Addressee, Ask},
    mail,
};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

impl Batch<'_> {
    /// Makes the row's link, or says at the row why there is none.
    pub async fn send(&mut self, tx: &mut Tx, row: &RawRow) -> Result<()> {
        let checked = check(&row.read(&self.mapping)?, &self.context);
        let asked = if checked.is_fine() { self.ask(&checked.values) } else { None };
        let Some(ask) = asked else { return self.refuse(tx, &checked).await };
        let folds = Folds::of(&checked.values);
        if let Some(link) = keys::blocking(tx, &scope(self.app, self.import, &self.account.id), &folds).await? {
            return self.block(tx, row.number, &link).await;
        }
        let link = self.make(tx, &ask).await?;
        self.keep_link(tx, row.number, &link).await
    }

    /// What a row asks for.
    fn ask(&self, values: &RowValues) -> Option<Ask> {
        let money = Money::new(values.amount?, self.context.currency);
        let name = values.name.clone().or_else(|| values.email.as_ref()?.as_str().parse().ok());
        let addressee = values.email.clone().zip(name).map(|(email, name)| Addressee { name, email });
        // A link without an address has no recipient; whom it is for must not get lost.
        let client = values.client.clone().or_else(|| values.name.clone().filter(|_| addressee.is_none()));
        Some(Ask {
            account: self.account.id.0.clone(),
            money,
            min_amount: values.min_amount,
            part_policy: PartPolicy::Continue,
            invoice_number: values.invoice_number.clone(),
            client,
            matter: values.matter.clone(),
            external_id: values.external_id.clone(),
            description: values.description.clone(),
            message: values.message.clone(),
            due_on: values.due_on,
            expires_at: values.expires_on.map(|day| firm::end_of_day(&self.zone, day)),
            send: self.import.delivery.0 == Delivery::Mail && addressee.is_some(),
            addressee,
            import: Some(self.import.id.0.clone()),
            whose: None,
        })
    }

    async fn make(&mut self, tx: &mut Tx, ask: &Ask) -> Result<LinkId> {
        let (firm, by) = (&self.import.firm_id, self.import.sent_by.as_deref().unwrap_or("Tender"));
        let id = insert::ask(self.app, tx, ask, &self.account, &self.connection, by).await?;
        let actor = match &self.import.sent_by_id {
            Some(who) => Actor::staff(by, who),
            None => Actor::tender(),
        };
        let event = Event::new(firm, EventKind::LinkCreated, actor).link(&id, &id);
        event.detail(ask.money).record(self.app, tx).await?;
        if ask.send {
            let at = domain::Instant::from_ms(self.mail_at);
            mail::queue_first(self.app, tx, firm, &id, at).await?;
            self.mail_at += MINUTE / i64::from(self.app.config.bulk_mails_per_minute);
        }
        Ok(id)
    }

    async fn keep_link(&self, tx: &mut Tx, number: i64, link: &LinkId) -> Result<()> {
        sqlx::query("UPDATE import_rows SET link_id = $1 WHERE import_id = $2 AND number = $3")
            .bind(link.as_str())
            .bind(self.import.id.as_str())
            .bind(number)
            .execute(tx.conn())
            .await?;
        sqlx::query("UPDATE import_checks SET rank = $1 WHERE import_id = $2 AND number = $3")
            .bind(rank::CREATED)
            .bind(self.import.id.as_str())
            .bind(number)
            .execute(tx.conn())
            .await?;
        Ok(())
    }

    /// A link that asks for the same was made since the review.
    async fn block(&self, tx: &mut Tx, number: i64, link: &LinkId) -> Result<()> {
        sqlx::query(
            "UPDATE import_checks SET earlier = $1, earlier_rank = $2, rank = $2 WHERE import_id = $3 AND number = $4",
        )
        .bind(link.as_str())
        .bind(rank::ERROR)
        .bind(self.import.id.as_str())
        .bind(number)
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// What was right at the review is wrong now: its last day has passed.
    async fn refuse(&self, tx: &mut Tx, row: &CheckedRow) -> Result<()> {
        sqlx::query(
            "UPDATE import_checks SET problems = $1, own_rank = $2, rank = $2 WHERE import_id = $3 AND number = $4",
        )
        .bind(serde_json::to_string(&row.problems).map_err(anyhow::Error::new)?)
        .bind(rank::ERROR)
        .bind(self.import.id.as_str())
        .bind(i64::from(row.number))
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
