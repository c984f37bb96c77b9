//! Filters as conditions of a statement.

use domain::table::{Condition, Days, Kind, TableQuery, wanted};

use super::{Args, Scope, Source};
use crate::http::page;

/// Whether a condition may be answered by an index of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It may.
    Index,
    /// It is checked row by row, while another index is walked.
    Check,
}

/// The sort of comparison that no index serves, in both dialects.
fn veiled(sql: &str, kind: Kind) -> String {
    match kind {
        Kind::Money | Kind::Number | Kind::Moment => format!("({sql} + 0)"),
        Kind::Text | Kind::Choice | Kind::Date => format!("({sql} || '')"),
    }
}

/// One condition. `used` says how.
pub fn condition<S: Source>(scope: &Scope, args: &mut Args, column: S, condition: &Condition, used: Use) -> String {
    if column == S::MODE {
        // The scope says it already.
        return "1 = 1".into();
    }
    if let Some(special) = column.special(condition) {
        return special;
    }
    let kind = column.facts().kind;
    let plain = column.compared();
    let compared = match used {
        Use::Index => plain.to_owned(),
        Use::Check => veiled(plain, kind),
    };
    match condition {
        Condition::Contains(text) => {
            let pattern = args.add(page::contains(text));
            format!("LOWER({plain}) LIKE {pattern} ESCAPE '\\'")
        }
        Condition::Among(words) => among(args, plain, &compared, words),
        Condition::Between(from, to) => range(args, &compared, *from, *to),
        Condition::On(Days::Missing) => format!("{plain} IS NULL"),
        Condition::On(days) => {
            let (from, to) = days.range(scope.today).unwrap_or_default();
            if kind == Kind::Date {
                range(args, &compared, from.map(|day| day.to_string()), to.map(|day| day.to_string()))
            } else {
                let from = from.map(|day| scope.start_of(day));
                range(args, &compared, from, to.map(|day| scope.end_of(day) - 1))
            }
        }
    }
}

fn among(args: &mut Args, plain: &str, compared: &str, words: &[String]) -> String {
    let missing = words.iter().any(|word| word == "none");
    let there: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "none").collect();
    match (there.is_empty(), missing) {
        (true, _) => format!("{plain} IS NULL"),
        (false, false) => format!("{compared} IN ({})", args.list(there)),
        (false, true) => format!("({plain} IS NULL OR {compared} IN ({}))", args.list(there)),
    }
}

fn range<A: Into<super::Arg>>(args: &mut Args, compared: &str, from: Option<A>, to: Option<A>) -> String {
    let from = from.map(|from| format!("{compared} >= {}", args.add(from)));
    let to = to.map(|to| format!("{compared} <= {}", args.add(to)));
    [from, to].into_iter().flatten().collect::<Vec<_>>().join(" AND ")
}

/// A term that begins with a word: from the word to the last text that begins with it.
pub fn begins_with(args: &mut Args, word: &str) -> String {
    let from = args.add(word);
    let to = args.add(format!("{word}\u{10FFFF}"));
    format!("t.term >= {from} AND t.term < {to}")
}

/// Everything a query asks for, as conditions that are checked row by row.
pub fn checks<S: Source>(scope: &Scope, args: &mut Args, query: &TableQuery<S>) -> Vec<String> {
    let status_alone = query.sort.len() == 1 && query.sort.iter().all(|key| key.column == S::SORT.column);
    let mut checks = vec![format!("{0}.firm_id = $1 AND {0}.mode = $2", S::ALIAS)];
    checks.extend(S::LISTED.map(str::to_owned));
    for (column, wanted) in &query.filters {
        let walked = query.sort.len() == 1 && query.sort.iter().all(|key| key.column == *column);
        // The index of the order serves a range of the same column; the one of status and the usual order serves both.
        let one_status = *column == S::STATUS && matches!(wanted, Condition::Among(words) if words.len() == 1);
        let used = if walked || (status_alone && one_status) { Use::Index } else { Use::Check };
        checks.push(condition(scope, args, *column, wanted, used));
    }
    for word in wanted(&query.words) {
        let term = begins_with(args, &word);
        checks.push(format!("EXISTS (SELECT 1 FROM {} t WHERE t.row_id = {}.id AND {term})", S::TERMS, S::ALIAS));
    }
    checks
}
