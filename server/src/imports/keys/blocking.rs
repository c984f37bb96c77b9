//! The last look before a link is made.

use domain::id::LinkId;

use super::{Folds, Scope, blocks, links_of_the_account};
use crate::db::{Col, Tx};

macro_rules! newest_of {
    ($key:literal) => {
        concat!("SELECT MAX(l.id) FROM links l WHERE ", $key, " AND ", links_of_the_account!(), " AND ", blocks!())
    };
}

/// The newest link that blocks a row with this key. It is the last word while the caller holds the account: whoever
/// makes another link of an import waits for that.
///
/// # Errors
/// When the database does not answer.
pub async fn blocking(tx: &mut Tx, scope: &Scope<'_>, folds: &Folds) -> Result<Option<LinkId>, sqlx::Error> {
    let (sql, key) = match (&folds.external_fold, &folds.invoice_fold) {
        (Some(external), _) => (newest_of!("l.external_fold = $1"), external),
        (None, Some(invoice)) => (newest_of!("l.invoice_fold = $1 AND l.external_fold IS NULL"), invoice),
        (None, None) => return Ok(None),
    };
    let Some(account) = scope.account else { return Ok(None) };
    let newest: Option<Col<LinkId>> = sqlx::query_scalar(sql)
        .bind(key.as_str())
        .bind(scope.firm.as_str())
        .bind(account.as_str())
        .fetch_one(tx.conn())
        .await?;
    Ok(newest.map(|id| id.0))
}
