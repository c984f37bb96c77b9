//! Rows of a table that someone chose: some by their ids, or all that match but a few.

use std::collections::BTreeSet;

use domain::{
    api::selections::Selection,
    id::FirmId,
    table::{Columns, Condition, Style, TableQuery},
};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{
    http::{Error, Result},
    state::App,
    table::{self, Args, Matching, Scope, Source},
};

/// The most ids that a selection names, chosen or left out: who wants more chooses by filters.
const MOST_IDS: usize = 1_000;
/// The longest id that is looked for.
const LONGEST_ID: usize = 64;

/// What someone chose, checked.
#[derive(Debug, Clone)]
pub struct Chosen<S> {
    /// Filters and order; ids are a filter like others.
    pub query: TableQuery<S>,
    except: BTreeSet<String>,
    ids: Vec<String>,
}

impl<S: Source> Chosen<S> {
    /// Reads a selection.
    ///
    /// # Errors
    /// 422 at the field that needs another look.
    pub fn parse(selection: &Selection) -> Result<Self> {
        let ids = ids("/selection/ids", &selection.ids)?;
        let except = ids_set("/selection/except", &selection.except)?;
        let query = match (&selection.query, ids.is_empty()) {
            (Some(query), true) => table::selection(query)?,
            (Some(_), false) => return Err(Error::field("/selection", "Choose by ids or by a query, not by both")),
            (None, true) => return Err(Error::field("/selection", "Choose at least one row")),
            (None, false) => {
                let mut query = TableQuery::default();
                query.filter(id_column::<S>()?, Some(Condition::Among(ids.clone())));
                query
            }
        };
        Ok(Self { query, except, ids })
    }

    /// Whose rows, and which money: the money of the chosen rows, where they are named.
    ///
    /// # Errors
    /// 422 for a query that asks for both kinds of money.
    pub async fn scope(&mut self, app: &App, firm: &FirmId) -> Result<Scope> {
        if let Some(mode) = self.mode_of_ids(app, firm).await? {
            self.query.filter(S::MODE, Some(Condition::Among(vec![mode])));
        }
        Scope::of(app, firm, &self.query).await
    }

    async fn mode_of_ids(&self, app: &App, firm: &FirmId) -> Result<Option<String>, sqlx::Error> {
        if self.ids.is_empty() {
            return Ok(None);
        }
        let mut args = Args::default();
        let firm = args.add(firm.as_str());
        let ids = args.list(self.ids.iter().map(String::as_str));
        let sql = format!("SELECT mode FROM {} WHERE firm_id = {firm} AND id IN ({ids}) LIMIT 1", <S as Source>::TABLE);
        args.bind_scalar(sqlx::query_scalar(AssertSqlSafe(sql))).fetch_optional(app.db.read()).await
    }

    /// The ids of all rows that were chosen, in no order, and no more than `limit`.
    ///
    /// # Errors
    /// 422 when the filters would have to look through too many rows.
    pub async fn ids(&self, conn: &mut AnyConnection, scope: &Scope, limit: i64) -> Result<Matching> {
        let Matching { sql, mut args } = table::matching(conn, scope, &self.query).await?;
        let but = match self.except.is_empty() {
            true => String::new(),
            false => format!(" WHERE m.id NOT IN ({})", args.list(self.except.iter().map(String::as_str))),
        };
        Ok(Matching { sql: format!("SELECT m.id AS id FROM ({sql}) m{but} LIMIT {limit}"), args })
    }

    /// Another order than the query's, written as in a list's address.
    ///
    /// # Errors
    /// What can't be read.
    pub fn sort(&mut self, sort: &str) -> Result<(), String> {
        let ordered = TableQuery::<S>::read(Style::Api, [("sort", sort)]).map_err(|bad| bad.why)?;
        self.query.sort = ordered.sort;
        Ok(())
    }

    /// Whether a row that matches was left out.
    pub fn leaves_out(&self, id: &str) -> bool {
        self.except.contains(id)
    }
}

fn id_column<S: Columns>() -> Result<S> {
    "id".parse().map_err(|why| Error::Internal(anyhow::Error::new(why).context("a table without ids")))
}

fn ids(pointer: &str, ids: &[String]) -> Result<Vec<String>> {
    if ids.len() > MOST_IDS {
        return Err(Error::field(pointer, "Name at most 1,000 rows; for more, choose by filters"));
    }
    let strange = |id: &&String| id.len() > LONGEST_ID || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    match ids.iter().find(strange) {
        None => Ok(ids.to_vec()),
        Some(_) => Err(Error::field(pointer, "Name rows by their ids, as the list shows them")),
    }
}

fn ids_set(pointer: &str, list: &[String]) -> Result<BTreeSet<String>> {
    ids(pointer, list).map(|ids| ids.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use domain::table::links::LinkColumn;

    use super::*;

    fn refusal(selection: &Selection) -> String {
        let problem = Chosen::<LinkColumn>::parse(selection).unwrap_err().into_problem();
        problem.errors[0].pointer.clone()
    }

    #[test]
    fn a_selection_says_one_thing() {
        let ids = vec!["lnk_1".to_owned()];
        let everything = Selection { query: Some(String::new()), ..Selection::default() };
        assert!(Chosen::<LinkColumn>::parse(&everything).unwrap().query.is_everything());
        let few = Selection { ids: ids.clone(), ..Selection::default() };
        let query = Chosen::<LinkColumn>::parse(&few).unwrap().query;
        assert_eq!(query.condition(LinkColumn::Id), Some(&Condition::Among(ids.clone())));
        assert_eq!(refusal(&Selection::default()), "/selection");
        assert_eq!(refusal(&Selection { ids: ids.clone(), ..everything.clone() }), "/selection");
        assert_eq!(refusal(&Selection { ids: vec!["' OR 1=1".into()], ..Selection::default() }), "/selection/ids");
        assert_eq!(refusal(&Selection { ids: vec!["lnk".into(); 1001], ..Selection::default() }), "/selection/ids");
        let many = Selection { except: vec!["lnk".into(); 1001], ..everything };
        assert_eq!(refusal(&many), "/selection/except");
        let odd = Selection { query: Some("status=nothing".into()), ..Selection::default() };
        assert_eq!(refusal(&odd), "/selection/query");
    }
}
