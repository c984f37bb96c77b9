//! The cells of payments.

use domain::{PaymentFlag, api::payments::method_label, table::payments::PaymentColumn};

use super::{Cell, Exported, Field};
use crate::{db::Flags, table::Source as _};

/// What the gateway took and paid out is in the currency that it settled in.
const SETTLED: &str = "COALESCE(p.settlement_currency, p.currency)";

impl Exported for PaymentColumn {
    const TITLE: &'static str = "Payments";
    const CURRENCY: &'static str = "p.currency";

    fn field(self) -> Field {
        match self {
            Self::Account => Field::text("a.name"),
            Self::Fee | Self::Net => Field::money(self.compared(), SETTLED),
            Self::Method => Field::of(&["p.method", "p.brand", "p.last4"], |row| {
                Ok(match (row.text(0)?, row.text(1)?) {
                    (None, None) => Cell::Empty,
                    (method, brand) => Cell::Text(method_label(method, brand, row.text(2)?)),
                })
            }),
            Self::Flagged => Field::of(&["p.flags", "p.acknowledged_at"], |row| {
                let flags: Option<Flags<PaymentFlag>> = row.word(0)?;
                Ok(match flags {
                    Some(Flags(flags)) if !flags.is_empty() && row.number(1)?.is_none() => {
                        let flags: Vec<&str> = flags.into_iter().map(PaymentFlag::label).collect();
                        Cell::Text(flags.join(", "))
                    }
                    _ => Cell::Empty,
                })
            }),
            _ => Field::usual(self),
        }
    }

    fn has_total(self) -> bool {
        matches!(self, Self::Amount | Self::Fee | Self::Net)
    }
}
