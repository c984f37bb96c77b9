//! Asking again, in the browser, while someone looks.

use std::{ops::ControlFlow, rc::Rc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

/// How long to wait before each question; `None` ends the asking.
pub(super) type Pace = fn(turn: u32) -> Option<Duration>;

/// For a payment whose end is near: every second, then slower, for about ten minutes.
pub(super) fn brisk(turn: u32) -> Option<Duration> {
    let seconds = match turn {
        0..3 => 1,
        3..8 => 2,
        8..30 => 5,
        30..60 => 15,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

/// For a page that lies open and might change: every few seconds, then slower, for about an hour.
pub(super) fn calm(turn: u32) -> Option<Duration> {
    let seconds = match turn {
        0..12 => 5,
        12..110 => 30,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

/// Calls `ask` at this pace until it breaks off, but not while the page is hidden. On the server
/// nothing happens.
pub(super) fn keep_asking<F, Fut>(pace: Pace, ask: F)
where
    F: Fn() -> Fut + 'static,
    Fut: Future<Output = ControlFlow<()>> + 'static,
{
    let ask = Rc::new(ask);
    // An effect runs in the browser only, and after the page has been taken over.
    Effect::new(move || plan(pace, 0, Rc::clone(&ask)));
}

fn plan<F, Fut>(pace: Pace, turn: u32, ask: Rc<F>)
where
    F: Fn() -> Fut + 'static,
    Fut: Future<Output = ControlFlow<()>> + 'static,
{
    let Some(pause) = pace(turn) else { return };
    set_timeout(
        move || {
            if document().hidden() {
                plan(pace, turn, ask);
                return;
            }
            spawn_local(async move {
                if ask().await == ControlFlow::Continue(()) {
                    plan(pace, turn + 1, ask);
                }
            });
        },
        pause,
    );
}
