//! What a table shows: filters, search and order, as the address of a page and of the REST API hold them.

use std::{fmt, str::FromStr};

use super::{Columns, Condition, Reach};

/// The most columns that an order may name.
pub const MAX_SORT_KEYS: usize = 5;
/// The longest search.
const MAX_SEARCH: usize = 200;

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The smallest, or the earliest, first.
    Ascending,
    /// The largest, or the latest, first.
    Descending,
}

impl Direction {
    /// The other way round.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// One column of an order. Rows without a value come last, whichever the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey<C> {
    /// The column.
    pub column: C,
    /// Up or down.
    pub direction: Direction,
}

impl<C: Columns> FromStr for SortKey<C> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (text, Direction::Ascending),
        };
        let column: C = name.parse().map_err(|e| format!("{e}"))?;
        if column.facts().sort == Reach::Never {
            return Err(format!("{name} cannot be sorted by"));
        }
        Ok(Self { column, direction })
    }
}

impl<C: Columns> fmt::Display for SortKey<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.direction == Direction::Descending { "-" } else { "" };
        write!(f, "{sign}{}", self.column)
    }
}

/// How parameters are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `filter[status]=paid`, as the REST API takes it.
    Api,
    /// `status=paid`, as the address bar shows it.
    Address,
}

/// What a table shows, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableQuery<C> {
    /// At most one condition a column, in the order of the columns.
    pub filters: Vec<(C, Condition)>,
    /// Words that a row's terms must begin with.
    pub words: String,
    /// The order; never empty, each column once.
    pub sort: Vec<SortKey<C>>,
}

/// A parameter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{param}: {why}")]
pub struct BadQuery {
    /// The parameter's name.
    pub param: String,
    /// What to write instead.
    pub why: String,
}

impl<C: Columns> Default for TableQuery<C> {
    fn default() -> Self {
        Self { filters: Vec::new(), words: String::new(), sort: vec![C::SORT] }
    }
}

impl<C: Columns> TableQuery<C> {
    /// Reads parameters; those of other names are left to others.
    ///
    /// # Errors
    /// The first parameter that cannot be read.
    pub fn read<'a>(style: Style, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, BadQuery> {
        let mut query = Self::default();
        for (name, text) in params {
            query.take(style, name, text).map_err(|why| BadQuery { param: name.to_owned(), why })?;
        }
        query.filters.sort_by_key(|(column, _)| *column);
        Ok(query)
    }

    /// As [`TableQuery::read`]; what cannot be read is left out: an old address still shows its table.
    #[must_use]
    pub fn read_leniently<'a>(style: Style, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (name, text) in params {
            // An unreadable parameter changes nothing.
            let _ = query.take(style, name, text);
        }
        query.filters.sort_by_key(|(column, _)| *column);
        query
    }

    fn take(&mut self, style: Style, name: &str, text: &str) -> Result<(), String> {
        if name == "sort" {
            self.sort = order(text)?;
            return Ok(());
        }
        let name = match style {
            Style::Address => name,
            Style::Api => match name.strip_prefix("filter[").and_then(|name| name.strip_suffix(']')) {
                Some(name) => name,
                None => return Ok(()),
            },
        };
        if name == "q" {
            let words: String = text.chars().filter(|c| !c.is_control()).take(MAX_SEARCH).collect();
            words.trim().clone_into(&mut self.words);
            return Ok(());
        }
        let column: C = match (name.parse(), style) {
            (Ok(column), _) => column,
            (Err(_), Style::Address) => return Ok(()),
            (Err(unknown), Style::Api) => return Err(unknown.to_string()),
        };
        if text.is_empty() {
            return Ok(());
        }
        let condition = Condition::read(column, text).map_err(|why| why.to_string())?;
        self.filter(column, Some(condition));
        Ok(())
    }

    /// What is asked of a column.
    #[must_use]
    pub fn condition(&self, column: C) -> Option<&Condition> {
        self.filters.iter().find(|(c, _)| *c == column).map(|(_, condition)| condition)
    }

    /// Asks something of a column, or nothing any more.
    pub fn filter(&mut self, column: C, condition: Option<Condition>) {
        self.filters.retain(|(c, _)| *c != column);
        if let Some(condition) = condition {
            self.filters.push((column, condition));
            self.filters.sort_by_key(|(column, _)| *column);
        }
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.filters.is_empty() && self.words.is_empty()
    }

    /// Whether an index serves filters and order over any number of rows.
    #[must_use]
    pub fn is_served_by_indexes(&self) -> bool {
        let indexed = self.sort.len() == 1 && self.sort.iter().all(|key| key.column.facts().sort == Reach::All);
        indexed && self.filters.iter().all(|(column, _)| column.facts().filter == Reach::All)
    }

    /// The parameters that [`TableQuery::read`] reads; the usual order is left out.
    #[must_use]
    pub fn params(&self, style: Style) -> Vec<(String, String)> {
        let name = |name: &str| match style {
            Style::Address => name.to_owned(),
            Style::Api => format!("filter[{name}]"),
        };
        let mut params: Vec<(String, String)> =
            self.filters.iter().map(|(column, condition)| (name(&column.to_string()), condition.to_string())).collect();
        if !self.words.is_empty() {
            params.push((name("q"), self.words.clone()));
        }
        if self.sort != [C::SORT] {
            params.push(("sort".to_owned(), self.order()));
        }
        params
    }

    /// The order, written `-created_at,amount`.
    #[must_use]
    pub fn order(&self) -> String {
        self.sort.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }
}

fn order<C: Columns>(text: &str) -> Result<Vec<SortKey<C>>, String> {
    let mut keys: Vec<SortKey<C>> = Vec::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let key: SortKey<C> = part.trim().parse()?;
        if keys.iter().any(|k| k.column == key.column) {
            return Err(format!("{} stands twice", key.column));
        }
        keys.push(key);
    }
    match keys.len() {
        0 => Ok(vec![C::SORT]),
        1..=MAX_SORT_KEYS => Ok(keys),
        _ => Err(format!("sort by at most {MAX_SORT_KEYS} columns")),
    }
}
