//! Each request runs in a task of its own, which a disconnect cannot cancel.
//!
//! A cancelled `begin()` in sqlx 0.9 can give back a connection with an open transaction, and even
//! reading begins one now and then, to note that a session is in use. So nothing is ever cancelled:
//! a time limit only stops the waiting.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::Problem;
use tokio::task::JoinError;
use tracing::Instrument as _;

use super::{is_safe, refuse};
use crate::{http::Error, state::App};

/// How long someone who only looks is kept waiting. Who changes something learns how it went.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn see_through(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let looks = is_safe(request.method());
    let task = app.tasks.spawn(next.run(request).in_current_span());
    let done = if looks { tokio::time::timeout(PATIENCE, task).await } else { Ok(task.await) };
    match done {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => refuse(&path, &broken(error)),
        Err(_) => refuse(&path, &too_slow()),
    }
}

fn broken(error: JoinError) -> Problem {
    Error::Internal(anyhow::Error::new(error).context("a handler panicked")).into_problem()
}

fn too_slow() -> Problem {
    Problem::new(504, "too-slow", "The answer took too long").with_detail("Try again in a moment.")
}
