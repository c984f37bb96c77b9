//! The tables there are.

use crate::word::words;

words! {
    /// A table that can be set up and exported.
    TableName {
        /// Payment links.
        Links = "links",
        /// Payments.
        Payments = "payments",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Columns as _, links::LinkColumn, payments::PaymentColumn};

    #[test]
    fn each_is_named_as_its_columns_say() {
        assert_eq!(TableName::Links.as_str(), LinkColumn::TABLE);
        assert_eq!(TableName::Payments.as_str(), PaymentColumn::TABLE);
    }
}
