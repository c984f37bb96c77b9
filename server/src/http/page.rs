//! Pages of a list: limits and cursors.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Problem,
    api::{DEFAULT_LIMIT, MAX_LIMIT, Page},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Error, Result};

/// `limit` and `cursor` of a list's address.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Rows of a page: 1 to 100, 25 if absent.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl Paging {
    /// How many rows.
    ///
    /// # Errors
    /// 400 for 0 and for more than 100.
    pub fn limit(&self) -> Result<i64> {
        match self.limit.unwrap_or(DEFAULT_LIMIT) {
            limit @ 1..=MAX_LIMIT => Ok(i64::from(limit)),
            _ => Err(Problem::new(400, "bad-query", format!("limit must be 1 to {MAX_LIMIT}")).into()),
        }
    }

    /// Where the page begins: `None` for the first one.
    ///
    /// # Errors
    /// 400 when it is not a cursor of this list.
    pub fn cursor<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let Some(text) = self.cursor.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !holds_nul(bytes));
        let key = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        key.map(Some).ok_or_else(|| bad_cursor().into())
    }
}

/// No column can hold a NUL, written out or escaped.
fn holds_nul(json: &[u8]) -> bool {
    json.contains(&0) || json.windows(6).any(|part| part == b"\\u0000")
}

/// The text of where a page ends.
#[must_use]
pub fn cursor<K: Serialize>(key: &K) -> String {
    // A key of texts and numbers has a JSON form.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn bad_cursor() -> Problem {
    Problem::new(400, "bad-cursor", "The cursor is not one of this list")
        .with_detail("Take next_cursor from the page before, with the same filters and the same sort")
}

/// Makes a page of one row more than its limit, which only says that there are more.
pub fn page<Row, T, K: Serialize>(
    mut rows: Vec<Row>,
    limit: i64,
    key: impl Fn(&Row) -> K,
    show: impl FnMut(Row) -> Result<T>,
) -> Result<Page<T>> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).map(key);
    let next_cursor = last.map(|key| cursor(&key));
    let data = rows.into_iter().map(show).collect::<Result<Vec<T>>>()?;
    Ok(Page { data, next_cursor })
}

/// The `LIKE` pattern of what someone typed: contains it, taken literally (`ESCAPE '\'`).
#[must_use]
pub fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.trim().to_lowercase().chars().take(100) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A refusal of a query parameter.
#[must_use]
pub fn bad_query(why: impl std::fmt::Display) -> Error {
    Problem::new(400, "bad-query", "The address has a parameter that cannot be read")
        .with_detail(format!("{why}"))
        .into()
}
