//! The job: one batch of an import's rows, and then the next.

use domain::{
    id::{ConnectionId, FirmId, ImportId},
    imports::{Context, Mapping},
};

use super::{Stored, end};
use crate::{
    accounts::AccountRow,
    db::{self, Tx},
    firm,
    http::{Error, Result},
    imports::{
        check::basis,
        raw::{RawRow, raw_columns},
    },
    jobs::{Failure, Job},
    state::App,
};

/// Rows of one transaction. Whoever wants to write meanwhile waits for no more than these.
const BATCH: i64 = 25;

/// Makes links of some rows, and asks for the next ones. Between two batches others have their turn.
///
/// # Errors
/// *Retry* when the database does not answer.
pub async fn run(app: &App, firm: &FirmId, id: &ImportId) -> Result<(), Failure> {
    let error = match some(app, firm, id).await {
        Ok(()) => return Ok(()),
        Err(error) => anyhow::Error::new(error),
    };
    if db::is_to_blame(&error) {
        return Err(Failure::Retry(error));
    }
    // Trying again would not help, and nobody would know why it stands still.
    tracing::error!(import = %id, error = format!("{error:#}"), "an upload could not be sent");
    let mut tx = app.db.begin().await?;
    let import = Stored::lock(&mut tx, firm, id).await?;
    let why =
        "Something went wrong here while links were made. Send the rest again; if it stays, tell your administrator";
    end(app, &mut tx, firm, &import, Some(why)).await?;
    tx.commit().await?;
    Ok(())
}

async fn some(app: &App, firm: &FirmId, id: &ImportId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    // Whoever else works on it, because this worker was taken for dead, waits here and finds the rows done.
    let import = match Stored::lock(&mut tx, firm, id).await {
        Ok(import) if import.state.0 == domain::api::imports::ImportState::Sending => import,
        Ok(_) | Err(Error::Problem(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut batch = match Batch::begin(app, &mut tx, &import).await? {
        Ok(batch) => batch,
        Err(why) => {
            let why = format!("Sending stopped: {why}. Mend that, and send the rest");
            end(app, &mut tx, firm, &import, Some(&why)).await?;
            return Ok(tx.commit().await?);
        }
    };
    let rows = next_rows(&mut tx, &import).await?;
    for row in &rows {
        batch.send(&mut tx, row).await?;
    }
    batch.keep(&mut tx).await?;
    if i64::try_from(rows.len()).is_ok_and(|sent| sent == BATCH) {
        Job::DispatchImport { firm: firm.clone(), import: id.clone() }.enqueue(app, &mut tx, app.now()).await?;
    } else {
        end(app, &mut tx, firm, &import, None).await?;
    }
    Ok(tx.commit().await?)
}

/// What the rows of a batch have in common.
pub(super) struct Batch<'a> {
    pub app: &'a App,
    pub import: &'a Stored,
    pub account: AccountRow,
    pub connection: ConnectionId,
    pub mapping: Mapping,
    pub context: Context,
    pub zone: String,
    /// When the next mail may go out, in milliseconds.
    pub mail_at: i64,
}

impl<'a> Batch<'a> {
    /// Holds the account. The inner refusal is why it takes no money.
    async fn begin(app: &'a App, tx: &mut Tx, import: &'a Stored) -> Result<Result<Self, String>> {
        let Some(account) = &import.account_id else { return Ok(Err("no receiving account is chosen".into())) };
        let account = AccountRow::lock(tx, &import.firm_id, account).await?;
        let mapping = import.mapping()?;
        let context = basis(app, tx.conn(), import, &mapping, import.readings()?).await?;
        let connection = match account.connection_for(context.currency) {
            Ok(connection) => connection,
            Err(Error::Problem(why)) => return Ok(Err(sentence(&why))),
            Err(error) => return Err(error),
        };
        let zone = firm::load_in(tx.conn(), &import.firm_id).await?.time_zone;
        let mail_at = import.mail_at.max(app.now().ms());
        Ok(Ok(Self { app, import, account, connection, mapping, context, zone, mail_at }))
    }

    async fn keep(self, tx: &mut Tx) -> Result<()> {
        sqlx::query("UPDATE imports SET mail_at = $1, touched_at = $2 WHERE firm_id = $3 AND id = $4")
            .bind(self.mail_at)
            .bind(self.app.now().ms())
            .bind(self.import.firm_id.as_str())
            .bind(self.import.id.as_str())
            .execute(tx.conn())
            .await?;
        Ok(())
    }
}

fn sentence(why: &domain::Problem) -> String {
    let field = why.errors.first().map(|error| error.detail.as_str());
    let text = field.or(why.detail.as_deref()).unwrap_or(&why.title);
    text.trim_end_matches('.').to_owned()
}

/// The next rows that can be sent, in the order of the file: both sorts come from the index.
async fn next_rows(tx: &mut Tx, import: &Stored) -> Result<Vec<RawRow>> {
    macro_rules! of_rank {
        ($rank:literal) => {
            concat!(
                "SELECT * FROM (SELECT ",
                raw_columns!(),
                " FROM import_checks c JOIN import_rows r ON r.import_id = c.import_id AND r.number = c.number
                 WHERE c.import_id = $1 AND c.rank = ",
                $rank,
                " AND r.removed = 0 AND r.link_id IS NULL ORDER BY c.number LIMIT $2) AS some",
                $rank
            )
        };
    }
    let rows = sqlx::query_as(concat!(of_rank!("0"), " UNION ALL ", of_rank!("1"), " ORDER BY number LIMIT $2"))
        .bind(import.id.as_str())
        .bind(BATCH)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows)
}
