//! A closed month on paper: all sides, the outstanding items, and the signature.

use axum::{extract::State, response::Response};
use domain::{
    Money, Problem,
    api::reconciliation::{BankLine, BookLine, Sides, SignedMonth},
    bank::Month,
    id::AccountId,
};

use super::{
    book::{Book, InMode},
    content::{self, Content},
};
use crate::{
    http::{CanLook, Path, Query, Result},
    paper::{
        Letterhead, answer,
        layout::{Layout, Role, Style},
        print::{About, print},
        table::{Column, Row},
        text::PT,
    },
    state::App,
};

/// A closed month as a PDF.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/months/{month}/pdf", tag = "reconciliation",
    operation_id = "bank_month_pdf", params(("id" = String, Path), ("month" = String, Path), InMode),
    responses((status = 200, content_type = "application/pdf"),
        (status = 409, description = "It is not closed", body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path((id, month)): Path<(AccountId, Month)>,
    Query(of): Query<InMode>,
) -> Result<Response> {
    let mode = of.parse()?;
    let mut conn = app.db.read().acquire().await?;
    let book = Book::open(&app, &mut conn, &staff.firm, &id, mode).await?;
    let signed = content::signed(&mut conn, &book, month).await?;
    let said: Content = serde_json::from_str(&signed.content).map_err(anyhow::Error::new)?;
    let head = Letterhead::load(&mut conn, book.firm).await?;
    let name = format!("reconciliation-{}-{month}.pdf", said.account);
    let paper = Paper { said, signed, head };
    let bytes = tokio::task::spawn_blocking(move || paper.print()).await.map_err(anyhow::Error::new)??;
    Ok(answer("application/pdf", &name, bytes))
}

struct Paper {
    said: Content,
    signed: SignedMonth,
    head: Letterhead,
}

impl Paper {
    fn print(self) -> anyhow::Result<Vec<u8>> {
        let title = format!("Reconciliation of {}, {}", self.said.account, self.said.month.long());
        let mut layout = Layout::new(self.head.format(), format!("{} · {title}", self.said.firm))?;
        self.head.write(&mut layout);
        layout.paragraph(Role::Title, Style::TITLE, "Reconciliation");
        if self.said.mode == domain::Mode::Test {
            layout.paragraph(Role::Paragraph, Style::STRONG, "Test: no real money is in this account.");
        }
        layout.skip(10 * PT);
        layout.facts(&[
            ("Account", self.said.account.clone()),
            ("Month", self.said.month.long()),
            ("Closed by", self.said.closed_by.clone()),
            ("Closed on", crate::firm::local_date(&self.head.firm.time_zone, self.said.closed_at).long()),
        ]);
        self.sides(&mut layout);
        self.items(&mut layout);
        self.matters(&mut layout);
        self.signature(&mut layout);
        print(&layout, About { title, author: self.head.firm.name.clone(), logo: self.head.logo.clone() })
    }

    fn money(&self, amount: i64) -> String {
        Money::new(amount, self.said.currency).to_string()
    }

    fn part(&self, layout: &mut Layout, name: &str, columns: &[Column], rows: &[Row]) {
        layout.skip(10 * PT);
        layout.need(90 * PT);
        layout.paragraph(Role::Head, Style::HEAD, name);
        layout.skip(2 * PT);
        layout.table(columns, rows);
    }

    fn sides(&self, layout: &mut Layout) {
        let columns = [Column::text("What", 0), Column::figures("Amount", 110 * PT)];
        let row = |name: &str, amount| Row::new([name.to_owned(), self.money(amount)]);
        let sum = |name: &str, amount| Row::sum([name.to_owned(), self.money(amount)]);
        let Sides {
            statement,
            outstanding,
            booked_later,
            at_gateway,
            adjusted_bank,
            in_bank,
            books,
            owned,
            owners,
            ..
        } = &self.said.sides;
        let mut bank = vec![row("The bank’s statement at the end of the month", statement.unwrap_or_default())];
        bank.push(row("In the books, and not yet at the bank", *outstanding));
        if *booked_later != 0 {
            bank.push(row("At the bank, and booked only afterwards", -booked_later));
        }
        let gateway = (*at_gateway != 0).then(|| row("At the payment gateway, on its way", *at_gateway));
        bank.extend(gateway.clone());
        bank.push(sum("The bank, with what is on its way", adjusted_bank.unwrap_or_default()));
        self.part(layout, "The bank", &columns, &bank);
        let mut ledger = vec![row("In the bank, by the books", *in_bank)];
        ledger.extend(gateway);
        ledger.push(sum("The books", *books));
        self.part(layout, "The books", &columns, &ledger);
        if let Some(owners) = owners {
            let mut whose: Vec<Row> = owned.iter().map(|part| row(part.kind.label(), part.amount)).collect();
            whose.push(sum("Whose it is, in all", *owners));
            self.part(layout, "Whose it is", &columns, &whose);
        }
    }

    fn items(&self, layout: &mut Layout) {
        let columns = [Column::text("Date", 80 * PT), Column::text("What", 0), Column::figures("Amount", 100 * PT)];
        let entry = |entry: &BookLine| {
            let what = [entry.kind.label(), &entry.description].join(" · ");
            Row::new([entry.day.short(), what.trim_end_matches(" · ").to_owned(), self.money(entry.amount)])
        };
        let line = |line: &BankLine| Row::new([line.day.short(), line.description.clone(), self.money(line.amount)]);
        if !self.said.outstanding.is_empty() {
            let rows: Vec<Row> = self.said.outstanding.iter().map(entry).collect();
            self.part(layout, "Outstanding items", &columns, &rows);
        }
        if !self.said.booked_later.is_empty() {
            let rows: Vec<Row> = self.said.booked_later.iter().map(line).collect();
            self.part(layout, "Booked after the month", &columns, &rows);
        }
    }

    fn matters(&self, layout: &mut Layout) {
        if self.said.matters.is_empty() {
            return;
        }
        let columns =
            [Column::text("Client", 0), Column::text("Matter", 130 * PT), Column::figures("Amount", 100 * PT)];
        let mut rows: Vec<Row> = self
            .said
            .matters
            .iter()
            .map(|of| Row::new([of.client.clone(), of.matter.clone().unwrap_or_default(), self.money(of.amount)]))
            .collect();
        if self.said.other_matters != 0 {
            rows.push(Row::new(["All others".to_owned(), String::new(), self.money(self.said.other_matters)]));
        }
        self.part(layout, "Clients’ money by matter", &columns, &rows);
    }

    fn signature(&self, layout: &mut Layout) {
        let SignedMonth { digest, signature, public_key, key_id, .. } = &self.signed;
        layout.skip(14 * PT);
        layout.need(120 * PT);
        layout.paragraph(Role::Head, Style::HEAD, "Signature");
        let said = "What this paper says was signed when the month was closed (Ed25519). What was signed, and the check, are at \
                    the address …/signature of this month.";
        layout.paragraph(Role::Paragraph, Style::QUIET, said);
        layout.skip(4 * PT);
        for (name, value) in
            [("SHA-256", digest), ("Signature", signature), ("Public key", public_key), ("Key", key_id)]
        {
            layout.paragraph(Role::Paragraph, Style::QUIET, &format!("{name}: {value}"));
        }
    }
}
