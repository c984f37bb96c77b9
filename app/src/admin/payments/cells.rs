//! What stands in each column of the table of payments.

use domain::{
    Currency, Money,
    api::payments::{Payment, method_label},
    table::payments::PaymentColumn,
};
use leptos::prelude::*;

use super::status::payment_badge;
use crate::{
    admin::cells::{attention, code, mode, moment, word},
    rows::Keyed,
    ui::{NOTHING, TableRow, Title, nothing, text},
};

impl Keyed for Payment {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl TableRow for Payment {
    type Column = PaymentColumn;
    const CARD: &'static [PaymentColumn] = &[PaymentColumn::Amount, PaymentColumn::Status, PaymentColumn::PaidAt];

    fn title(&self) -> Title {
        let name = self.payer_name.clone().or_else(|| self.payer_email.clone());
        let under = self.payer_email.clone().filter(|email| Some(email) != name.as_ref());
        Title { missing: name.is_none(), text: name.unwrap_or_else(|| "Unknown payer".to_owned()), under }
    }

    fn cell(&self, column: PaymentColumn) -> AnyView {
        let settled = self.settlement_currency.unwrap_or(self.currency);
        let money =
            |amount: Option<i64>, currency| amount.map_or_else(nothing, |_| text(Some(&known(amount, currency))));
        match column {
            PaymentColumn::PayerName => text(self.payer_name.as_deref()),
            PaymentColumn::PayerEmail => text(self.payer_email.as_deref()),
            PaymentColumn::Amount => money(Some(self.amount), self.currency),
            PaymentColumn::Fee => money(self.fee, settled),
            PaymentColumn::Net => money(self.net, settled),
            PaymentColumn::Currency => text(Some(self.currency.code())),
            PaymentColumn::Status => payment_badge(self).into_any(),
            PaymentColumn::Method => match &self.method {
                None => nothing(),
                Some(_) => {
                    text(Some(&method_label(self.method.as_deref(), self.brand.as_deref(), self.last4.as_deref())))
                }
            },
            PaymentColumn::InvoiceNumber => text(self.invoice_number.as_deref()),
            PaymentColumn::Source => word(column, self.source.as_str()),
            PaymentColumn::Client => text(self.client_name.as_deref()),
            PaymentColumn::ClientId => self.client_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            PaymentColumn::Matter => text(self.matter_number.as_deref()),
            PaymentColumn::MatterId => self.matter_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            PaymentColumn::Linked => word(column, if self.client_id.is_some() { "yes" } else { "no" }),
            PaymentColumn::Refunded => money((self.refunded > 0).then_some(self.refunded), self.currency),
            PaymentColumn::Dispute => self.dispute.map_or_else(nothing, |dispute| text(Some(dispute.label()))),
            PaymentColumn::Reference => text(self.reference.as_deref()),
            PaymentColumn::Account => text(self.account_name.as_deref()),
            PaymentColumn::PaidAt => moment(self.paid_at),
            PaymentColumn::CreatedAt => moment(Some(self.created_at)),
            PaymentColumn::Flagged => attention(!self.flags.is_empty() && !self.acknowledged),
            PaymentColumn::AuthorizationCode => text(self.authorization_code.as_deref()),
            PaymentColumn::Failure => text(self.failure.as_deref()),
            PaymentColumn::GatewayId => self.gateway_id.as_deref().map_or_else(nothing, code),
            PaymentColumn::Link => self.link_id.as_ref().map_or_else(nothing, |id| code(id.as_str())),
            PaymentColumn::Mode => mode(self.mode),
            PaymentColumn::Id => code(self.id.as_str()),
        }
    }
}

/// An amount, once the gateway has said it.
pub fn known(amount: Option<i64>, currency: Currency) -> String {
    amount.map_or_else(|| NOTHING.to_owned(), |amount| Money::new(amount, currency).to_string())
}
