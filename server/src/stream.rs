//! Live updates: one stream of ids per browser. Who missed some is told to load everything again.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use domain::api::stream::Change;
use futures::{Stream, StreamExt as _, stream};
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
    let changes = stream::unfold(app.bus.subscribe(staff.firm), |mut changes| async move {
        let change = changes.next().await?;
        Some((change, changes))
    });
    let changes =
        changes.filter_map(|change| async move { Event::default().event("change").json_data(change).ok().map(Ok) });
    let stopping = app.stopping.clone();
    let until_stop = changes.take_until(async move { stopping.cancelled().await });
    Ok(Sse::new(until_stop).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}
