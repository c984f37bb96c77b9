//! Live updates: one stream of ids per browser. Who missed some is told to load everything again.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use domain::api::stream::{Change, ChangeKind};
use futures::{Stream, StreamExt as _};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    http::{CanLook, Result},
    state::App,
};

/// The route of live updates.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stream))
}

/// What changes, as server-sent events named `change`.
#[utoipa::path(get, path = "/api/v1/stream", tag = "stream",
    responses((status = 200, content_type = "text/event-stream", body = Change)))]
async fn stream(
    State(app): State<App>,
    CanLook(staff): CanLook,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let firm = staff.firm;
    let changes = BroadcastStream::new(app.bus.subscribe()).filter_map(move |item| {
        let change = match item {
            Ok((of, change)) if of == firm => Some(change),
            Ok(_) => None,
            Err(BroadcastStreamRecvError::Lagged(_)) => {
                Some(Change { kind: ChangeKind::Resync, link_id: None, payment_id: None })
            }
        };
        async move { change.and_then(|change| Event::default().event("change").json_data(change).ok()).map(Ok) }
    });
    let stopping = app.stopping.clone();
    let until_stop = changes.take_until(async move { stopping.cancelled().await });
    Ok(Sse::new(until_stop).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}
