//! What stands in each column of the table of appointments.

use domain::{
    Money,
    api::events::Appointment,
    event::{AppointmentPayment, AppointmentStatus},
    table::events::AppointmentColumn,
};
use leptos::prelude::*;

use super::times;
use crate::{
    admin::cells::{code, mode, moment},
    rows::Keyed,
    ui::{Badge, TableRow, Title, Tone, nothing, text},
};

impl Keyed for Appointment {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl TableRow for Appointment {
    type Column = AppointmentColumn;
    const CARD: &'static [AppointmentColumn] =
        &[AppointmentColumn::StartsAt, AppointmentColumn::Client, AppointmentColumn::Payment];

    fn title(&self) -> Title {
        Title { text: self.title.clone(), missing: false, under: None }
    }

    fn cell(&self, column: AppointmentColumn) -> AnyView {
        let some = |amount: i64| match amount {
            0 => nothing(),
            amount => text(Some(&Money::new(amount, self.currency).to_string())),
        };
        match column {
            AppointmentColumn::Title => text(Some(&self.title)),
            AppointmentColumn::StartsAt => {
                let said = times::when(&self.local_start, &self.local_end);
                view! { <time class="first" datetime=self.starts_at.to_string()>{said}</time> }.into_any()
            }
            AppointmentColumn::Client => text(Some(&self.client_name)),
            AppointmentColumn::ClientId => code(self.client_id.as_str()),
            AppointmentColumn::Matter => text(self.matter_number.as_deref()),
            AppointmentColumn::MatterId => self.matter_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            AppointmentColumn::Place => text(self.place.as_deref()),
            AppointmentColumn::Minutes => text(Some(&self.minutes.to_string())),
            AppointmentColumn::Responsible => text(self.responsible_name.as_deref()),
            AppointmentColumn::Fee => some(self.fee),
            AppointmentColumn::Deposit => some(self.deposit),
            AppointmentColumn::Paid => some(self.paid),
            AppointmentColumn::Currency => text(Some(self.currency.code())),
            AppointmentColumn::Payment => payment_badge(self.payment).into_any(),
            AppointmentColumn::Status => status_badge(self.status).into_any(),
            AppointmentColumn::Account => text(self.account_name.as_deref()),
            AppointmentColumn::CreatedAt => moment(Some(self.created_at)),
            AppointmentColumn::CreatedBy => text(Some(&self.created_by)),
            AppointmentColumn::Mode => mode(self.mode),
            AppointmentColumn::Id => code(self.id.as_str()),
        }
    }
}

/// Where the appointment stands.
pub fn status_badge(status: AppointmentStatus) -> impl IntoView + use<> {
    let tone = match status {
        AppointmentStatus::Booked => Tone::Info,
        AppointmentStatus::CheckedIn | AppointmentStatus::Completed => Tone::Good,
        AppointmentStatus::NoShow => Tone::Warn,
        AppointmentStatus::Cancelled => Tone::Mute,
    };
    view! { <Badge tone word=status.label()/> }
}

/// What has been paid for it.
pub fn payment_badge(payment: AppointmentPayment) -> impl IntoView + use<> {
    let tone = match payment {
        AppointmentPayment::Free => Tone::Mute,
        AppointmentPayment::Unpaid => Tone::Info,
        AppointmentPayment::DepositUnpaid | AppointmentPayment::PartPaid => Tone::Warn,
        AppointmentPayment::DepositPaid | AppointmentPayment::Paid => Tone::Good,
    };
    view! { <Badge tone word=payment.label()/> }
}
