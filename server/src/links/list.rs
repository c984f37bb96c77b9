//! The list of links: filters, sorts by index, keyset pages, and the figures above it.

use axum::extract::State;
use domain::{
    LinkStatus,
    api::{
        Page,
        links::{Link, LinkSort, LinkSummary, StatusCount, Total},
    },
    id::AccountId,
    time::DAY,
};
use serde::Deserialize;
use sqlx::AssertSqlSafe;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{insert::Addressee, row::LinkRow};
use crate::{
    db::{Col, Tx},
    firm,
    http::{CanLook, Query, Result, page, page::Paging},
    link_columns,
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(summary))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// outstanding, processing, partly_paid, paid, cancelled or expired.
    #[serde(rename = "filter[status]")]
    status: Option<LinkStatus>,
    /// Name, address, invoice number, description or amount contains this.
    #[serde(rename = "filter[q]")]
    q: Option<String>,
    /// One receiving account.
    #[serde(rename = "filter[account_id]")]
    account: Option<AccountId>,
    /// `created_at`, `due_on`, `amount` or `recipient`; with `-` before it for descending.
    sort: Option<String>,
    /// Rows of a page: 1 to 100, 25 if absent.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A sort and its direction, as `-created_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sort {
    by: LinkSort,
    descending: bool,
}

impl Sort {
    fn parse(text: Option<&str>) -> Result<Self> {
        let text = text.filter(|t| !t.is_empty()).unwrap_or("-created_at");
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let by = name.parse().map_err(page::bad_query)?;
        Ok(Self { by, descending })
    }

    /// The indexed column. Texts and numbers are compared as what they are.
    fn column(self) -> &'static str {
        match self.by {
            LinkSort::CreatedAt => "l.created_at",
            LinkSort::DueOn => "l.due_on",
            LinkSort::Amount => "l.amount",
            LinkSort::Recipient => "l.recipient_key",
        }
    }

    fn key(self, row: &LinkRow) -> Key {
        match self.by {
            LinkSort::CreatedAt => Key::Number(row.created_at),
            LinkSort::Amount => Key::Number(row.amount),
            LinkSort::Recipient => Key::Text(row.recipient_key.clone()),
            LinkSort::DueOn => row.due_on.as_ref().map_or(Key::None, |due| Key::Text(due.to_string())),
        }
    }

    /// The condition that a row comes after the cursor (`$5`, `$6`); links without a due date come
    /// last in both directions.
    fn after(self, key: Option<&Key>) -> String {
        let column = self.column();
        let op = if self.descending { "<" } else { ">" };
        let nullable = self.by == LinkSort::DueOn;
        match key {
            None => "$5 = '' AND $6 = ''".into(),
            Some(Key::None) => format!("$5 = '' AND {column} IS NULL AND l.id {op} $6"),
            Some(Key::Text(_)) if nullable => {
                format!("({column} {op} $5 OR ({column} = $5 AND l.id {op} $6) OR {column} IS NULL)")
            }
            Some(Key::Text(_)) => format!("({column} {op} $5 OR ({column} = $5 AND l.id {op} $6))"),
            Some(Key::Number(_)) => {
                format!("({column} {op} CAST($5 AS BIGINT) OR ({column} = CAST($5 AS BIGINT) AND l.id {op} $6))")
            }
        }
    }

    /// Made of our own words only.
    fn sql(self, key: Option<&Key>) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        let nulls = if self.by == LinkSort::DueOn { " NULLS LAST" } else { "" };
        format!(
            "SELECT {} WHERE l.firm_id = $1 AND ($2 = '' OR l.status = $2) AND l.search_key LIKE $3 ESCAPE '\\'
             AND ($4 = '' OR l.account_id = $4) AND {}
             ORDER BY {} {direction}{nulls}, l.id {direction} LIMIT $7",
            link_columns!(),
            self.after(key),
            self.column()
        )
    }
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, Deserialize)]
enum Key {
    Number(i64),
    Text(String),
    None,
}

impl Key {
    fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::None => String::new(),
        }
    }

    fn fits(&self, sort: Sort) -> bool {
        matches!(
            (self, sort.by),
            (Self::Number(_), LinkSort::CreatedAt | LinkSort::Amount)
                | (Self::Text(_), LinkSort::Recipient | LinkSort::DueOn)
                | (Self::None, LinkSort::DueOn)
        )
    }
}

/// The firm's links.
#[utoipa::path(get, path = "/api/v1/links", tag = "links", params(Filter), responses((status = 200, body = Page<Link>)))]
async fn list(
    State(app): State<App>,
    CanLook(staff): CanLook,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<Page<Link>>> {
    let sort = Sort::parse(filter.sort.as_deref())?;
    let paging = Paging { limit: filter.limit, cursor: filter.cursor };
    let limit = paging.limit()?;
    let cursor: Option<(Key, String)> = paging.cursor()?;
    if cursor.as_ref().is_some_and(|(key, _)| !key.fits(sort)) {
        return Err(page::bad_query("the cursor is of another sort"));
    }
    let (key, id) = cursor.unzip();
    let rows: Vec<LinkRow> = sqlx::query_as(AssertSqlSafe(sort.sql(key.as_ref())))
        .bind(staff.firm.as_str())
        .bind(filter.status.map_or("", LinkStatus::as_str))
        .bind(page::contains(filter.q.as_deref().unwrap_or_default()))
        .bind(filter.account.as_ref().map_or("", |id| id.as_str()))
        .bind(key.as_ref().map(Key::text).unwrap_or_default())
        .bind(id.unwrap_or_default())
        .bind(limit + 1)
        .fetch_all(app.db.read())
        .await?;
    let firm = firm::load(&app, &staff.firm).await?;
    let today = firm::today(&firm, app.now());
    page::page(rows, limit, |row| (sort.key(row), row.id.to_string()), |row| row.show(&app, today)).map(axum::Json)
}

/// How many links there are, and what is outstanding.
#[utoipa::path(get, path = "/api/v1/links/summary", tag = "links", responses((status = 200, body = LinkSummary)))]
async fn summary(State(app): State<App>, CanLook(staff): CanLook) -> Result<axum::Json<LinkSummary>> {
    let counts: Vec<(Col<LinkStatus>, i64)> =
        sqlx::query_as("SELECT status, CAST(COUNT(*) AS BIGINT) FROM links WHERE firm_id = $1 GROUP BY status")
            .bind(staff.firm.as_str())
            .fetch_all(app.db.read())
            .await?;
    let outstanding = sqlx::query_as(
        "SELECT currency, CAST(SUM(amount - paid) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM links
         WHERE firm_id = $1 AND status IN ('outstanding', 'processing') GROUP BY currency ORDER BY 3 DESC",
    )
    .bind(staff.firm.as_str())
    .fetch_all(app.db.read())
    .await?;
    let collected = sqlx::query_as(
        "SELECT currency, CAST(SUM(amount) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM payments
         WHERE firm_id = $1 AND status = 'succeeded' AND link_id IS NOT NULL AND created_at >= $2
         GROUP BY currency ORDER BY 3 DESC",
    )
    .bind(staff.firm.as_str())
    .bind(app.now().plus_ms(-30 * DAY).ms())
    .fetch_all(app.db.read())
    .await?;
    let opened_not_paid: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM links
         WHERE firm_id = $1 AND status = 'outstanding' AND first_opened_at IS NOT NULL",
    )
    .bind(staff.firm.as_str())
    .fetch_one(app.db.read())
    .await?;
    let counts = counts.into_iter().map(|(status, count)| StatusCount { status: status.0, count }).collect();
    Ok(axum::Json(LinkSummary {
        counts,
        outstanding: totals(outstanding),
        collected: totals(collected),
        opened_not_paid,
    }))
}

fn totals(rows: Vec<(Col<domain::Currency>, i64, i64)>) -> Vec<Total> {
    rows.into_iter().map(|(currency, amount, count)| Total { currency: currency.0, amount, count }).collect()
}

/// Gives a link another recipient.
pub(super) async fn readdress(tx: &mut Tx, link: &LinkRow, to: &Addressee) -> Result<()> {
    let words = [
        Some(to.name.as_str()),
        Some(to.email.as_str()),
        link.invoice_number.as_deref(),
        link.description.as_deref(),
        Some(&link.asked().plain()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ")
    .to_lowercase();
    sqlx::query(
        "UPDATE links SET recipient_name = $1, recipient_email = $2, recipient_key = $3, search_key = $4
         WHERE firm_id = $5 AND id = $6",
    )
    .bind(to.name.as_str())
    .bind(to.email.as_str())
    .bind(to.name.as_str().to_lowercase())
    .bind(words)
    .bind(link.firm_id.as_str())
    .bind(link.id.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_are_words_of_ours_and_nothing_else() {
        for good in ["created_at", "-created_at", "due_on", "-amount", "recipient"] {
            assert!(Sort::parse(Some(good)).is_ok(), "{good}");
        }
        for bad in ["id; DROP TABLE links", "--amount", "status", "AMOUNT"] {
            assert!(Sort::parse(Some(bad)).is_err(), "{bad}");
        }
    }
}
