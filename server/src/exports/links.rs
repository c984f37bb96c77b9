//! The cells of links.

use domain::{CivilDate, api::links::Link, table::links::LinkColumn};

use super::{Cell, Exported};
use crate::{http::Result, links::row::LinkRow, state::App};

impl Exported for LinkColumn {
    type Shown = Link;
    const TITLE: &'static str = "Links";

    fn show(row: LinkRow, app: &App, today: CivilDate) -> Result<Link> {
        row.show(app, today)
    }

    fn id(link: &Link) -> &str {
        link.id.as_str()
    }

    fn cell(self, link: &Link) -> Cell {
        let recipient = link.recipient.as_ref();
        match self {
            Self::Recipient => Cell::text(recipient.map(|to| to.name.as_str())),
            Self::Email => Cell::text(recipient.map(|to| to.email.as_str())),
            Self::Description => Cell::text(link.description.as_deref()),
            Self::InvoiceNumber => Cell::text(link.invoice_number.as_deref()),
            Self::Client => Cell::text(link.client.as_deref()),
            Self::Matter => Cell::text(link.matter.as_deref()),
            Self::Amount => Cell::money(Some(link.amount), link.currency),
            Self::AmountPaid => Cell::money(Some(link.amount_paid), link.currency),
            Self::AmountRemaining => Cell::money(Some(link.amount_remaining), link.currency),
            Self::MinAmount => Cell::money(link.min_amount, link.currency),
            Self::Currency => Cell::Text(link.currency.code().to_owned()),
            Self::DueOn => link.due_on.map_or(Cell::Empty, Cell::Date),
            Self::Status => Cell::choice(self, link.status.as_str()),
            Self::Delivery => Cell::choice(self, link.delivery.map_or("none", |delivery| delivery.as_str())),
            Self::FirstOpenedAt => Cell::moment(link.first_opened_at),
            Self::LastOpenedAt => Cell::moment(link.last_opened_at),
            Self::TimesOpened => Cell::Number(link.times_opened),
            Self::Account => Cell::Text(link.account_name.clone()),
            Self::AccountKind => Cell::choice(self, link.account_kind.as_str()),
            Self::Method => link.method.as_deref().map_or(Cell::Empty, |method| Cell::choice(self, method)),
            Self::PaidAt => Cell::moment(link.paid_at),
            Self::ExpiresAt => Cell::moment(link.expires_at),
            Self::CreatedAt => Cell::Moment(link.created_at),
            Self::CreatedBy => Cell::Text(link.created_by.clone()),
            Self::Message => Cell::text(link.message.as_deref()),
            Self::ExternalId => Cell::text(link.external_id.as_deref()),
            Self::Flagged if link.flagged => Cell::choice(self, "yes"),
            Self::Flagged => Cell::Empty,
            Self::Mode => Cell::choice(self, link.mode.as_str()),
            Self::Import => Cell::text(link.import_id.as_ref().map(ToString::to_string)),
            Self::Id => Cell::Text(link.id.to_string()),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Amount | Self::AmountPaid | Self::AmountRemaining)
    }
}
