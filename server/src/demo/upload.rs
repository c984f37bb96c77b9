//! A file that somebody uploaded and has not sent, with what usually goes wrong in one.

use anyhow::Context as _;
use domain::{id::AccountId, time::DAY};

use crate::state::App;

/// Uploads it as an integration would.
pub(super) async fn leave(app: &App, http: &reqwest::Client, account: &AccountId, key: &str) -> anyhow::Result<()> {
    let day = |days: i64| {
        let at = app.now().plus_ms(days * DAY).timestamp().context("a day that no calendar has")?;
        anyhow::Ok(at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
    };
    let (soon, later, gone) = (day(14)?, day(21)?, day(-400)?);
    let file = format!(
        "Name,Email,Amount,Invoice number,Due date,Description\r\n\
         Marta Silva,marta@example.org,\"1,250.00\",INV-2130,{soon},Lease review\r\n\
         Noah Berg,noah.berg@example,840.00,INV-2131,{soon},Advice\r\n\
         Olsen & Sons,ap@olsen.example,\"3,400.00\",INV-2132,{later},Merger\r\n\
         P. Quist,quist@example.org,twelve hundred,INV-2133,{later},Will\r\n\
         Rosa Tan,rosa@example.org,95.00,INV-2132,{later},Notary\r\n\
         S. Umar,s.umar@example.org,560.00,INV-2107,{later},Custody\r\n\
         Tess Vogel,tess@example.org,410.00,INV-2135,{gone},Visa application\r\n\
         Wade Xu,wade@example.org,\"1,875.50\",INV-2136,{soon},Licence\r\n"
    );
    let about = [("name", "November invoices.csv"), ("account_id", account.as_str()), ("delivery", "mail")];
    let url = app.config.url("/api/v1/imports/files");
    http.post(url).query(&about).bearer_auth(key).body(file).send().await?.error_for_status()?;
    Ok(())
}
