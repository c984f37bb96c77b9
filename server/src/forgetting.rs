//! One clock for what is dropped once it is old.

use std::time::Duration;

use crate::{actions, exports, imports, state::App};

/// How often to look.
const LOOK: Duration = Duration::from_secs(60);

/// Drops what is old until the server stops.
pub fn run_clock(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        while !app.stopping.is_cancelled() {
            for (what, dropped) in [
                ("files", exports::forget_old(&app).await),
                ("actions", actions::forget_old(&app).await),
                ("uploads", imports::forget_old(&app).await),
            ] {
                if let Err(error) = dropped {
                    tracing::error!(%error, what, "dropping what is old");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = app.stopping.cancelled() => {}
            }
        }
    });
}
