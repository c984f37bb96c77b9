//! The file of a batch: the firm's columns, and a line for each posting.

use std::{collections::BTreeMap, path::PathBuf};

use domain::{
    Currency, Instant, Money,
    allocation::TargetKind,
    api::{
        payments::method_label,
        postings::{BatchTotal, FileLayout},
        selections::ExportFormat,
    },
    id::{FirmId, PaymentId, PostingId, PostingMarkId},
    posting::{FileField, PostingKind},
};
use jiff::tz::TimeZone;
use sqlx::AnyConnection;
use tokio::task::spawn_blocking;

use crate::{
    db::Col,
    exports::{
        Cell, csv,
        sheet::{Heading, Rows, Sheet, Step},
        xlsx,
    },
    http::Result,
};

/// Pixels of a column.
const WIDTH: u16 = 130;

/// What a posting says in the file.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Line {
    id: Col<PostingId>,
    sequence: i64,
    kind: Col<PostingKind>,
    target: Col<TargetKind>,
    amount: i64,
    currency: Col<Currency>,
    occurred_at: i64,
    client_name: String,
    client_number: Option<String>,
    matter_name: Option<String>,
    matter_number: Option<String>,
    invoice_number: Option<String>,
    account_name: Option<String>,
    payment_id: Col<PaymentId>,
    payer_name: Option<String>,
    reference: Option<String>,
    method: Option<String>,
    brand: Option<String>,
    last4: Option<String>,
}

impl Line {
    /// Those that a mark has taken, in their order.
    pub async fn of(conn: &mut AnyConnection, firm: &FirmId, mark: &PostingMarkId) -> Result<Vec<Self>> {
        Ok(sqlx::query_as(
            "SELECT o.id, o.sequence, o.kind, o.target, o.amount, o.currency, o.occurred_at, c.name AS client_name,
                 c.number AS client_number, m.name AS matter_name, m.number AS matter_number,
                 i.number AS invoice_number, a.name AS account_name, o.payment_id, p.payer_name, p.reference, p.method,
                 p.brand, p.last4
             FROM posting_changes g JOIN postings o ON o.id = g.posting_id AND o.firm_id = g.firm_id
             JOIN clients c ON c.id = o.client_id AND c.firm_id = o.firm_id
             JOIN payments p ON p.id = o.payment_id AND p.firm_id = o.firm_id
             LEFT JOIN matters m ON m.id = o.matter_id AND m.firm_id = o.firm_id
             LEFT JOIN invoices i ON i.id = o.invoice_id AND i.firm_id = o.firm_id
             LEFT JOIN accounts a ON a.id = o.account_id AND a.firm_id = o.firm_id
             WHERE g.firm_id = $1 AND g.mark_id = $2 ORDER BY o.sequence",
        )
        .bind(firm.as_str())
        .bind(mark.as_str())
        .fetch_all(conn)
        .await?)
    }

    fn cell(&self, field: FileField, about: &About) -> Cell {
        let label = |label: &str| Cell::Text(label.to_owned());
        match field {
            FileField::Date => Cell::text(about.day(Instant::from_ms(self.occurred_at))),
            FileField::Sequence => Cell::Number(self.sequence),
            FileField::Batch => Cell::Number(about.number),
            FileField::Kind => label(self.kind.label()),
            FileField::ClientNumber => Cell::text(self.client_number.as_deref()),
            FileField::ClientName => label(&self.client_name),
            FileField::MatterNumber => Cell::text(self.matter_number.as_deref()),
            FileField::MatterName => Cell::text(self.matter_name.as_deref()),
            FileField::InvoiceNumber => Cell::text(self.invoice_number.as_deref()),
            FileField::Target => label(match self.target.0 {
                TargetKind::Invoice => "Invoice",
                TargetKind::Trust => "Trust",
                TargetKind::Credit => "Credit",
            }),
            FileField::Account => Cell::text(self.account_name.as_deref()),
            FileField::Amount => Cell::Money(Money::new(self.amount, self.currency.0)),
            FileField::Currency => label(self.currency.code()),
            FileField::Method => Cell::text(
                self.method
                    .as_deref()
                    .map(|method| method_label(Some(method), self.brand.as_deref(), self.last4.as_deref())),
            ),
            FileField::Payer => Cell::text(self.payer_name.as_deref()),
            FileField::Reference => Cell::text(self.reference.as_deref()),
            FileField::PaymentId => label(self.payment_id.as_str()),
            FileField::PostingId => label(self.id.as_str()),
        }
    }
}

/// What a batch is made with.
pub(super) struct Made<'a> {
    pub number: i64,
    pub at: Instant,
    pub zone: &'a str,
    pub folder: PathBuf,
}

struct About {
    number: i64,
    zone: TimeZone,
    pattern: &'static str,
}

impl About {
    fn day(&self, at: Instant) -> Option<String> {
        Some(at.timestamp()?.to_zoned(self.zone.clone()).strftime(self.pattern).to_string())
    }
}

/// The file.
pub(super) async fn bytes(layout: &FileLayout, lines: &[Line], made: Made<'_>) -> Result<Vec<u8>> {
    let zone = TimeZone::get(made.zone).unwrap_or(TimeZone::UTC);
    let about = About { number: made.number, zone: zone.clone(), pattern: layout.days.pattern() };
    // No totals: what reads the file takes each line for a posting.
    let heading = |heading: &str| Heading { label: heading.to_owned().into(), width: WIDTH, has_total: false };
    let sheet = Sheet {
        title: "Postings",
        headings: layout.columns.iter().map(|column| heading(&column.heading)).collect(),
        zone,
        made_at: made.at,
        folder: made.folder,
    };
    let cells = |line: &Line| layout.columns.iter().map(|column| line.cell(column.field, &about)).collect();
    let (steps, mut rows) = Rows::channel();
    for step in [Step::Rows(lines.iter().map(cells).collect()), Step::End] {
        steps.try_send(step).map_err(|_| anyhow::anyhow!("a batch's rows have no room"))?;
    }
    let format = layout.format;
    let written = spawn_blocking(move || {
        let mut bytes = Vec::new();
        match format {
            ExportFormat::Csv => csv::write(&sheet, &mut rows, &mut bytes)?,
            ExportFormat::Xlsx => {
                let mut file = std::io::Cursor::new(Vec::new());
                xlsx::write(&sheet, &mut rows, &mut file)?;
                bytes = file.into_inner();
            }
        }
        anyhow::Ok(bytes)
    });
    Ok(written.await.map_err(anyhow::Error::new)??)
}

/// What the lines come to, by account and currency.
pub(super) fn totals(lines: &[Line]) -> Vec<BatchTotal> {
    let mut totals: BTreeMap<(String, &str), BatchTotal> = BTreeMap::new();
    for line in lines {
        let (account_name, currency) = (line.account_name.clone().unwrap_or_default(), line.currency.0);
        let total = totals.entry((account_name.clone(), currency.code()));
        let total = total.or_insert(BatchTotal { account_name, currency, count: 0, amount: 0 });
        total.count += 1;
        total.amount = total.amount.saturating_add(line.amount);
    }
    totals.into_values().collect()
}
