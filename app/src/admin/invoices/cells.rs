//! What stands in each column of the table of invoices.

use domain::{CivilDate, Money, api::invoices::Invoice, invoice::InvoiceStatus, table::invoices::InvoiceColumn};
use leptos::prelude::*;

use crate::{
    admin::cells::{code, mode, moment},
    rows::Keyed,
    ui::{Badge, TableRow, Title, Tone, nothing, text},
};

impl Keyed for Invoice {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl TableRow for Invoice {
    type Column = InvoiceColumn;
    const CARD: &'static [InvoiceColumn] = &[InvoiceColumn::Open, InvoiceColumn::Client, InvoiceColumn::Status];

    fn title(&self) -> Title {
        Title { text: self.number.clone(), missing: false, under: None }
    }

    fn cell(&self, column: InvoiceColumn) -> AnyView {
        let money = |amount| text(Some(&Money::new(amount, self.currency).to_string()));
        let some = |amount: i64| if amount == 0 { nothing() } else { money(amount) };
        match column {
            InvoiceColumn::Number => text(Some(&self.number)),
            InvoiceColumn::Client => text(Some(&self.client_name)),
            InvoiceColumn::ClientId => code(self.client_id.as_str()),
            InvoiceColumn::Matter => text(self.matter_number.as_deref()),
            InvoiceColumn::MatterId => self.matter_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            InvoiceColumn::Total => money(self.total),
            InvoiceColumn::Paid => some(self.paid),
            InvoiceColumn::Open => some(self.open),
            InvoiceColumn::Tax => some(self.tax),
            InvoiceColumn::Currency => text(Some(self.currency.code())),
            InvoiceColumn::IssuedOn => day(self.issued_on, false),
            InvoiceColumn::DueOn => self.due_on.map_or_else(nothing, |due| day(due, self.overdue)),
            InvoiceColumn::Status => invoice_badge(self).into_any(),
            InvoiceColumn::Account => text(Some(&self.account_name)),
            InvoiceColumn::PaidAt => moment(self.paid_at),
            InvoiceColumn::CreatedAt => moment(Some(self.created_at)),
            InvoiceColumn::CreatedBy => text(Some(&self.created_by)),
            InvoiceColumn::Mode => mode(self.mode),
            InvoiceColumn::Id => code(self.id.as_str()),
        }
    }
}

fn day(day: CivilDate, late: bool) -> AnyView {
    view! {
        <time class="first" datetime=day.to_string() class:late=late>{day.short()}</time>
        {late.then(|| view! { <span class="sr">" (overdue)"</span> })}
    }
    .into_any()
}

/// Where the invoice stands; that it is overdue comes before the rest.
pub fn invoice_badge(invoice: &Invoice) -> impl IntoView + use<> {
    let (tone, word) = match invoice.status {
        status if invoice.overdue && status.is_open() => (Tone::Bad, "Overdue"),
        status => (tone(status), status.label()),
    };
    view! { <Badge tone word/> }
}

fn tone(status: InvoiceStatus) -> Tone {
    match status {
        InvoiceStatus::Unpaid => Tone::Info,
        InvoiceStatus::PartlyPaid | InvoiceStatus::Refunded => Tone::Warn,
        InvoiceStatus::Paid => Tone::Good,
        InvoiceStatus::Void => Tone::Mute,
    }
}
