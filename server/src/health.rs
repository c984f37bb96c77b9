//! For operators: is it alive, is it ready, what does it count.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{jobs, state::App};

/// `/healthz`, `/readyz`, `/metrics`: for anyone who reaches them; they hold no personal detail.
pub fn router(metrics: Option<PrometheusHandle>) -> Router<App> {
    let show = move |State(app): State<App>| {
        let metrics = metrics.clone();
        async move {
            if let Ok((waiting, dead)) = jobs::counts(&app.db).await {
                metrics::gauge!("tender_jobs_waiting").set(gauge(waiting));
                metrics::gauge!("tender_jobs_dead").set(gauge(dead));
            }
            metrics.map_or_else(String::new, |handle| handle.render())
        }
    };
    Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(ready)).route("/metrics", get(show))
}

/// A gauge is a float by its interface; a queue's length fits one exactly.
fn gauge(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.stopping.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if app.db.is_ready().await {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
    }
}
