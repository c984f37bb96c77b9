//! A request's body has to come at a pace: who trickles bytes would hold a task and a connection for days.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use domain::Problem;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::refuse;

/// Bytes that earn a second. The slowest phone sends more.
const RATE: u64 = 1000;

pub(super) async fn keep(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let late = Arc::new(AtomicBool::new(false));
    let request = request.map(|body| Body::new(Paced::new(body, patience, Arc::clone(&late))));
    let response = next.run(request).await;
    // Whoever read the body knows only that it did not arrive whole.
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if failed && late.load(Ordering::Relaxed) { refuse_slow(&path) } else { response }
}

fn refuse_slow(path: &str) -> Response {
    let problem = Problem::new(408, "too-slow", "The request took too long to arrive").with_detail("Send it again.");
    let mut response = refuse(path, &problem);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A body whose sender has only so much time; each byte that comes earns a little more, up to as much
/// as there was at first. Only waiting for the sender counts, not what its reader does in between.
struct Paced {
    inner: Body,
    most: Duration,
    left: Duration,
    waiting: bool,
    timer: Option<Pin<Box<Sleep>>>,
    late: Arc<AtomicBool>,
}

#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
struct TooSlow;

impl Paced {
    fn new(inner: Body, most: Duration, late: Arc<AtomicBool>) -> Self {
        Self { inner, most, left: most, waiting: false, timer: None, late }
    }

    fn came(&mut self, bytes: usize) {
        if let (true, Some(timer)) = (self.waiting, &self.timer) {
            self.left = timer.deadline().saturating_duration_since(Instant::now());
        }
        self.waiting = false;
        let earned = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(1000) / RATE;
        self.left = self.left.saturating_add(Duration::from_millis(earned)).min(self.most);
    }

    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let (begins, deadline) = (!self.waiting, Instant::now() + self.left);
        self.waiting = true;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if begins {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx)
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref);
            self.came(data.map_or(0, Bytes::len));
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        self.wait(cx).map(|()| {
            self.late.store(true, Ordering::Relaxed);
            Some(Err(TooSlow.into()))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
