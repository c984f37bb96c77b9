//! The listener. Unlike `axum::serve` it can close a connection instead of answering.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::world::App;

/// Marks a response in whose place the connection is closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hangup;

impl Hangup {
    /// A response that will not be sent.
    pub(crate) fn response() -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(Self);
        response
    }
}

/// Accepts connections until the sandbox stops.
pub(crate) async fn run(app: Arc<App>, listener: TcpListener, router: Router) {
    loop {
        let stream = tokio::select! {
            () = app.stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        app.tasks.spawn(connection(Arc::clone(&app), stream, router.clone()));
    }
}

async fn connection(app: Arc<App>, stream: TcpStream, router: Router) {
    // Small answers must not wait for one another.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        async move { answer(router, request).await }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        // Clients keep idle connections; closing one under a request would look like a fault.
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        () = app.stop.cancelled() => {}
        result = served => {
            if let Err(error) = result {
                tracing::debug!(%error, "connection closed");
            }
        }
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> io::Result<Response> {
    let response = match router.oneshot(request.map(Body::new)).await {
        Ok(response) => response,
        Err(never) => never_fails(never),
    };
    if response.extensions().get::<Hangup>().is_some() {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    Ok(response)
}

fn never_fails(never: Infallible) -> Response {
    match never {}
}
