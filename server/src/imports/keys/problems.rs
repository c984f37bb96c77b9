//! The marks of rows, in sentences.

use std::collections::HashMap;

use domain::{
    LinkStatus,
    id::{FirmId, LinkId},
    imports::{CellProblem, Column, Duplicate, Earlier, ProblemCode},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{db::Col, table::Args};

/// What `import_checks` knows of a row's duplicates: for `#[sqlx(flatten)]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Marks {
    /// The first row of the file with the same.
    pub twin: Option<i64>,
    /// 2 for the same key.
    pub twin_rank: i64,
    /// A link that was made before.
    pub earlier: Option<String>,
    /// 2 for the same key.
    pub earlier_rank: i64,
    /// The external ID, folded.
    pub external_fold: Option<String>,
    /// The invoice number, folded.
    pub invoice_fold: Option<String>,
}

impl Marks {
    /// What the row has in common with another one, and how sure that is.
    fn common(&self, rank: i64, [key, invoice, likely]: [ProblemCode; 3]) -> (Column, ProblemCode) {
        match (rank, &self.external_fold, &self.invoice_fold) {
            (2, Some(_), _) => (Column::ExternalId, key),
            (2, None, _) => (Column::InvoiceNumber, key),
            (_, _, Some(_)) => (Column::InvoiceNumber, invoice),
            _ => (Column::Email, likely),
        }
    }

    fn twin(&self, row: u32) -> Option<CellProblem> {
        use ProblemCode::{DuplicateInvoice, DuplicateKey, LikelyDuplicate};
        let first = u32::try_from(self.twin?).ok()?;
        let (column, code) = self.common(self.twin_rank, [DuplicateKey, DuplicateInvoice, LikelyDuplicate]);
        Some(Duplicate { row, first, column, code }.problem())
    }

    fn earlier(&self, row: u32, links: &HashMap<&str, &EarlierLink>) -> Option<CellProblem> {
        use ProblemCode::{EarlierInvoice, EarlierLink, LikelyEarlierLink};
        let link = links.get(self.earlier.as_deref()?)?;
        let (column, code) = self.common(self.earlier_rank, [EarlierLink, EarlierInvoice, LikelyEarlierLink]);
        let (invoice_number, recipient) = (link.invoice_number.clone(), link.recipient_name.clone());
        Some(Earlier { row, column, code, invoice_number, recipient, status: link.status.0 }.problem())
    }
}

#[derive(sqlx::FromRow)]
struct EarlierLink {
    id: Col<LinkId>,
    status: Col<LinkStatus>,
    invoice_number: Option<String>,
    recipient_name: Option<String>,
}

/// What is wrong with rows because of others, by row number: one query for all of them. Rows that have their link are
/// not to be given.
///
/// # Errors
/// When the database does not answer.
pub async fn problems(
    conn: &mut AnyConnection,
    firm: &FirmId,
    rows: impl IntoIterator<Item = (u32, &Marks)>,
) -> Result<HashMap<u32, Vec<CellProblem>>, sqlx::Error> {
    let rows: Vec<(u32, &Marks)> = rows.into_iter().collect();
    let links = earlier_links(conn, firm, &rows).await?;
    let links: HashMap<&str, &EarlierLink> = links.iter().map(|link| (link.id.as_str(), link)).collect();
    let mut found = HashMap::new();
    for (row, marks) in rows {
        let problems: Vec<CellProblem> = [marks.twin(row), marks.earlier(row, &links)].into_iter().flatten().collect();
        if !problems.is_empty() {
            found.insert(row, problems);
        }
    }
    Ok(found)
}

async fn earlier_links(
    conn: &mut AnyConnection,
    firm: &FirmId,
    rows: &[(u32, &Marks)],
) -> Result<Vec<EarlierLink>, sqlx::Error> {
    let mut ids: Vec<&str> = rows.iter().filter_map(|(_, marks)| marks.earlier.as_deref()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut args = Args::default();
    let firm = args.add(firm.as_str());
    let list = args.list(ids);
    let sql = format!(
        "SELECT id, status, invoice_number, recipient_name FROM links WHERE firm_id = {firm} AND id IN ({list})"
    );
    args.bind_as(sqlx::query_as(AssertSqlSafe(sql))).fetch_all(conn).await
}
