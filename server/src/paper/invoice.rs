//! An invoice on paper.

use axum::{extract::State, response::Response};
use domain::{
    Money, Problem,
    api::invoices::{Invoice, InvoiceLine},
    decimal::show_thousandths,
    id::InvoiceId,
    invoice::InvoiceStatus,
};
use sqlx::AnyConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Letterhead, answer,
    layout::{Layout, Role, Style},
    print::{About, print},
    table::{Column, Row},
    text::PT,
};
use crate::{
    clients::ClientRow,
    firm,
    http::{CanLook, Path, Result},
    invoices::{self, InvoiceRow},
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The invoice as a PDF.
#[utoipa::path(get, path = "/api/v1/invoices/{id}/pdf", tag = "invoices", operation_id = "invoice_pdf",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, CanLook(staff): CanLook, Path(id): Path<InvoiceId>) -> Result<Response> {
    let mut conn = app.db.read().acquire().await?;
    let row = InvoiceRow::find(&mut conn, &staff.firm, &id).await?;
    make(&app, &mut conn, row).await
}

/// The same for who has the address of its page.
///
/// # Errors
/// 404 for a token that is none.
pub async fn public(app: &App, token: &str) -> Result<Response> {
    let row = invoices::public::find(app, token).await?;
    let mut conn = app.db.read().acquire().await?;
    make(app, &mut conn, row).await
}

async fn make(app: &App, conn: &mut AnyConnection, row: InvoiceRow) -> Result<Response> {
    let firm = firm::load_in(conn, &row.firm_id).await?;
    let today = firm::today(&firm, app.now());
    let client = ClientRow::find(conn, &row.firm_id, &row.client_id).await?;
    let lines = invoices::lines_of(conn, &row.firm_id, &row.id).await?;
    let head = Letterhead::load(conn, firm).await?;
    let paper = Paper { invoice: row.show(app, today, lines)?, address: client.address, head };
    let name = format!("invoice-{}.pdf", paper.invoice.number);
    let bytes = tokio::task::spawn_blocking(move || paper.print()).await.map_err(anyhow::Error::from)??;
    Ok(answer("application/pdf", &name, bytes))
}

/// All that stands on it.
struct Paper {
    invoice: Invoice,
    address: Option<String>,
    head: Letterhead,
}

impl Paper {
    fn print(self) -> anyhow::Result<Vec<u8>> {
        let Self { invoice, address, head } = self;
        let title = format!("Invoice {}", invoice.number);
        let mut layout = Layout::new(head.format(), format!("{} · {title}", head.firm.name))?;
        head.write(&mut layout);
        layout.paragraph(Role::Title, Style::TITLE, &title);
        if invoice.mode == domain::Mode::Test {
            layout.paragraph(Role::Paragraph, Style::STRONG, "Test: nobody owes this, and no money moves.");
        }
        layout.skip(10 * PT);
        layout.facts(&facts(&invoice, address.as_deref()));
        layout.skip(6 * PT);
        lines(&mut layout, &invoice);
        layout.skip(16 * PT);
        if let Some(note) = &invoice.note {
            layout.paragraph(Role::Paragraph, Style::BODY, note);
            layout.skip(8 * PT);
        }
        if invoice.open > 0 {
            layout.paragraph(Role::Paragraph, Style::STRONG, &format!("Pay online: {}", invoice.url));
            layout.skip(8 * PT);
        }
        if let Some(small) = &head.firm.disclaimer {
            layout.paragraph(Role::Paragraph, Style::QUIET, small);
        }
        print(&layout, About { title, author: head.firm.name, logo: head.logo })
    }
}

fn facts(invoice: &Invoice, address: Option<&str>) -> Vec<(&'static str, String)> {
    let client = match address {
        Some(address) => format!("{}\n{address}", invoice.client_name),
        None => invoice.client_name.clone(),
    };
    let mut facts = vec![("Billed to", client)];
    facts.extend(invoice.matter_number.clone().map(|number| ("Matter", number)));
    facts.push(("Issued", invoice.issued_on.long()));
    facts.extend(invoice.due_on.map(|day| ("Due", day.long())));
    let standing = if invoice.overdue { "Overdue" } else { invoice.status.label() };
    facts.push(("Status", standing.to_owned()));
    facts
}

fn lines(layout: &mut Layout, invoice: &Invoice) {
    let money = |amount| Money::new(amount, invoice.currency).to_string();
    let columns = [
        Column::text("For what", 0),
        Column::figures("Quantity", 52 * PT),
        Column::figures("Price", 78 * PT),
        Column::figures("Tax", 42 * PT),
        Column::figures("Amount", 84 * PT),
    ];
    let row = |line: &InvoiceLine| {
        let tax = if line.tax_rate == 0 { String::new() } else { format!("{} %", show_thousandths(line.tax_rate)) };
        let (quantity, price) = (show_thousandths(line.quantity), money(line.unit_price));
        Row::new([line.description.clone(), quantity, price, tax, money(line.amount)])
    };
    let mut rows: Vec<Row> = invoice.lines.iter().map(row).collect();
    let sum = |name: &str, amount| [name.to_owned(), String::new(), String::new(), String::new(), money(amount)];
    if invoice.tax != 0 {
        rows.push(Row::new(sum("Subtotal", invoice.subtotal)));
        rows.push(Row::new(sum("Tax", invoice.tax)));
    }
    rows.push(Row::sum(sum("Total", invoice.total)));
    if invoice.paid > 0 {
        rows.push(Row::new(sum("Paid", invoice.paid)));
    }
    if invoice.returned > 0 {
        rows.push(Row::new(sum("Refunded", invoice.returned)));
    }
    if invoice.status != InvoiceStatus::Void && (invoice.paid > 0 || invoice.returned > 0) {
        rows.push(Row::sum(sum("Open", invoice.open)));
    }
    layout.table(&columns, &rows);
}
