//! What is kept of a set-up: only what its table can read again.

use domain::{
    api::tables::Setup,
    table::{
        Columns, Layout, Style, TableName, TableQuery, clients::ClientColumn, events::AppointmentColumn,
        invoices::InvoiceColumn, links::LinkColumn, matters::MatterColumn, payments::PaymentColumn,
        postings::PostingColumn,
    },
};

use crate::http::{Error, Result};

/// The largest set-up, in bytes of JSON: every column with its width, and filters to spare.
const LARGEST: usize = 16 * 1024;

/// A set-up without what its table does not know, as text for the database.
///
/// # Errors
/// 422 at `/setup` when it is too large.
pub(super) fn tidy(table: TableName, setup: &Setup) -> Result<Setup> {
    if text(setup)?.len() > LARGEST {
        return Err(Error::field("/setup", "This set-up is too large to keep: use fewer or shorter filters"));
    }
    Ok(match table {
        TableName::Links => tidy_for::<LinkColumn>(setup),
        TableName::Payments => tidy_for::<PaymentColumn>(setup),
        TableName::Clients => tidy_for::<ClientColumn>(setup),
        TableName::Matters => tidy_for::<MatterColumn>(setup),
        TableName::Invoices => tidy_for::<InvoiceColumn>(setup),
        TableName::Events => tidy_for::<AppointmentColumn>(setup),
        TableName::Postings => tidy_for::<PostingColumn>(setup),
    })
}

fn tidy_for<C: Columns>(setup: &Setup) -> Setup {
    let params: Vec<(String, String)> = form_urlencoded::parse(setup.query.as_bytes()).into_owned().collect();
    let params = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let query = TableQuery::<C>::read_leniently(Style::Address, params);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query.params(Style::Address)).finish();
    if setup.columns.is_empty() {
        // As the table is made: columns that it gets later show up by themselves.
        return Setup { columns: Vec::new(), density: setup.density, query };
    }
    Layout::<C>::from_setup(setup).to_setup(query)
}

/// As the database keeps it.
pub(super) fn text(setup: &Setup) -> Result<String> {
    Ok(serde_json::to_string(setup).map_err(anyhow::Error::from)?)
}

/// What the database kept. A set-up of another version that cannot be read any more is none.
pub(super) fn read(text: &str) -> Option<Setup> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use domain::api::tables::ColumnSetup;

    use super::*;

    fn shown(column: &str) -> ColumnSetup {
        ColumnSetup { column: column.into(), shown: true, pinned: false, width: Some(u16::MAX) }
    }

    #[test]
    fn what_the_table_cannot_read_is_left_out() {
        let setup = Setup {
            columns: vec![shown("amount"), shown("gone"), shown("amount")],
            query: "status=paid&amount=100..500&gone=1&due_on=someday&sort=-due_on&q=marsh".into(),
            ..Setup::default()
        };
        let kept = tidy(TableName::Links, &setup).unwrap();
        assert_eq!(kept.query, "amount=100..500&status=paid&q=marsh&sort=-due_on");
        assert_eq!(kept.columns.iter().filter(|c| c.column == "amount").count(), 1);
        assert!(kept.columns.iter().all(|c| c.column != "gone" && c.width != Some(u16::MAX)));
        assert_eq!(tidy(TableName::Links, &kept).unwrap(), kept, "what is tidy stays as it is");
        let bare = Setup { query: "q=a%26b".into(), ..Setup::default() };
        assert_eq!(tidy(TableName::Payments, &bare).unwrap(), bare, "no columns: as the table is made");
    }

    #[test]
    fn a_set_up_has_a_largest_size() {
        let long = |length| Setup { query: "x".repeat(length), ..Setup::default() };
        assert!(tidy(TableName::Links, &long(LARGEST / 2)).is_ok());
        let refused = tidy(TableName::Links, &long(LARGEST)).unwrap_err().into_problem();
        assert!(refused.field("/setup").is_some());
    }
}
