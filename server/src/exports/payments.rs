//! The cells of payments.

use domain::{
    CivilDate, PaymentFlag,
    api::payments::{Payment, method_label},
    table::payments::PaymentColumn,
};

use super::{Cell, Exported};
use crate::{http::Result, state::App};

impl Exported for PaymentColumn {
    type Shown = Payment;
    const TITLE: &'static str = "Payments";

    fn show(row: Self::Row, _: &App, _: CivilDate) -> Result<Payment> {
        Ok(row.into())
    }

    fn id(payment: &Payment) -> &str {
        payment.id.as_str()
    }

    fn cell(self, payment: &Payment) -> Cell {
        let settled = payment.settlement_currency.unwrap_or(payment.currency);
        match self {
            Self::PayerName => Cell::text(payment.payer_name.as_deref()),
            Self::PayerEmail => Cell::text(payment.payer_email.as_deref()),
            Self::Amount => Cell::money(Some(payment.amount), payment.currency),
            Self::Fee => Cell::money(payment.fee, settled),
            Self::Net => Cell::money(payment.net, settled),
            Self::Currency => Cell::Text(payment.currency.code().to_owned()),
            Self::Status => Cell::choice(self, payment.status.as_str()),
            Self::Method if payment.method.is_none() && payment.brand.is_none() => Cell::Empty,
            Self::Method => {
                Cell::Text(method_label(payment.method.as_deref(), payment.brand.as_deref(), payment.last4.as_deref()))
            }
            Self::InvoiceNumber => Cell::text(payment.invoice_number.as_deref()),
            Self::Account => Cell::text(payment.account_name.as_deref()),
            Self::PaidAt => Cell::moment(payment.paid_at),
            Self::CreatedAt => Cell::Moment(payment.created_at),
            Self::Flagged if payment.acknowledged || payment.flags.is_empty() => Cell::Empty,
            Self::Flagged => {
                Cell::Text(payment.flags.iter().map(|f| PaymentFlag::label(*f)).collect::<Vec<_>>().join(", "))
            }
            Self::AuthorizationCode => Cell::text(payment.authorization_code.as_deref()),
            Self::Failure => Cell::text(payment.failure.as_deref()),
            Self::GatewayId => Cell::Text(payment.gateway_id.clone()),
            Self::Link => Cell::text(payment.link_id.as_ref().map(ToString::to_string)),
            Self::Mode => Cell::choice(self, payment.mode.as_str()),
            Self::Id => Cell::Text(payment.id.to_string()),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Amount | Self::Fee | Self::Net)
    }
}
