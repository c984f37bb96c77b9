//! What stands in each column of the table of links.

use domain::{
    LinkStatus, Money,
    api::links::{DeliveryStatus, Link},
    table::links::LinkColumn,
};
use leptos::prelude::*;

use super::status::status_badge;
use crate::{
    admin::cells::{attention, code, mode, moment, said, word},
    rows::Keyed,
    ui::{Badge, TableRow, Title, Tone, grouped, nothing, text, two_lines},
};

impl Keyed for Link {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl TableRow for Link {
    type Column = LinkColumn;
    const CARD: &'static [LinkColumn] = &[LinkColumn::Amount, LinkColumn::Status, LinkColumn::DueOn];

    fn title(&self) -> Title {
        match &self.recipient {
            Some(recipient) => {
                Title { text: recipient.name.clone(), missing: false, under: Some(recipient.email.clone()) }
            }
            None => Title { text: "No recipient".to_owned(), missing: true, under: None },
        }
    }

    fn cell(&self, column: LinkColumn) -> AnyView {
        match column {
            LinkColumn::Recipient => text(self.recipient.as_ref().map(|r| r.name.as_str())),
            LinkColumn::Email => text(self.recipient.as_ref().map(|r| r.email.as_str())),
            LinkColumn::Description => self.purpose(),
            LinkColumn::InvoiceNumber => text(self.invoice_number.as_deref()),
            LinkColumn::Client => text(self.client.as_deref()),
            LinkColumn::Matter => text(self.matter.as_deref()),
            LinkColumn::ClientId => self.client_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            LinkColumn::MatterId => self.matter_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            LinkColumn::Amount => self.money(Some(self.amount)),
            LinkColumn::AmountPaid => self.money(Some(self.amount_paid).filter(|paid| *paid > 0)),
            LinkColumn::AmountRemaining => self.remaining(),
            LinkColumn::MinAmount => self.money(self.min_amount),
            LinkColumn::Currency => text(Some(self.currency.code())),
            LinkColumn::DueOn => self.due(),
            LinkColumn::Status => status_badge(self).into_any(),
            LinkColumn::Delivery => self.delivered(),
            LinkColumn::FirstOpenedAt => moment(self.first_opened_at),
            LinkColumn::LastOpenedAt => moment(self.last_opened_at),
            LinkColumn::TimesOpened => match self.times_opened {
                0 => nothing(),
                times => text(Some(&grouped(times))),
            },
            LinkColumn::Account => text(Some(&self.account_name)),
            LinkColumn::AccountKind => word(column, self.account_kind.as_str()),
            LinkColumn::Method => self.method.as_deref().map_or_else(nothing, |method| word(column, method)),
            LinkColumn::PaidAt => moment(self.paid_at),
            LinkColumn::ExpiresAt => moment(self.expires_at),
            LinkColumn::CreatedAt => moment(Some(self.created_at)),
            LinkColumn::CreatedBy => text(Some(&self.created_by)),
            LinkColumn::Message => text(self.message.as_deref()),
            LinkColumn::ExternalId => text(self.external_id.as_deref()),
            LinkColumn::Flagged => attention(self.flagged),
            LinkColumn::Mode => mode(self.mode),
            LinkColumn::Import => self.import_id.as_ref().map_or_else(nothing, |import| code(import.as_str())),
            LinkColumn::Id => code(self.id.as_str()),
        }
    }
}

/// Parts that only a link has.
trait LinkCells {
    fn money(&self, amount: Option<i64>) -> AnyView;
    fn remaining(&self) -> AnyView;
    fn purpose(&self) -> AnyView;
    fn due(&self) -> AnyView;
    fn delivered(&self) -> AnyView;
}

impl LinkCells for Link {
    fn money(&self, amount: Option<i64>) -> AnyView {
        amount.map_or_else(nothing, |amount| text(Some(&Money::new(amount, self.currency).to_string())))
    }

    fn remaining(&self) -> AnyView {
        let money = Money::new(self.amount_remaining, self.currency).to_string();
        // Nobody is going to pay the rest of these.
        let settled = self.amount_remaining == 0 || matches!(self.status, LinkStatus::Cancelled | LinkStatus::Expired);
        view! { <span class="first" class:sub=settled>{money}</span> }.into_any()
    }

    fn purpose(&self) -> AnyView {
        match (&self.description, &self.invoice_number) {
            (Some(what), number) => two_lines(what.clone(), number.clone()),
            (None, Some(number)) => text(Some(number)),
            (None, None) => nothing(),
        }
    }

    fn due(&self) -> AnyView {
        let Some(day) = self.due_on else { return nothing() };
        let late = self.overdue;
        view! {
            <time class="first" datetime=day.to_string() class:late=late>{day.short()}</time>
            {late.then(|| view! { <span class="sr">" (overdue)"</span> })}
        }
        .into_any()
    }

    fn delivered(&self) -> AnyView {
        let Some(delivery) = self.delivery else { return nothing() };
        let tone = match delivery {
            DeliveryStatus::Queued => Tone::Info,
            DeliveryStatus::Sent => Tone::Good,
            DeliveryStatus::Bounced => Tone::Bad,
        };
        view! { <Badge tone word=said(LinkColumn::Delivery, delivery.as_str())/> }.into_any()
    }
}
