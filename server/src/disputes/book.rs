//! Booking what a dispute did to the gateway's balance: each movement once, in the order of the gateway's clock.

use anyhow::anyhow;
use domain::{Currency, Instant, id::DisputeId, ledger::JournalKind};

use super::{DisputeRow, follow::Facts, row::Withdrawal};
use crate::{
    allocations::{self, Funds, Part},
    audit::Actor,
    db::Tx,
    gateways::stripe::{amounts, money::Moved},
    jobs::Failure,
    ledger::{self, About, Account, Journal},
    mail,
    refunds::{Debited, Inflow, Outflow, Paid, is_booked, take_out},
    state::App,
};

/// Who is debited for a dispute: always the account behind the connection.
const DEBITED: Debited = Debited::Platform;
/// A tenth of an amount is more than rates move while a bank decides.
const NEAR: i64 = 10;

/// Books the movements that have not been booked. The caller holds the payment.
pub(super) async fn moves(
    app: &App,
    tx: &mut Tx,
    (paid, funds): (&Paid, Funds),
    row: &DisputeRow,
    facts: &Facts,
) -> Result<(), Failure> {
    let mut state = State { funds, withdrawals: row.withdrawals(), fee: 0, fees: 0 };
    let whole = facts.moves.iter().find(|moved| moved.amount < 0).map_or(0, |moved| -moved.amount);
    let (mut taken, mut given) = (0, 0);
    for moved in &facts.moves {
        let step = Step { app, paid, dispute: &row.id, at: Instant::from_ms(moved.created * 1000) };
        let amount = in_payment_currency(paid.currency.0, (facts.money.amount, whole), moved);
        let number = if amount < 0 { &mut taken } else { &mut given };
        *number += 1;
        match amount {
            ..0 => step.withdraw(tx, &mut state, -amount, *number).await?,
            1.. => step.reinstate(tx, &mut state, amount, *number).await?,
            0 => {}
        }
        step.fee(tx, &mut state, amount, moved).await?;
    }
    let withdrawn: i64 = state.withdrawals.iter().map(|one| one.amount - one.returned).sum();
    sqlx::query("UPDATE disputes SET withdrawn = $1, fee = $2, parts = $3 WHERE firm_id = $4 AND id = $5")
        .bind(withdrawn.max(0))
        .bind(state.fee)
        .bind(serde_json::to_string(&state.withdrawals).map_err(anyhow::Error::from)?)
        .bind(row.firm_id.as_str())
        .bind(row.id.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What a movement is in the payment's currency. Where the balance is in another one, it is the share of the dispute's
/// amount that it is of the first withdrawal, which took that amount. Rates move between the two: what comes near to all
/// of it is all of it.
fn in_payment_currency(own: Currency, (amount, whole): (i64, i64), moved: &Moved) -> i64 {
    match moved.currency.parse::<Currency>() {
        Ok(currency) if currency == own => amounts::from_stripe(moved.amount, currency).amount,
        _ if whole <= 0 || (moved.amount.abs() - whole).abs() <= whole / NEAR => amount * moved.amount.signum(),
        _ => {
            let share = i128::from(amount) * i128::from(moved.amount) / i128::from(whole);
            i64::try_from(share).unwrap_or(amount * moved.amount.signum())
        }
    }
}

struct State {
    funds: Funds,
    withdrawals: Vec<Withdrawal>,
    fee: i64,
    /// Movements so far that had a fee.
    fees: u32,
}

struct Step<'a> {
    app: &'a App,
    paid: &'a Paid,
    dispute: &'a DisputeId,
    at: Instant,
}

impl Step<'_> {
    /// `dispute:dsp_…:withdrawn`, and with a number from the second on.
    fn cause(&self, what: &str, number: i32) -> String {
        match number {
            1 => format!("dispute:{}:{what}", self.dispute),
            _ => format!("dispute:{}:{what}:{number}", self.dispute),
        }
    }

    fn journal(&self, kind: JournalKind, cause: String, lines: Vec<(Account, i64)>) -> Journal<'_> {
        Journal {
            firm: &self.paid.firm_id,
            mode: self.paid.mode.0,
            currency: self.paid.currency.0,
            kind,
            cause,
            occurred_at: self.at,
            actor: Actor::gateway(),
            about: About {
                payment: Some(self.paid.id.0.clone()),
                dispute: Some(self.dispute.clone()),
                ..About::default()
            },
            memo: None,
            lines,
        }
    }

    async fn was(&self, tx: &mut Tx, cause: &str) -> Result<bool, sqlx::Error> {
        is_booked(tx.conn(), &self.paid.firm_id, self.paid.mode.0, cause).await
    }

    /// The money is taken: so is what it paid, as far as that is still there.
    async fn withdraw(&self, tx: &mut Tx, state: &mut State, amount: i64, number: i32) -> Result<(), Failure> {
        let cause = self.cause("withdrawn", number);
        if self.was(tx, &cause).await? {
            return Ok(());
        }
        let key = format!("{}:{number}", self.dispute);
        let gone = take_out(self.app, tx, &mut state.funds, amount, (&key, Actor::gateway())).await?;
        self.shift(tx, amount).await?;
        let outflow = Outflow { paid: self.paid, amount, covered: gone.covered, debited: DEBITED };
        let lines = outflow.lines().ok_or_else(nowhere)?;
        ledger::post(self.app, tx, self.journal(JournalKind::Dispute, cause, lines)).await?;
        mail::queue_alarm(self.app, tx, &key, &outflow).await?;
        state.funds = Funds::look(tx.conn(), &self.paid.firm_id, &self.paid.id).await?;
        state.withdrawals.push(Withdrawal { amount, covered: gone.covered, returned: 0, parts: gone.parts });
        Ok(())
    }

    /// Money comes back: first what was there when it was taken. That makes good what others took too much, and pays again
    /// what it paid.
    async fn reinstate(&self, tx: &mut Tx, state: &mut State, amount: i64, number: i32) -> Result<(), Failure> {
        let cause = self.cause("reinstated", number);
        if self.was(tx, &cause).await? {
            return Ok(());
        }
        let (covered, parts) = give(&mut state.withdrawals, amount);
        self.shift(tx, -amount).await?;
        let back = Inflow::of(tx, &mut state.funds, &parts).await?;
        let made_good = back.made_good(tx.conn(), self.paid, (covered, self.dispute.as_str())).await?;
        // More of it can be covered than when it went: what came back in between made it good.
        let outflow = Outflow { paid: self.paid, amount, covered: covered.max(back.due), debited: DEBITED };
        let lines = outflow.back().ok_or_else(nowhere)?.into_iter().chain(made_good).collect();
        ledger::post(self.app, tx, self.journal(JournalKind::Reinstatement, cause, lines)).await?;
        allocations::give_back(self.app, tx, &mut state.funds, &back.again, Actor::gateway()).await?;
        Ok(())
    }

    async fn shift(&self, tx: &mut Tx, amount: i64) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE payments SET withdrawn = CASE WHEN withdrawn + $1 < 0 THEN 0 ELSE withdrawn + $1 END
             WHERE firm_id = $2 AND id = $3",
        )
        .bind(amount)
        .bind(self.paid.firm_id.as_str())
        .bind(self.paid.id.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
    }

    /// The gateway's fee for the dispute, or that fee given back; and the exchange, if the balance is in another currency.
    async fn fee(&self, tx: &mut Tx, state: &mut State, amount: i64, moved: &Moved) -> Result<(), Failure> {
        let Ok(settled) = moved.currency.parse::<Currency>() else { return Ok(()) };
        let Some(platform) = self.paid.gateway_account.clone().map(Account::Gateway) else { return Ok(()) };
        self.exchange(tx, amount, moved, (settled, &platform)).await?;
        let fee = amounts::from_stripe(moved.fee, settled).amount;
        state.fee += fee;
        if fee != 0 {
            let first = format!("dispute:{}:fee", self.dispute);
            state.fees += 1;
            let cause = if state.fees == 1 { first } else { format!("{first}:{}", moved.id) };
            let lines = vec![(Account::GatewayFees, fee), (platform.clone(), -fee)];
            let journal = self.journal(JournalKind::Fee, cause, lines);
            ledger::post(self.app, tx, Journal { currency: settled, ..journal }).await?;
        }
        Ok(())
    }

    /// Where the gateway's balance is in another currency, what left or came was changed.
    async fn exchange(
        &self,
        tx: &mut Tx,
        amount: i64,
        moved: &Moved,
        (settled, platform): (Currency, &Account),
    ) -> Result<(), Failure> {
        if settled == self.paid.currency.0 {
            return Ok(());
        }
        let there = amounts::from_stripe(moved.amount, settled).amount;
        for (way, currency, amount) in [("out", self.paid.currency.0, -amount), ("in", settled, there)] {
            if amount != 0 {
                let cause = format!("exchange:{}:{}:{way}", self.dispute, moved.id);
                let lines = vec![(platform.clone(), amount), (Account::Exchange, -amount)];
                let journal = self.journal(JournalKind::Exchange, cause, lines);
                ledger::post(self.app, tx, Journal { currency, ..journal }).await?;
            }
        }
        Ok(())
    }
}

/// What of the withdrawals comes back with an amount: how much of it had been there, and which parts it pays again. What
/// had been there comes first, then what was missing.
fn give(withdrawals: &mut [Withdrawal], amount: i64) -> (i64, Vec<Part>) {
    let (mut left, mut covered, mut back) = (amount, 0, Vec::new());
    for one in withdrawals.iter_mut() {
        let share = left.min(one.amount - one.returned);
        let there = share.min((one.covered - one.returned).max(0));
        let (mut to_there, mut to_missing) = (there, share - there);
        for part in &mut one.parts {
            let was_there = to_there.min(part.amount - part.missing);
            let was_missing = to_missing.min(part.missing);
            if was_there + was_missing > 0 {
                let (amount, missing) = (was_there + was_missing, was_missing);
                back.push(Part { allocation: part.allocation.clone(), amount, missing });
            }
            part.amount -= was_there + was_missing;
            part.missing -= was_missing;
            to_there -= was_there;
            to_missing -= was_missing;
        }
        one.parts.retain(|part| part.amount > 0);
        one.returned += share;
        covered += there;
        left -= share;
    }
    // More than was taken: it is nobody's until someone finds out why.
    (covered + left, back)
}

fn nowhere() -> Failure {
    Failure::Retry(anyhow!("a payment that lies nowhere"))
}

#[cfg(test)]
mod tests {
    use domain::id::AllocationId;
    use proptest::prelude::*;

    use super::*;

    fn part(id: u128, amount: i64, missing: i64) -> Part {
        Part { allocation: AllocationId::from_u128(id), amount, missing }
    }

    #[test]
    fn in_another_currency_a_part_is_a_part() {
        let moved = |amount, currency: &str| Moved {
            id: "txn_1".into(),
            amount,
            fee: 0,
            currency: currency.into(),
            created: 0,
        };
        let of = |amount, currency: &str| in_payment_currency(Currency::USD, (10_000, 9_000), &moved(amount, currency));
        assert_eq!((of(-4_000, "usd"), of(-9_000, "eur"), of(9_300, "eur")), (-4_000, -10_000, 10_000));
        assert_eq!((of(4_500, "eur"), of(-900, "eur"), of(0, "eur")), (5_000, -1_000, 0));
    }

    #[test]
    fn what_was_there_comes_back_first() {
        let taken = Withdrawal { amount: 100, covered: 60, returned: 0, parts: vec![part(1, 80, 40)] };
        let mut withdrawals = vec![taken];
        assert_eq!(give(&mut withdrawals, 30), (30, vec![part(1, 30, 0)]));
        assert_eq!(give(&mut withdrawals, 70), (30, vec![part(1, 50, 40)]));
        assert_eq!(withdrawals[0].returned, 100);
        assert_eq!(give(&mut withdrawals, 5), (5, Vec::new()), "more than was taken");
    }

    proptest! {
        #[test]
        fn all_comes_back_however_it_is_cut(
            free in 0..500_i64,
            parts in prop::collection::vec((1..500_i64, 0..=100_i64), 0..4),
            cuts in prop::collection::vec(1..300_i64, 0..6),
        ) {
            let parts: Vec<Part> =
                parts.iter().zip(1..).map(|((amount, share), id)| part(id, *amount, amount * share / 100)).collect();
            let allocated: i64 = parts.iter().map(|part| part.amount).sum();
            let spent: i64 = parts.iter().map(|part| part.missing).sum();
            let (amount, covered) = (free + allocated, free + allocated - spent);
            let mut withdrawals = vec![Withdrawal { amount, covered, returned: 0, parts }];
            let (mut left, mut there, mut paid, mut missing) = (amount, 0, 0, 0);
            for cut in cuts.into_iter().chain([amount]) {
                let cut = cut.min(left);
                if cut == 0 {
                    continue;
                }
                let (share, parts) = give(&mut withdrawals, cut);
                left -= cut;
                there += share;
                paid += parts.iter().map(|part| part.amount).sum::<i64>();
                missing += parts.iter().map(|part| part.missing).sum::<i64>();
            }
            prop_assert_eq!((left, there, paid, missing), (0, covered, allocated, spent));
        }
    }
}
