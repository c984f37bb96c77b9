//! Which currencies Stripe takes, and in which amounts.

use crate::error::StripeError;

const SUPPORTED: &str = "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp \
    byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd \
    hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk \
    mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar \
    sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg \
    xof xpf yer zar zmw";

const ZERO_DECIMAL: &str = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";
const THREE_DECIMAL: &str = "bhd jod kwd omr tnd";
/// Two decimals in the API, but only whole units exist.
const WHOLE_UNITS: &str = "isk ugx";

/// Stripe's largest amount in minor units.
const MAXIMUM: i64 = 99_999_999;

fn among(list: &str, currency: &str) -> bool {
    list.split_ascii_whitespace().any(|code| code == currency)
}

/// The currency in lower case, as Stripe writes it; refuses what Stripe does not take.
pub(crate) fn parse(text: &str, param: &str) -> Result<String, StripeError> {
    let currency = text.to_ascii_lowercase();
    if among(SUPPORTED, &currency) {
        return Ok(currency);
    }
    let list = SUPPORTED.split_ascii_whitespace().collect::<Vec<_>>().join(", ");
    Err(StripeError::invalid(format!(
        "Invalid currency: {currency}. Stripe currently supports these currencies: {list}"
    ))
    .param(param)
    .before_execution())
}

/// How many decimals the API's amounts have.
pub(crate) fn decimals(currency: &str) -> usize {
    if among(ZERO_DECIMAL, currency) {
        0
    } else if among(THREE_DECIMAL, currency) {
        3
    } else {
        2
    }
}

/// The smallest charge in minor units, from Stripe's table. Currencies that are not in the table are held
/// to about 50 US cents by Stripe; the sandbox takes any positive amount of them.
pub(crate) fn minimum(currency: &str) -> i64 {
    match currency {
        "usd" | "aud" | "brl" | "cad" | "chf" | "eur" | "inr" | "nzd" | "sgd" | "jpy" => 50,
        "gbp" => 30,
        "aed" | "myr" | "pln" | "ron" => 200,
        "bgn" => 100,
        "dkk" => 250,
        "nok" | "sek" => 300,
        "hkd" => 400,
        "mxn" | "thb" => 1000,
        "czk" => 1500,
        "huf" => 17500,
        _ => 1,
    }
}

/// An amount as Stripe's messages print it: `$0.50 usd`, `€0.50`.
pub(crate) fn display(amount: i64, currency: &str) -> String {
    let sign = match currency {
        "usd" => "$",
        "eur" => "€",
        "gbp" => "£",
        "jpy" => "¥",
        _ => "",
    };
    format!("{sign}{} {currency}", number(amount, currency))
}

/// An amount with its decimals and thousands separators: `1,250.00`.
pub(crate) fn number(amount: i64, currency: &str) -> String {
    let decimals = decimals(currency);
    let digits = format!("{:0width$}", amount.unsigned_abs(), width = decimals + 1);
    let (units, rest) = digits.split_at(digits.len() - decimals);
    let mut text = String::new();
    for (index, digit) in units.chars().enumerate() {
        if index > 0 && (units.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push('.');
        text.push_str(rest);
    }
    if amount < 0 { format!("-{text}") } else { text }
}

/// Refuses an amount of which no session can be made.
pub(crate) fn check_total(amount: i64, currency: &str) -> Result<(), StripeError> {
    if amount < minimum(currency) {
        return Err(StripeError::invalid(format!(
            "The Checkout Session's total amount due must add up to at least {}",
            display(minimum(currency), currency)
        ))
        .code("amount_too_small"));
    }
    if amount > MAXIMUM {
        return Err(StripeError::invalid(format!(
            "The Checkout Session's total amount due must be no more than {}",
            display(MAXIMUM, currency)
        ))
        .code("amount_too_large"));
    }
    Ok(())
}

/// Refuses a unit amount that the currency cannot express.
pub(crate) fn check_step(amount: i64, currency: &str, param: &str) -> Result<(), StripeError> {
    let step = if among(WHOLE_UNITS, currency) {
        100
    } else if among(THREE_DECIMAL, currency) {
        10
    } else {
        1
    };
    if amount % step == 0 {
        return Ok(());
    }
    Err(StripeError::invalid(format!(
        "Invalid amount: {amount}. Amounts in {currency} must be evenly divisible by {step}."
    ))
    .code("parameter_invalid_integer")
    .param(param)
    .before_execution())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_with_the_currencys_decimals() {
        assert_eq!(number(125_000, "usd"), "1,250.00");
        assert_eq!(number(5, "usd"), "0.05");
        assert_eq!(number(1_250, "jpy"), "1,250");
        assert_eq!(number(-1_250, "kwd"), "-1.250");
        assert_eq!(display(50, "usd"), "$0.50 usd");
    }
}
