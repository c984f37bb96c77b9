//! Whose something new is: of a client, or of one of its matters.

use domain::id::{ClientId, FirmId, MatterId};

use super::row::MatterRow;
use crate::{
    clients::ClientRow,
    db::Tx,
    http::{Error, Result},
};

/// The client and the matter that a request names, held: the matter is the client's, and the client is worked for.
///
/// # Errors
/// 422 at `/client_id` or `/matter_id`.
pub async fn whose(
    tx: &mut Tx,
    firm: &FirmId,
    client: Option<&ClientId>,
    matter: Option<&MatterId>,
) -> Result<(ClientRow, Option<MatterRow>)> {
    let not_theirs = || Error::field("/matter_id", "Choose a matter of this client");
    let strange = |why| match why {
        Error::Problem(_) => Error::field("/matter_id", "Choose one of your matters"),
        other => other,
    };
    let of_matter = match matter {
        None => None,
        Some(id) => Some(MatterRow::find(tx.conn(), firm, id).await.map_err(strange)?.client_id.0),
    };
    let id = match (client, &of_matter) {
        (Some(client), Some(other)) if client != other => return Err(not_theirs()),
        (Some(client), _) => client,
        (None, Some(client)) => client,
        (None, None) => return Err(Error::field("/client_id", "Choose one of your clients")),
    };
    let client =
        ClientRow::lock_active(tx, firm, id, if client.is_some() { "/client_id" } else { "/matter_id" }).await?;
    let Some(id) = matter else { return Ok((client, None)) };
    let matter = MatterRow::lock(tx, firm, id).await.map_err(strange)?;
    // Its client may have been merged a moment ago.
    if matter.client_id == client.id { Ok((client, Some(matter))) } else { Err(not_theirs()) }
}
