//! What refunds and disputes need of a payment.

use domain::{
    AccountKind, Currency, Mode, Money, PaymentSource, PaymentStatus,
    api::stream::{Change, ChangeKind},
    id::{AccountId, ClientId, ConnectionId, FirmId, LinkId, MatterId, PaymentId},
    payment::Sums,
};
use sqlx::AnyConnection;

use crate::{
    allocations::Funds,
    audit::Event,
    db::{Col, Flag, Tx},
    http::{Error, Result},
    ledger::{self, Account},
    links,
};

/// A payment with its link, and the account that its money lies in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Paid {
    pub id: Col<PaymentId>,
    pub firm_id: Col<FirmId>,
    pub mode: Col<Mode>,
    pub source: Col<PaymentSource>,
    pub status: Col<PaymentStatus>,
    pub amount: i64,
    pub currency: Col<Currency>,
    pub refunded: i64,
    pub withdrawn: i64,
    pub allocated: i64,
    pub takes_refunds: Flag,
    pub connection_id: Option<Col<ConnectionId>>,
    pub payment_intent: Option<String>,
    pub destination: Option<String>,
    pub gateway_account: Option<String>,
    pub account_id: Option<Col<AccountId>>,
    pub account_kind: Option<Col<AccountKind>>,
    pub client_id: Option<Col<ClientId>>,
    pub matter_id: Option<Col<MatterId>>,
    pub payer_name: Option<String>,
    pub payer_email: Option<String>,
    pub method: Option<String>,
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub link_id: Option<Col<LinkId>>,
    pub root_id: Option<Col<LinkId>>,
    pub recipient_name: Option<String>,
    pub recipient_email: Option<String>,
    pub description: Option<String>,
    pub invoice_number: Option<String>,
}

macro_rules! paid {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.firm_id, p.mode, p.source, p.status, p.amount, p.currency, p.refunded, p.withdrawn,
                 p.allocated, p.takes_refunds, p.connection_id, p.payment_intent, p.destination, c.gateway_account,
                 p.account_id, a.kind AS account_kind, p.client_id, p.matter_id, p.payer_name, p.payer_email, p.method,
                 p.brand, p.last4, p.link_id, l.root_id, l.recipient_name, l.recipient_email, l.description,
                 l.invoice_number
             FROM payments p
             LEFT JOIN connections c ON c.id = p.connection_id AND c.firm_id = p.firm_id
             LEFT JOIN accounts a ON a.id = p.account_id AND a.firm_id = p.firm_id
             LEFT JOIN links l ON l.id = p.link_id AND l.firm_id = p.firm_id ",
            $rest
        )
    };
}

impl Paid {
    /// A firm's payment.
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn find(conn: &mut AnyConnection, firm: &FirmId, id: &PaymentId) -> Result<Self> {
        let row = sqlx::query_as(paid!("WHERE p.firm_id = $1 AND p.id = $2"))
            .bind(firm.as_str())
            .bind(id.as_str())
            .fetch_optional(conn)
            .await?;
        row.ok_or_else(|| Error::not_found("payment"))
    }

    /// The same, and until the end of the transaction nobody else moves its money: see [`Funds::hold`].
    ///
    /// # Errors
    /// 404 when the firm has none of that id.
    pub async fn hold(tx: &mut Tx, firm: &FirmId, id: &PaymentId) -> Result<(Self, Funds)> {
        let funds = Funds::hold(tx, firm, id).await?;
        Ok((Self::find(tx.conn(), firm, id).await?, funds))
    }

    /// The id of the payment that the gateway knows under `payment_intent`, once its money was there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of_gateway(
        conn: &mut AnyConnection,
        firm: &FirmId,
        connection: &ConnectionId,
        payment_intent: &str,
    ) -> Result<Option<PaymentId>, sqlx::Error> {
        let id: Option<Col<PaymentId>> = sqlx::query_scalar(
            "SELECT id FROM payments WHERE firm_id = $1 AND connection_id = $2 AND payment_intent = $3
             AND status = 'succeeded'",
        )
        .bind(firm.as_str())
        .bind(connection.as_str())
        .bind(payment_intent)
        .fetch_optional(conn)
        .await?;
        Ok(id.map(|id| id.0))
    }

    /// What became of its money.
    #[must_use]
    pub fn sums(&self) -> Sums {
        Sums { amount: self.amount, refunded: self.refunded, withdrawn: self.withdrawn, allocated: self.allocated }
    }

    /// An amount of its currency.
    #[must_use]
    pub fn money(&self, amount: i64) -> Money {
        Money::new(amount, self.currency.0)
    }

    /// The receiving account that its money belongs to: every payment that succeeded has one.
    #[must_use]
    pub fn account(&self) -> Option<(AccountId, AccountKind)> {
        Some((self.account_id.as_ref()?.0.clone(), self.account_kind.as_ref()?.0))
    }

    /// Where its money lies until someone says whose it is.
    #[must_use]
    pub fn nobodys(&self) -> Option<Account> {
        self.account().map(|(id, kind)| ledger::nobodys(kind, id))
    }

    /// What it was for, in one line.
    #[must_use]
    pub fn purpose(&self) -> Option<String> {
        links::row::purpose(self.description.as_deref(), self.invoice_number.as_deref())
    }

    /// Who paid, as far as that is known.
    #[must_use]
    pub fn payer(&self) -> &str {
        self.recipient_name.as_deref().or(self.payer_name.as_deref()).unwrap_or("A client")
    }

    /// What open browsers are told when its money moves.
    #[must_use]
    pub fn change(&self) -> Change {
        Change {
            payment_id: Some(self.id.0.clone()),
            link_id: self.link_id.as_ref().map(|id| id.0.clone()),
            ..Change::of(ChangeKind::Payment)
        }
    }

    /// The event with everything that it concerns.
    #[must_use]
    pub fn concern<'a>(&'a self, event: Event<'a>) -> Event<'a> {
        let mut event = event.payment(&self.id);
        if let (Some(link), Some(root)) = (&self.link_id, &self.root_id) {
            event = event.link(link, root);
        }
        if let Some(client) = &self.client_id {
            event = event.client(client);
        }
        event.matter(self.matter_id.as_deref())
    }
}
