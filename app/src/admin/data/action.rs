//! Something that is done at the server, once at a time.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    admin::session::Session,
    api::{ApiError, Transport},
    ui::Toasts,
};

/// Does one thing after the other: a second click while the first is under way does nothing.
#[derive(Clone, Copy)]
pub struct Action {
    /// Whether something is under way.
    pub busy: RwSignal<bool>,
    session: Session,
    toasts: Toasts,
}

impl Action {
    /// Nothing is under way yet.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            session: Session::from_context(),
            toasts: use_context::<Toasts>().unwrap_or_default(),
        }
    }

    /// Does `work`, then hands what came of it to `then`, unless the page is gone.
    pub fn run<T, Fut>(
        self,
        work: impl FnOnce(Transport) -> Fut + 'static,
        then: impl FnOnce(Result<T, ApiError>) + 'static,
    ) where
        T: 'static,
        Fut: Future<Output = Result<T, ApiError>> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let session = self.session;
        spawn_local(async move {
            let answer = work(session.transport()).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            if let Err(error) = &answer {
                session.hear(error);
            }
            then(answer);
        });
    }

    /// Like [`Action::run`], for where there is no form: a refusal becomes a message.
    pub fn run_or_tell<T, Fut>(self, work: impl FnOnce(Transport) -> Fut + 'static, then: impl FnOnce(T) + 'static)
    where
        T: 'static,
        Fut: Future<Output = Result<T, ApiError>> + 'static,
    {
        self.run(work, move |answer| match answer {
            Ok(value) => then(value),
            Err(error) => self.toasts.fail(sentence(&error)),
        });
    }
}

/// What went wrong and what to do, in words.
fn sentence(error: &ApiError) -> String {
    let Some(problem) = error.problem() else { return error.to_string() };
    let first = problem.errors.first().map(|e| e.detail.as_str()).or(problem.detail.as_deref());
    match first {
        Some(detail) => format!("{}. {detail}", problem.title.trim_end_matches('.')),
        None => problem.title.clone(),
    }
}
