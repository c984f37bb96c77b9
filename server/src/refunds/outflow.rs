//! Booking money that the gateway takes out again: by a refund, or by a dispute.

use domain::{AccountKind, Mode, id::FirmId};
use sqlx::AnyConnection;

use super::Paid;
use crate::{
    allocations::{self, Funds, Part, Short, Taking},
    audit::Actor,
    db::Tx,
    http::Result,
    invoices::paying::Going,
    ledger::Account,
    state::App,
};

/// Which account at the gateway was debited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Debited {
    /// The one that the payment's money lies in.
    Own,
    /// The one behind the connection, though a connected account got the money.
    Platform,
}

/// Money that left a payment.
#[derive(Debug, Clone, Copy)]
pub struct Outflow<'a> {
    /// The payment.
    pub paid: &'a Paid,
    /// How much, in minor units of the payment's currency.
    pub amount: i64,
    /// How much of that was there to be taken: the rest was spent before.
    pub covered: i64,
    /// Who was debited.
    pub debited: Debited,
}

impl Outflow<'_> {
    /// The lines of its journal; `None` for a payment that lies nowhere, which none that succeeded does.
    ///
    /// Trust money is taken out of its matter at most to zero (rule 9). If the trust account's own gateway account was
    /// debited, operating owes it the rest. If the platform was, trust owes operating what it still has of the money,
    /// and the rest is lost.
    #[must_use]
    pub fn lines(&self) -> Option<Vec<(Account, i64)>> {
        let (account, kind) = self.paid.account()?;
        let platform = self.paid.gateway_account.clone()?;
        let (covered, rest) = (self.covered, self.amount - self.covered);
        let from_nobodys = (self.paid.nobodys()?, covered);
        let is_elsewhere = self.debited == Debited::Platform && self.paid.destination.is_some();
        let gateway = match &self.paid.destination {
            Some(destination) if !is_elsewhere => Account::Gateway(destination.clone()),
            _ => Account::Gateway(platform),
        };
        let out = (gateway, -self.amount);
        Some(match kind {
            AccountKind::Operating => vec![from_nobodys, (Account::DisputeLosses, rest), out],
            AccountKind::Trust if is_elsewhere => vec![
                from_nobodys,
                (Account::DueToOperating(account.clone()), -covered),
                (Account::DueFromTrust(account), covered),
                (Account::DisputeLosses, rest),
                out,
            ],
            AccountKind::Trust => vec![from_nobodys, (Account::DueFromOperating(account), rest), out],
        })
    }

    /// The same money coming back to where it was taken from.
    #[must_use]
    pub fn back(&self) -> Option<Vec<(Account, i64)>> {
        Some(self.lines()?.into_iter().map(|(account, amount)| (account, -amount)).collect())
    }

    /// What was booked as lost is covered after all: all of the amount; below nothing, what was covered is lost.
    #[must_use]
    pub fn covers(&self) -> Option<Vec<(Account, i64)>> {
        let lost = Self { covered: 0, ..*self }.back()?;
        Some(Self { covered: self.amount, ..*self }.lines()?.into_iter().chain(lost).collect())
    }

    /// A refund that a connected account had paid for comes back to the platform: operating owes it to trust.
    #[must_use]
    pub fn back_to_platform(&self) -> Option<Vec<(Account, i64)>> {
        let (account, kind) = self.paid.account()?;
        let platform = Account::Gateway(self.paid.gateway_account.clone()?);
        let nobodys = self.paid.nobodys()?;
        let (back, rest) = ((nobodys, -self.covered), self.amount - self.covered);
        Some(match kind {
            AccountKind::Operating => vec![(platform, self.amount), back, (Account::DisputeLosses, -rest)],
            // What had been spent was owed before.
            AccountKind::Trust => vec![
                (platform, self.amount),
                (Account::DueFromTrust(account.clone()), -self.amount),
                (Account::DueFromOperating(account), self.covered),
                back,
            ],
        })
    }
}

/// What became of money that the gateway took out of a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// How much of it was there to be taken, in minor units.
    pub covered: i64,
    /// What of the allocations was taken back for it.
    pub parts: Vec<Part>,
}

/// Takes what happened outside out of what the payment pays: as much as is there, and no more than there was. The caller
/// holds the payment, books the [`Outflow`], and counts the amount.
///
/// # Errors
/// When the database refuses.
pub async fn take_out(
    app: &App,
    tx: &mut Tx,
    funds: &mut Funds,
    amount: i64,
    (cause, actor): (&str, Actor),
) -> Result<Gone> {
    let left = (funds.sums().unallocated().max(0) + funds.allocated).min(amount);
    let taking = Taking { amount: left, chosen: None, going: Going::Returned, short: Short::Report, cause, actor };
    let taken = allocations::take_back(app, tx, funds, taking).await?;
    Ok(Gone { covered: left - taken.missing, parts: taken.parts })
}

/// Whether a cause has been booked. The caller holds what it is about.
///
/// # Errors
/// When the database does not answer.
pub async fn is_booked(conn: &mut AnyConnection, firm: &FirmId, mode: Mode, cause: &str) -> Result<bool, sqlx::Error> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT id FROM journals WHERE firm_id = $1 AND mode = $2 AND cause = $3")
            .bind(firm.as_str())
            .bind(mode.as_str())
            .bind(cause)
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use domain::{Currency, PaymentSource, PaymentStatus, id::AccountId};
    use proptest::prelude::*;

    use super::*;
    use crate::db::{Col, Flag};

    fn paid(kind: AccountKind, destination: Option<&str>) -> Paid {
        Paid {
            id: Col(domain::id::PaymentId::from_u128(1)),
            firm_id: Col(FirmId::from_u128(1)),
            mode: Col(Mode::Test),
            source: Col(PaymentSource::Gateway),
            status: Col(PaymentStatus::Succeeded),
            amount: 10_000,
            currency: Col(Currency::USD),
            refunded: 0,
            withdrawn: 0,
            allocated: 0,
            takes_refunds: Flag(true),
            connection_id: None,
            payment_intent: None,
            destination: destination.map(str::to_owned),
            gateway_account: Some("acct_platform".into()),
            account_id: Some(Col(AccountId::from_u128(7))),
            account_kind: Some(Col(kind)),
            client_id: None,
            matter_id: None,
            payer_name: None,
            payer_email: None,
            method: None,
            brand: None,
            last4: None,
            link_id: None,
            root_id: None,
            recipient_name: None,
            recipient_email: None,
            description: None,
            invoice_number: None,
        }
    }

    #[test]
    fn trust_is_taken_to_zero_and_the_rest_is_operatings() {
        let account = AccountId::from_u128(7);
        let own = paid(AccountKind::Trust, None);
        let lines = Outflow { paid: &own, amount: 100, covered: 30, debited: Debited::Own }.lines().unwrap();
        assert!(lines.contains(&(Account::Unidentified(account.clone()), 30)));
        assert!(lines.contains(&(Account::DueFromOperating(account.clone()), 70)));
        assert!(lines.contains(&(Account::Gateway("acct_platform".into()), -100)));

        let connected = paid(AccountKind::Trust, Some("acct_trust"));
        let of_dispute = Outflow { paid: &connected, amount: 100, covered: 30, debited: Debited::Platform };
        let lines = of_dispute.lines().unwrap();
        assert!(lines.contains(&(Account::DueToOperating(account.clone()), -30)));
        assert!(lines.contains(&(Account::DueFromTrust(account), 30)));
        assert!(lines.contains(&(Account::DisputeLosses, 70)));
        assert!(lines.contains(&(Account::Gateway("acct_platform".into()), -100)));
        let refunded = Outflow { debited: Debited::Own, covered: 100, ..of_dispute }.lines().unwrap();
        assert!(refunded.contains(&(Account::Gateway("acct_trust".into()), -100)));
    }

    #[test]
    fn what_was_lost_is_covered_where_it_was_booked() {
        let account = AccountId::from_u128(7);
        let of = |kind, debited| {
            let paid = paid(kind, Some("acct_trust"));
            let lines = Outflow { paid: &paid, amount: 60, covered: 60, debited }.covers().unwrap();
            let mut sums = std::collections::BTreeMap::new();
            lines.into_iter().for_each(|(account, amount)| *sums.entry(account).or_insert(0) += amount);
            sums.retain(|_, sum| *sum != 0);
            sums.into_iter().collect::<Vec<_>>()
        };
        let (unlinked, unidentified) = (Account::Unlinked(account.clone()), Account::Unidentified(account.clone()));
        let due = Account::DueFromOperating(account.clone());
        assert_eq!(of(AccountKind::Operating, Debited::Platform), [(unlinked, 60), (Account::DisputeLosses, -60)]);
        assert_eq!(of(AccountKind::Trust, Debited::Own), [(due, -60), (unidentified.clone(), 60)]);
        let pair = [(Account::DueFromTrust(account.clone()), 60), (unidentified, 60)];
        let rest = [(Account::DueToOperating(account), -60), (Account::DisputeLosses, -60)];
        assert_eq!(of(AccountKind::Trust, Debited::Platform), [pair, rest].concat());
    }

    proptest! {
        #[test]
        fn every_way_out_and_back_balances(amount in 1..1_000_i64, part in 0..=100_i64, trust: bool, connected: bool, platform: bool) {
            let kind = if trust { AccountKind::Trust } else { AccountKind::Operating };
            let paid = paid(kind, connected.then_some("acct_trust"));
            let debited = if platform { Debited::Platform } else { Debited::Own };
            let outflow = Outflow { paid: &paid, amount, covered: amount * part / 100, debited };
            for lines in [outflow.lines(), outflow.back(), outflow.back_to_platform(), outflow.covers()] {
                prop_assert_eq!(lines.unwrap().iter().map(|(_, amount)| amount).sum::<i64>(), 0);
            }
        }
    }
}
