//! From rows to links: asking for it, making them, stopping, and the file back with its links.
//!
//! A job makes links in small batches, each one transaction that holds the import and the receiving account: a row and
//! its link are one fact, and a key is asked for once, whoever else uploads the same. Each row is read, checked and
//! looked up once more before its link is made, so that what has changed since the review holds back the row and not
//! the file. Killed at any point, or run twice at once, it goes on with the rows that have no link.

mod batch;
mod create;
mod file;
mod results;
mod row;
mod stop;

use domain::{
    api::imports::ImportState,
    id::{AccountId, FirmId},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::batch::run;
use super::{keys::Scope, row::Stored};
use crate::{db::Tx, http::Result, state::App};

/// The routes of sending.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create::create)).routes(routes!(stop::stop)).routes(routes!(results::results))
}

/// What an import's keys are compared with.
fn scope<'a>(app: &App, import: &'a Stored, account: &'a AccountId) -> Scope<'a> {
    Scope { firm: &import.firm_id, import: &import.id, account: Some(account), now: app.now() }
}

/// Ends the sending of an import, with a sentence if there is something to do about it.
async fn end(app: &App, tx: &mut Tx, firm: &FirmId, import: &Stored, trouble: Option<&str>) -> Result<()> {
    let made = import.counts(tx.conn()).await?.created > 0;
    // What is in trouble can be sent again; what was stopped before its first link was not sent at all.
    let state = if made && trouble.is_none() { ImportState::Done } else { ImportState::Review };
    sqlx::query("UPDATE imports SET state = $1, trouble = $2, touched_at = $3 WHERE firm_id = $4 AND id = $5")
        .bind(state.as_str())
        .bind(trouble)
        .bind(app.now().ms())
        .bind(firm.as_str())
        .bind(import.id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}
