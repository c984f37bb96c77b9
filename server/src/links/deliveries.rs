//! Mailing a link, or mailing it again.

use domain::id::{FirmId, LinkId, MessageId};

use super::{insert::Addressee, list, row::LinkRow};
use crate::{
    db::Tx,
    http::{Error, Result},
    mail,
    state::App,
};

/// Queues one more mail of a link, from now on to someone else if `to` says so.
///
/// # Errors
/// 409 when nobody can pay it any more, 422 when there is nobody to mail it to.
pub async fn send(
    app: &App,
    tx: &mut Tx,
    firm: &FirmId,
    id: &LinkId,
    to: Option<&Addressee>,
) -> Result<Option<MessageId>> {
    let link = LinkRow::lock(tx, firm, id).await?;
    link.state().may_check_out(link.expiry(), app.now())?;
    match to {
        Some(to) => list::readdress(tx, &link, to).await?,
        None if link.recipient_email.is_none() => {
            return Err(Error::field("/recipient/email", "Enter the address to send it to"));
        }
        None => {}
    }
    let sent = mail::count_link_mails(tx, firm, id).await?;
    Ok(mail::queue_link(app, tx, firm, id, sent + 1, mail::LinkMail::First).await?)
}
