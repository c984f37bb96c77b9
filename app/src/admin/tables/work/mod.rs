//! What the server is doing for this person: actions on many links, and files. It goes on beside everything else,
//! whichever page one is on.

mod action_card;
mod export_card;
mod results;
mod tray;

use std::time::Duration;

use domain::{
    api::{
        selections::{Action, ActionState, Export, ExportState},
        stream::ChangeKind,
    },
    id::{ActionId, ExportId},
};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};

pub use self::tray::WorkTray;
use crate::{
    admin::{live::Live, session::Session},
    api::{self, ApiError},
    ui::Voice,
};

/// How often one asks how far it is; the first answers come sooner.
const OFTEN: Duration = Duration::from_millis(400);
/// After so many questions.
const SOON: u32 = 20;
/// How often one asks later, and when the server can't be reached.
const SELDOM: Duration = Duration::from_millis(1500);

/// One thing that the server does.
#[derive(Clone)]
pub enum Job {
    /// An action on many links.
    Action(ActionId, ArcRwSignal<Action>),
    /// A file.
    Export(ExportId, ArcRwSignal<Export>),
}

impl Job {
    /// What tells it apart from others.
    pub fn key(&self) -> String {
        match self {
            Self::Action(id, _) => id.to_string(),
            Self::Export(id, _) => id.to_string(),
        }
    }
}

/// All of it, in context.
#[derive(Clone, Copy)]
pub struct Work {
    /// The latest last.
    pub jobs: RwSignal<Vec<Job>>,
    /// Says that something began or ended.
    pub voice: Voice,
    session: Session,
    live: Live,
}

impl Work {
    /// Nothing is being done yet.
    pub fn start() -> Self {
        let work = Self {
            jobs: RwSignal::new(Vec::new()),
            voice: Voice::new(),
            session: Session::from_context(),
            live: Live::from_context(),
        };
        provide_context(work);
        work
    }

    /// What [`Work::start`] put into context.
    pub fn from_context() -> Self {
        use_context::<Self>().unwrap_or_else(Self::start)
    }

    /// Shows what is still at work from before, when one had another page, or this one was loaded again.
    pub fn resume(self) {
        let transport = self.session.transport();
        spawn_local(async move {
            // Whoever can't ask finds what became of it in the table.
            let Ok(latest) = api::actions::latest(&transport).await else { return };
            if self.jobs.try_get_untracked().is_some() {
                latest.data.into_iter().filter(|a| a.state == ActionState::Running).for_each(|a| self.follow_action(a));
            }
        });
    }

    /// Shows how far an action is, until it ends.
    pub fn follow_action(self, action: Action) {
        let (id, runs) = (action.id.clone(), action.state == ActionState::Running);
        let value = ArcRwSignal::new(action);
        self.put(Job::Action(id.clone(), value.clone()));
        if runs {
            self.watch(id, value);
        } else {
            self.live.changed(ChangeKind::Link);
        }
    }

    /// Keeps an action as it is at the server, until it ends.
    fn watch(self, id: ActionId, value: ArcRwSignal<Action>) {
        self.ask(0, move || {
            let (transport, id, value) = (self.session.transport(), id.clone(), value.clone());
            async move {
                let action = api::actions::get(&transport, &id).await?;
                let runs = action.state == ActionState::Running;
                value.set(action);
                if !runs {
                    self.live.changed(ChangeKind::Link);
                }
                Ok(runs)
            }
        });
    }

    /// Shows how far a file is, until it is there; then the browser saves it.
    pub fn follow_export(self, export: Export) {
        let (id, runs) = (export.id.clone(), export.state == ExportState::Running);
        let value = ArcRwSignal::new(export);
        self.put(Job::Export(id.clone(), value.clone()));
        if !runs {
            return export_card::save(&value.get_untracked());
        }
        self.ask(0, move || {
            let (transport, id) = (self.session.transport(), id.clone());
            let value = value.clone();
            async move {
                let export = api::exports::get(&transport, &id).await?;
                let runs = export.state == ExportState::Running;
                if !runs {
                    export_card::save(&export);
                }
                value.set(export);
                Ok(runs)
            }
        });
    }

    /// No longer shows it.
    pub fn dismiss(self, key: &str) {
        self.jobs.update(|jobs| jobs.retain(|job| job.key() != key));
    }

    fn put(self, job: Job) {
        self.jobs.update(|jobs| {
            jobs.retain(|other| other.key() != job.key());
            jobs.push(job);
        });
    }

    /// Asks again and again until it no longer runs.
    fn ask<Fut>(self, times: u32, question: impl Fn() -> Fut + 'static)
    where
        Fut: Future<Output = Result<bool, ApiError>> + 'static,
    {
        let rest = if times < SOON { OFTEN } else { SELDOM };
        set_timeout(
            move || {
                // Someone signed out, and with them went the tray.
                if self.jobs.try_get_untracked().is_none() {
                    return;
                }
                spawn_local(async move {
                    match question().await {
                        Ok(false) => {}
                        Ok(true) => self.ask(times + 1, question),
                        Err(error) if error.is_signed_out() || error.is_not_found() => self.session.hear(&error),
                        // The server goes on without us; we ask again when it can be reached.
                        Err(_) => self.ask(SOON, question),
                    }
                });
            },
            rest,
        );
    }
}
