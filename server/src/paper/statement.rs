//! A client's statement on paper, and as a workbook.

use axum::{extract::State, response::Response};
use domain::{
    Money, Problem,
    api::ledger::{Statement, StatementPart},
    id::{ClientId, FirmId, MatterId},
};
use jiff::tz::TimeZone;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Letterhead, answer,
    layout::{Layout, Role, Style},
    print::{About, print},
    table::{Column, Row},
    text::PT,
};
use crate::{
    exports::{
        Cell,
        sheet::{Heading, Rows, Sheet, Step},
        xlsx,
    },
    firm,
    http::{CanLook, Error, Path, Query, Result},
    ledger::statement::{self, Asked},
    matters::MatterRow,
    state::App,
};

/// The most entries of a file: some hundred pages.
const MOST: usize = 5000;
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(pdf)).routes(routes!(workbook))
}

/// A client's statement as a PDF: at most 5,000 entries, and 1,000 of one balance.
#[utoipa::path(get, path = "/api/v1/clients/{id}/statement.pdf", tag = "ledger", operation_id = "client_statement_pdf",
    params(("id" = String, Path), Asked),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = Problem),
        (status = 409, description = "More entries than a paper takes", body = Problem)))]
async fn pdf(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let paper = Paper::load(&app, &staff.firm, id, &asked).await?;
    let name = paper.file_name("pdf");
    let bytes = tokio::task::spawn_blocking(move || paper.print()).await.map_err(anyhow::Error::from)??;
    Ok(answer("application/pdf", &name, bytes))
}

/// A client's statement as a workbook: at most 5,000 entries, and 1,000 of one balance.
#[utoipa::path(get, path = "/api/v1/clients/{id}/statement.xlsx", tag = "ledger", operation_id = "client_statement_xlsx",
    params(("id" = String, Path), Asked),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem),
        (status = 409, description = "More entries than a file takes", body = Problem)))]
async fn workbook(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Path(id): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let paper = Paper::load(&app, &staff.firm, id, &asked).await?;
    let name = paper.file_name("xlsx");
    let folder = app.config.data.clone();
    let bytes = tokio::task::spawn_blocking(move || paper.workbook(folder)).await.map_err(anyhow::Error::from)??;
    Ok(answer(WORKBOOK, &name, bytes))
}

/// All that stands on it.
struct Paper {
    statement: Statement,
    matter: Option<String>,
    head: Letterhead,
}

impl Paper {
    async fn load(app: &App, firm: &FirmId, id: ClientId, asked: &Asked) -> Result<Self> {
        let firm = firm::load(app, firm).await?;
        let statement = statement::read(app, &firm, id, asked).await?;
        fits(&statement)?;
        let mut conn = app.db.read().acquire().await?;
        let matter = asked.matter_id.as_deref().filter(|id| !id.is_empty()).and_then(|id| id.parse::<MatterId>().ok());
        let matter = match matter {
            Some(id) => Some(MatterRow::find(&mut conn, &firm.id, &id).await?),
            None => None,
        };
        let head = Letterhead::load(&mut conn, firm).await?;
        Ok(Self { statement, matter: matter.map(|matter| format!("{} {}", matter.number, matter.name)), head })
    }

    fn file_name(&self, kind: &str) -> String {
        format!("statement-{}-{}-{}.{kind}", self.statement.client_name, self.statement.from, self.statement.to)
    }

    fn day(&self, at: domain::Instant) -> domain::CivilDate {
        firm::local_date(&self.head.firm.time_zone, at)
    }

    fn print(self) -> anyhow::Result<Vec<u8>> {
        let statement = &self.statement;
        let days = format!("{} to {}", statement.from.long(), statement.to.long());
        let title = format!("Statement of {}", statement.client_name);
        let mut layout = Layout::new(self.head.format(), format!("{} · {title} · {days}", self.head.firm.name))?;
        self.head.write(&mut layout);
        layout.paragraph(Role::Title, Style::TITLE, "Statement");
        layout.skip(10 * PT);
        let mut facts = vec![("Client", statement.client_name.clone())];
        facts.extend(self.matter.clone().map(|matter| ("Matter", matter)));
        facts.extend([("Days", days), ("Currency", statement.currency.to_string())]);
        layout.facts(&facts);
        for part in parts(statement) {
            self.part(&mut layout, part);
        }
        let about = About { title, author: self.head.firm.name.clone(), logo: self.head.logo.clone() };
        print(&layout, about)
    }

    fn part(&self, layout: &mut Layout, part: &StatementPart) {
        let money = |amount| Money::new(amount, self.statement.currency).to_string();
        layout.skip(10 * PT);
        // A head stays with what it is the head of.
        layout.need(90 * PT);
        layout.paragraph(Role::Head, Style::HEAD, &part.name);
        layout.skip(2 * PT);
        let columns = [
            Column::text("Date", 70 * PT),
            Column::text("What", 90 * PT),
            Column::text("Note", 0),
            Column::figures("Amount", 84 * PT),
            Column::figures("Balance", 84 * PT),
        ];
        let (first, last) = (self.statement.from.short(), self.statement.to.short());
        let none = String::new;
        let mut rows = vec![Row::new([first, "Opening balance".to_owned(), none(), none(), money(part.opening)])];
        rows.extend(part.entries.iter().map(|entry| {
            let note = entry.memo.clone().unwrap_or_default();
            let (day, what) = (self.day(entry.occurred_at).short(), entry.kind.label().to_owned());
            Row::new([day, what, note, money(entry.amount), money(entry.balance)])
        }));
        rows.push(Row::sum([last, "Closing balance".to_owned(), none(), none(), money(part.closing)]));
        layout.table(&columns, &rows);
    }

    fn workbook(self, folder: std::path::PathBuf) -> anyhow::Result<Vec<u8>> {
        let heading = |label: &'static str, width| Heading { label: label.into(), width, has_total: false };
        let sheet = Sheet {
            title: "Statement",
            headings: vec![
                heading("Balance of", 260),
                heading("Date", 100),
                heading("What", 160),
                heading("Note", 280),
                heading("Amount", 130),
                heading("Balance", 130),
            ],
            zone: TimeZone::UTC,
            made_at: firm::start_of_day(&self.head.firm.time_zone, self.statement.to),
            folder,
        };
        let rows = parts(&self.statement).into_iter().flat_map(|part| self.cells(part)).collect();
        let (sender, mut taker) = Rows::channel();
        // The channel has room for both.
        sender.try_send(Step::Rows(rows))?;
        sender.try_send(Step::End)?;
        let mut bytes = std::io::Cursor::new(Vec::new());
        xlsx::write(&sheet, &mut taker, &mut bytes)?;
        Ok(bytes.into_inner())
    }

    fn cells(&self, part: &StatementPart) -> Vec<Vec<Cell>> {
        let money = |amount| Cell::Money(Money::new(amount, self.statement.currency));
        let name = || Cell::Text(part.name.clone());
        let edge = |day, what: &str, balance| {
            vec![name(), Cell::Date(day), Cell::Text(what.to_owned()), Cell::Empty, Cell::Empty, money(balance)]
        };
        let mut rows = vec![edge(self.statement.from, "Opening balance", part.opening)];
        rows.extend(part.entries.iter().map(|entry| {
            let (day, what) = (Cell::Date(self.day(entry.occurred_at)), Cell::Text(entry.kind.label().to_owned()));
            vec![name(), day, what, Cell::text(entry.memo.as_deref()), money(entry.amount), money(entry.balance)]
        }));
        rows.push(edge(self.statement.to, "Closing balance", part.closing));
        rows
    }
}

/// Its balances, without those that nothing can be said of.
fn parts(statement: &Statement) -> Vec<&StatementPart> {
    let all = [&statement.owed, &statement.credit].into_iter().chain(&statement.trust);
    let silent = |part: &StatementPart| part.entries.is_empty() && part.opening == 0 && part.closing == 0;
    let told: Vec<&StatementPart> = all.filter(|part| !silent(part)).collect();
    if told.is_empty() { vec![&statement.owed] } else { told }
}

/// A paper is whole, or there is none: what is left out can't be seen on it.
fn fits(statement: &Statement) -> Result<()> {
    let parts = parts(statement);
    let entries: usize = parts.iter().map(|part| part.entries.len()).sum();
    if entries > MOST || parts.iter().any(|part| part.truncated) {
        let why = "These days have more entries than a file takes. Choose fewer days, and make several files";
        return Err(Error::conflict("too-many-entries", why));
    }
    Ok(())
}
