//! The tables there are.

use crate::word::words;

words! {
    /// A table that can be set up and exported.
    TableName {
        /// Payment links.
        Links = "links",
        /// Payments.
        Payments = "payments",
        /// Clients.
        Clients = "clients",
        /// Matters.
        Matters = "matters",
        /// Invoices.
        Invoices = "invoices",
        /// Appointments.
        Events = "events",
        /// Postings.
        Postings = "postings",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{
        Columns as _, clients::ClientColumn, events::AppointmentColumn, invoices::InvoiceColumn, links::LinkColumn,
        matters::MatterColumn, payments::PaymentColumn, postings::PostingColumn,
    };

    #[test]
    fn each_is_named_as_its_columns_say() {
        assert_eq!(TableName::Links.as_str(), LinkColumn::TABLE);
        assert_eq!(TableName::Payments.as_str(), PaymentColumn::TABLE);
        assert_eq!(TableName::Clients.as_str(), ClientColumn::TABLE);
        assert_eq!(TableName::Matters.as_str(), MatterColumn::TABLE);
        assert_eq!(TableName::Invoices.as_str(), InvoiceColumn::TABLE);
        assert_eq!(TableName::Events.as_str(), AppointmentColumn::TABLE);
        assert_eq!(TableName::Postings.as_str(), PostingColumn::TABLE);
    }
}
