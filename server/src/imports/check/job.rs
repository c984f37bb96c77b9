//! The job: looks at all rows of an import, and then checks them.
//!
//! It begins with the first row whenever it begins: what it finds depends on the rows and on what somebody said of them
//! only, so that it ends the same, however often it was killed. Whoever changes what the rows are checked against begins
//! a new *round*; a job that is at work for an older one notices before it writes. Rows that have their link are left as
//! they are.

use anyhow::anyhow;
use domain::{
    api::{imports::ImportState, stream::Change},
    id::{FirmId, ImportId},
    imports::{Context, Evidence, Mapping, Question, Readings, check},
};

use super::{Verdict, basis, currency, has_links};
use crate::{
    db::Tx,
    http::{Error, Result as HttpResult},
    imports::{
        keys::{self, Scope},
        raw::RawRow,
        row::Stored,
    },
    jobs::Failure,
    state::App,
};

/// Rows that are read and written at once.
const SLICE: i64 = 1000;

/// Checks an import, if it waits for that.
///
/// # Errors
/// *Retry* when the database does not answer, or the server stops.
pub async fn run(app: &App, firm: &FirmId, id: &ImportId) -> Result<(), Failure> {
    let import = match Stored::find(&mut *app.db.read().acquire().await?, firm, id).await {
        Ok(import) if import.state.0 == ImportState::Checking => import,
        Ok(_) | Err(Error::Problem(_)) => return Ok(()),
        Err(Error::Internal(error)) => return Err(Failure::Retry(error)),
    };
    Work { app, import }.run().await
}

struct Work<'a> {
    app: &'a App,
    import: Stored,
}

impl Work<'_> {
    async fn run(&self) -> Result<(), Failure> {
        let mapping = self.import.mapping()?;
        // Links were made by what was settled: what a new row leaves open is asked at its cells.
        let (readings, questions) = match has_links(&mut *self.app.db.read().acquire().await?, &self.import).await? {
            true => (self.import.readings()?, Vec::new()),
            false => self.look(&mapping).await?,
        };
        if !mapping.is_sure() || !questions.is_empty() {
            return self.ask(&readings, &questions).await;
        }
        let mut conn = self.app.db.read().acquire().await?;
        let context = basis(self.app, &mut conn, &self.import, &mapping, readings).await?;
        drop(conn);
        self.check(&mapping, &context).await
    }

    /// How the columns are read, and what is left to ask.
    async fn look(&self, mapping: &Mapping) -> Result<(Readings, Vec<Question>), Failure> {
        let mut conn = self.app.db.read().acquire().await?;
        let mut evidence = Evidence::new(currency(&mut conn, &self.import).await?);
        let mut after = 0;
        loop {
            self.stop_if_told()?;
            let (firm, id) = (&self.import.firm_id, &self.import.id);
            let last = RawRow::each_after(&mut conn, firm, id, (after, SLICE), |row| {
                evidence.see(&row.read(mapping)?);
                Ok(())
            });
            match last.await? {
                Some(last) => after = last,
                None => return Ok(evidence.settle(mapping)),
            }
        }
    }

    /// Somebody has to say what the columns mean: until then, no row says anything.
    async fn ask(&self, readings: &Readings, questions: &[Question]) -> Result<(), Failure> {
        let mut tx = self.app.db.begin().await?;
        if self.hold(&mut tx, 0).await? {
            self.forget(&mut tx, (0, i64::MAX)).await?;
            self.settle(&mut tx, ImportState::Mapping, readings, questions).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn check(&self, mapping: &Mapping, context: &Context) -> Result<(), Failure> {
        let (mut after, mut done) = (0, 0);
        loop {
            self.stop_if_told()?;
            let mut verdicts = Vec::new();
            let mut read = 0;
            let mut conn = self.app.db.read().acquire().await?;
            let (firm, id) = (&self.import.firm_id, &self.import.id);
            let last = RawRow::each_after(&mut conn, firm, id, (after, SLICE), |row| {
                read += 1;
                if row.link_id.is_none() {
                    verdicts.push(Verdict::of(&check(&row.read(mapping)?, context))?);
                }
                Ok(())
            });
            let last = last.await?;
            drop(conn);
            let Some(last) = last else { return self.finish(after, context).await };
            done += read;
            let mut tx = self.app.db.begin().await?;
            if !self.hold(&mut tx, done).await? {
                return Ok(());
            }
            self.forget(&mut tx, (after, last)).await?;
            super::store(&mut tx, &self.import.id, &verdicts).await?;
            tx.commit().await?;
            after = last;
        }
    }

    /// After the last row: which rows repeat others, and what comes next.
    async fn finish(&self, last: i64, context: &Context) -> Result<(), Failure> {
        let mut tx = self.app.db.begin().await?;
        if !self.hold(&mut tx, self.import.total).await? {
            return Ok(());
        }
        self.forget(&mut tx, (last, i64::MAX)).await?;
        let account = self.import.account_id.as_ref().map(|id| &id.0);
        let (firm, import) = (&self.import.firm_id.0, &self.import.id.0);
        keys::mark_all(&mut tx, &Scope { firm, import, account, now: self.app.now() }).await?;
        let next = if self.import.sent_at.is_some() { ImportState::Done } else { ImportState::Review };
        self.settle(&mut tx, next, &context.readings, &[]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Tells how far it is, and holds the import until the end of the transaction. `false`: it is no longer wanted.
    async fn hold(&self, tx: &mut Tx, done: i64) -> Result<bool, sqlx::Error> {
        let held = sqlx::query(
            "UPDATE imports SET progress = $1, version = version + 1
             WHERE firm_id = $2 AND id = $3 AND state = 'checking' AND round = $4",
        )
        .bind(done)
        .bind(self.import.firm_id.as_str())
        .bind(self.import.id.as_str())
        .bind(self.import.round)
        .execute(tx.conn())
        .await?;
        tx.announce(&self.import.firm_id, Change::of_import(&self.import.id));
        Ok(held.rows_affected() == 1)
    }

    /// Forgets what rows said in an older round, from one number (without it) to another.
    async fn forget(&self, tx: &mut Tx, (after, last): (i64, i64)) -> Result<(), sqlx::Error> {
        sqlx::query(
            "DELETE FROM import_checks WHERE number > $3 AND number <= $4 AND rank <> 3
             AND import_id = (SELECT id FROM imports WHERE firm_id = $1 AND id = $2)",
        )
        .bind(self.import.firm_id.as_str())
        .bind(self.import.id.as_str())
        .bind(after)
        .bind(last)
        .execute(tx.conn())
        .await
        .map(drop)
    }

    async fn settle(
        &self,
        tx: &mut Tx,
        state: ImportState,
        readings: &Readings,
        questions: &[Question],
    ) -> HttpResult<()> {
        sqlx::query("UPDATE imports SET state = $1, readings = $2, questions = $3 WHERE firm_id = $4 AND id = $5")
            .bind(state.as_str())
            .bind(serde_json::to_string(readings).map_err(anyhow::Error::new)?)
            .bind(serde_json::to_string(questions).map_err(anyhow::Error::new)?)
            .bind(self.import.firm_id.as_str())
            .bind(self.import.id.as_str())
            .execute(tx.conn())
            .await?;
        Ok(())
    }

    /// A large file must not hold up a server that is to stop.
    fn stop_if_told(&self) -> Result<(), Failure> {
        if self.app.stopping.is_cancelled() {
            return Err(Failure::Retry(anyhow!("the server stops")));
        }
        Ok(())
    }
}
