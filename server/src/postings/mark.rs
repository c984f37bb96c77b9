//! Saying something of postings, so that it can be taken back: where each stood is kept with the mark.

use domain::{
    Fields,
    api::{
        postings::NewOutcome,
        stream::{Change, ChangeKind},
    },
    id::{FirmId, PostingBatchId, PostingId, PostingMarkId},
    posting::{Outcome, PostingStatus},
    text::Description,
};
use sqlx::AssertSqlSafe;

use crate::{
    db::Tx,
    http::{Result, Staff},
    state::App,
    table::{Args, Matching},
};

/// What is said, checked.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub outcome: Outcome,
    reference: Option<String>,
    reason: Option<String>,
}

impl Said {
    /// Reads it; `at` is where it stands in the request.
    ///
    /// # Errors
    /// 422 at the field that needs another look.
    pub fn parse(new: &NewOutcome, at: &str) -> Result<Self> {
        let mut fields = Fields::new();
        let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let (given, why) = (text(&new.reference), text(&new.reason));
        let pointer = format!("{at}/reason");
        let reference: Option<Description> = fields.optional(&format!("{at}/reference"), given.as_deref());
        let reason: Option<Description> = fields.optional(&pointer, why.as_deref());
        if new.outcome == Outcome::Failed && why.is_none() {
            fields.refuse(&pointer, "Say why it failed, so that someone can mend it");
        }
        fields.finish(Some(()))?;
        // What waits again has neither.
        let keep = new.outcome != Outcome::ToPost;
        Ok(Self {
            outcome: new.outcome,
            reference: reference.filter(|_| keep).map(String::from),
            reason: reason.filter(|_| keep).map(String::from),
        })
    }
}

/// A mark that is being made. Its maker holds the firm, so that no two say something of the same posting at once.
pub(super) struct Marking {
    pub id: PostingMarkId,
    firm: FirmId,
}

impl Marking {
    /// Begins one. `outcome` is what it says, or `batched`.
    pub async fn begin(
        app: &App,
        tx: &mut Tx,
        staff: &Staff,
        outcome: PostingStatus,
        said: Option<&Said>,
    ) -> Result<Self> {
        let id = PostingMarkId::from_u128(app.new_id());
        sqlx::query(
            "INSERT INTO posting_marks (id, firm_id, outcome, reference, reason, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.as_str())
        .bind(staff.firm.as_str())
        .bind(outcome.as_str())
        .bind(said.and_then(|said| said.reference.as_deref()))
        .bind(said.and_then(|said| said.reason.as_deref()))
        .bind(app.now().ms())
        .bind(staff.name.as_str())
        .execute(tx.conn())
        .await?;
        Ok(Self { id, firm: staff.firm.clone() })
    }

    /// Takes those of the chosen that stand where it can be said of them; says how many.
    pub async fn choose(&self, tx: &mut Tx, chosen: Matching, from: &[PostingStatus]) -> Result<i64> {
        let Matching { sql: ids, args } = chosen;
        self.keep(tx, &format!("IN ({ids})"), args, from).await
    }

    /// The same for one.
    pub async fn choose_one(&self, tx: &mut Tx, posting: &PostingId, from: &[PostingStatus]) -> Result<i64> {
        let mut args = Args::default();
        args.add(self.firm.as_str());
        let one = args.add(posting.as_str());
        self.keep(tx, &format!("= {one}"), args, from).await
    }

    async fn keep(&self, tx: &mut Tx, which: &str, mut args: Args, from: &[PostingStatus]) -> Result<i64> {
        let mark = args.add(self.id.as_str());
        let from = args.list(from.iter().map(|status| status.as_str()));
        let sql = format!(
            "INSERT INTO posting_changes (mark_id, posting_id, firm_id, was_status, was_batch_id, was_reference, was_reason,
                 was_marked_at, was_marked_by, was_mark_id)
             SELECT {mark}, x.id, x.firm_id, x.status, x.batch_id, x.reference, x.reason, x.marked_at, x.marked_by, x.mark_id
             FROM postings x WHERE x.firm_id = $1 AND x.id {which} AND x.status IN ({from})"
        );
        let kept = args.bind(sqlx::query(AssertSqlSafe(sql))).execute(tx.conn()).await?.rows_affected();
        Ok(i64::try_from(kept).unwrap_or(i64::MAX))
    }

    /// Says it of those that were taken.
    pub async fn say(&self, app: &App, tx: &mut Tx, staff: &Staff, said: &Said) -> Result<()> {
        sqlx::query(
            "UPDATE postings SET status = $1, reference = $2, reason = $3, marked_at = $4, marked_by = $5, mark_id = $6,
                 batch_id = CASE WHEN $1 = 'to_post' THEN NULL ELSE batch_id END
             WHERE firm_id = $7 AND id IN (SELECT posting_id FROM posting_changes WHERE mark_id = $6)",
        )
        .bind(said.outcome.as_str())
        .bind(said.reference.as_deref())
        .bind(said.reason.as_deref())
        .bind(app.now().ms())
        .bind(staff.name.as_str())
        .bind(self.id.as_str())
        .bind(self.firm.as_str())
        .execute(tx.conn())
        .await?;
        tx.announce(&self.firm, Change::of(ChangeKind::Payment));
        Ok(())
    }

    /// Puts those that were taken into a batch.
    pub async fn batch(&self, app: &App, tx: &mut Tx, staff: &Staff, batch: &PostingBatchId) -> Result<()> {
        sqlx::query("UPDATE posting_marks SET batch_id = $1 WHERE firm_id = $2 AND id = $3")
            .bind(batch.as_str())
            .bind(self.firm.as_str())
            .bind(self.id.as_str())
            .execute(tx.conn())
            .await?;
        sqlx::query(
            "UPDATE postings SET status = 'batched', batch_id = $1, marked_at = $2, marked_by = $3, mark_id = $4
             WHERE firm_id = $5 AND id IN (SELECT posting_id FROM posting_changes WHERE mark_id = $4)",
        )
        .bind(batch.as_str())
        .bind(app.now().ms())
        .bind(staff.name.as_str())
        .bind(self.id.as_str())
        .bind(self.firm.as_str())
        .execute(tx.conn())
        .await?;
        tx.announce(&self.firm, Change::of(ChangeKind::Payment));
        Ok(())
    }
}
