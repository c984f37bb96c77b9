//! Whether links can be made for an account. A trust account takes money only where somebody else
//! bears fees and negative balances.

use std::str::FromStr;

use domain::{AccountKind, TrustRoute, text::Name};

use super::AccountRow;

/// Whether a link can be made for this account now.
///
/// # Errors
/// Why not, and what to do about it, in full sentences.
pub fn readiness(row: &AccountRow) -> Result<(), String> {
    if row.connection_id.is_none() {
        return Err("No payment gateway is connected to this account. Connect Stripe in Settings, then choose that \
                    connection for this account."
            .into());
    }
    match (row.kind.0, row.trust_route()) {
        (AccountKind::Operating, _) => Ok(()),
        (AccountKind::Trust, Some(TrustRoute::Attestation)) if row.beside_operating.0 => {
            Err("The money of this connection goes to the account that an operating account uses, so clients' money \
             would lie among the firm's own. Connect a gateway account that is for trust money alone, or enter the \
             connected Stripe account (acct_…) that is paid in full."
                .into())
        }
        (AccountKind::Trust, Some(TrustRoute::Attestation)) => Ok(()),
        (AccountKind::Trust, Some(TrustRoute::Destination)) => destination_is_safe(row),
        (AccountKind::Trust, None) => Err(
            "No fee and no chargeback may come out of a trust account. Enter the connected Stripe account (acct_…) \
             that is paid in full from the operating account's connection, or let an owner attest who pays fees and \
             negative balances instead."
                .into(),
        ),
    }
}

fn destination_is_safe(row: &AccountRow) -> Result<(), String> {
    if row.destination == row.gateway_account {
        return Err(
            "The destination is the account behind the connection itself, which would pay the fees. Enter the \
                    trust account's own connected Stripe account."
                .into(),
        );
    }
    if !row.beside_operating.0 {
        return Err("With a connected Stripe account, fees and chargebacks debit the account behind the connection. \
                    Choose the connection that an operating account uses, or remove the connected account and let an \
                    owner attest who pays."
            .into());
    }
    Ok(())
}

/// Stripe's id of a connected account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter the id of a connected Stripe account: it begins with acct_")]
pub(super) struct BadDestination;

impl Destination {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Destination {
    type Err = BadDestination;
    fn from_str(text: &str) -> Result<Self, BadDestination> {
        let text = text.trim();
        let rest = text.strip_prefix("acct_").ok_or(BadDestination)?;
        let fine = (6..=64).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if fine { Ok(Self(text.to_owned())) } else { Err(BadDestination) }
    }
}

/// Whether someone who is to pay is the trust account itself, by its name or by what such accounts
/// are called.
pub(super) fn is_the_trust_account(payer: &Name, account: &str) -> bool {
    const CALLED: [&str; 7] =
        ["trust account", "client account", "clients account", "escrow account", "iolta", "iola", "client trust"];
    let padded = |text: &str| format!(" {} ", words(text));
    let payer = padded(payer.as_str());
    payer == " trust "
        || payer == " the trust "
        || payer.contains(&padded(account))
        || CALLED.iter().any(|name| payer.contains(&padded(name)))
}

/// Lower case, only letters and digits, one space between words: `The firm's IOLTA.` reads like
/// `the firms iolta`.
fn words(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use domain::{
        Currency, Mode,
        id::{AccountId, ConnectionId, FirmId},
    };

    use super::*;
    use crate::db::{Col, Flag};

    fn trust() -> AccountRow {
        AccountRow {
            id: Col(AccountId::from_u128(1)),
            firm_id: Col(FirmId::from_u128(3)),
            name: "IOLTA First Bank".into(),
            kind: Col(AccountKind::Trust),
            currency: Col(Currency::USD),
            connection_id: Some(Col(ConnectionId::from_u128(2))),
            destination: None,
            attested_fees: None,
            attested_negative: None,
            attested_by: None,
            attested_at: None,
            mode: Some(Col(Mode::Test)),
            gateway_account: Some("acct_platform".into()),
            beside_operating: Flag(false),
        }
    }

    fn to_connected(destination: &str, beside_operating: bool) -> AccountRow {
        AccountRow { destination: Some(destination.into()), beside_operating: Flag(beside_operating), ..trust() }
    }

    #[test]
    fn an_operating_account_needs_a_connection() {
        let operating = AccountRow { kind: Col(AccountKind::Operating), ..trust() };
        assert_eq!(readiness(&operating), Ok(()));
        let reason = readiness(&AccountRow { connection_id: None, ..operating }).unwrap_err();
        assert!(reason.contains("Connect Stripe"), "{reason}");
    }

    #[test]
    fn a_trust_account_needs_someone_else_who_pays() {
        assert!(readiness(&trust()).unwrap_err().contains("attest"));
        let attested = AccountRow { attested_at: Some(1), ..trust() };
        assert_eq!(readiness(&attested), Ok(()));
        let mixed = AccountRow { beside_operating: Flag(true), ..attested.clone() };
        assert!(readiness(&mixed).unwrap_err().contains("among the firm's own"));
        assert!(readiness(&AccountRow { connection_id: None, ..attested }).is_err());
    }

    #[test]
    fn a_destination_is_paid_from_the_operating_accounts_connection() {
        assert_eq!(readiness(&to_connected("acct_trust00", true)), Ok(()));
        assert!(readiness(&to_connected("acct_trust00", false)).unwrap_err().contains("operating account uses"));
        assert!(readiness(&to_connected("acct_platform", true)).unwrap_err().contains("itself"));
        let attested = AccountRow { attested_at: Some(1), ..to_connected("acct_trust00", false) };
        assert!(readiness(&attested).is_err(), "the money would take the other route");
    }

    #[test]
    fn an_old_link_takes_no_trust_money_by_another_way() {
        let (same, other) = (ConnectionId::from_u128(2), ConnectionId::from_u128(4));
        let ready = to_connected("acct_trust00", true);
        assert!(ready.admits(&same).is_ok());
        assert!(ready.admits(&other).is_err());
        assert!(trust().admits(&same).is_err(), "neither destination nor attestation");
        let operating = AccountRow { kind: Col(AccountKind::Operating), connection_id: None, ..trust() };
        assert!(operating.admits(&other).is_ok());
    }

    #[test]
    fn a_destination_is_an_account_of_stripe() {
        assert!("acct_1032D82eZvKYlo2C".parse::<Destination>().is_ok());
        for bad in ["", "acct_", "ba_1032D82eZvKYlo2C", "acct_../../x", "acct_a b c d e"] {
            assert_eq!(bad.parse::<Destination>(), Err(BadDestination), "{bad}");
        }
    }

    #[test]
    fn the_trust_account_does_not_pay_for_itself() {
        let says = |payer: &str, account: &str| is_the_trust_account(&payer.parse().unwrap(), account);
        for payer in ["IOLTA first bank", "The firm's trust account", "Trust", "our client-account", "IOLTA"] {
            assert!(says(payer, "IOLTA First Bank"), "{payer}");
        }
        for payer in ["Hale & Marsh LLP, operating account", "Northern Trust Bank", "First Bank"] {
            assert!(!says(payer, "IOLTA First Bank"), "{payer}");
        }
    }
}
