//! `balance_transaction`

use serde_json::{Value, json};

use crate::call::Call;
use crate::payment::Method;

/// A movement of the balance, before fee and exchange.
pub(crate) struct Movement<'a> {
    /// `charge`, `payment`, `refund`, `payment_refund`, `adjustment`, `transfer`, …
    pub(crate) kind: &'a str,
    pub(crate) reporting_category: &'a str,
    /// Minor units of `currency`; negative leaves the balance.
    pub(crate) amount: i64,
    pub(crate) currency: &'a str,
    /// In the same currency.
    pub(crate) fee: i64,
    pub(crate) source: &'a str,
    pub(crate) description: Option<&'a str>,
    pub(crate) days_until_available: i64,
}

/// Records the movement in the account's settlement currency and returns it.
pub(crate) fn record(call: &mut Call<'_>, movement: &Movement<'_>) -> Value {
    let settlement = call
        .account()
        .and_then(|account| account.settlement.clone())
        .filter(|settlement| settlement.currency != movement.currency);
    let exchange = |minor: i64| match &settlement {
        Some(settlement) => rounded(minor, settlement.rate_millionths, 1_000_000),
        None => minor,
    };
    let (amount, fee) = (exchange(movement.amount), exchange(movement.fee));
    let currency = settlement.as_ref().map_or(movement.currency, |settlement| settlement.currency.as_str());
    let fee_details = if fee == 0 {
        json!([])
    } else {
        json!([{
            "amount": fee, "application": null, "currency": currency,
            "description": "Stripe processing fees", "type": "stripe_fee",
        }])
    };
    let now = call.now();
    let transaction = json!({
        "id": call.id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + movement.days_until_available * 86_400,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": movement.description,
        "exchange_rate": settlement.map(|settlement| rate(settlement.rate_millionths)),
        "fee": fee,
        "fee_details": fee_details,
        "net": amount - fee,
        "reporting_category": movement.reporting_category,
        "source": movement.source,
        "status": "pending",
        "type": movement.kind,
    });
    call.put(&transaction);
    transaction
}

/// The transaction as it reads now: `available` once its day has come.
pub(crate) fn current(mut transaction: Value, now: i64) -> Value {
    if transaction["available_on"].as_i64().is_some_and(|day| day <= now) {
        transaction["status"] = "available".into();
    }
    transaction
}

/// What Stripe keeps of a payment, in minor units: 2.9 % + 30 for cards, 0.8 % but at most 500 for bank
/// debits, 5.99 % + 30 for pay later.
pub(crate) fn fee(method: &Method, amount: i64) -> i64 {
    match method {
        Method::Card(_) => rounded(amount, 290, 10_000) + 30,
        Method::BankDebit(_) => rounded(amount, 80, 10_000).min(500),
        Method::PayLater => rounded(amount, 599, 10_000) + 30,
    }
}

fn rounded(amount: i64, part: i64, whole: i64) -> i64 {
    let product = i128::from(amount) * i128::from(part);
    let half = i128::from(whole / 2) * product.signum();
    i64::try_from((product + half) / i128::from(whole)).unwrap_or(i64::MAX)
}

/// The exchange rate as a JSON number, written without arithmetic on floats.
fn rate(millionths: i64) -> Value {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000).parse::<f64>().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_round_half_away_from_zero() {
        assert_eq!(rounded(10_000, 290, 10_000), 290);
        assert_eq!(rounded(50, 290, 10_000), 1);
        assert_eq!(rounded(-10_000, 290, 10_000), -290);
    }
}
