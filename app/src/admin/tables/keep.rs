//! The set-up of a table is kept as one leaves it: at once, without a button.

use std::time::Duration;

use domain::{
    api::tables::{CurrentSetup, TableState, View},
    id::ViewId,
    table::{Columns, Layout},
};
use leptos::{
    ev,
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
    task::spawn_local,
};

use super::setups::{Setups, read};
use crate::{
    admin::{place::Place, session::Session},
    api,
    ui::{TableModel, Toasts, on_window},
};

/// How long a set-up rests before it is kept.
const REST: Duration = Duration::from_millis(600);

/// Sets a table up as it was left, and keeps from then on how it is set up. Filters and order come from the
/// address, if it holds any.
pub fn keep_setup<C: Columns>(model: TableModel<C>) -> Setups<C> {
    let setups = Setups {
        model,
        ready: RwSignal::new(false),
        state: RwSignal::new(None),
        view: RwSignal::new(None),
        place: Place::here(),
    };
    let keeper = Keeper {
        session: Session::from_context(),
        toasts: use_context::<Toasts>().unwrap_or_default(),
        kept: StoredValue::new(CurrentSetup::default()),
        wanted: StoredValue::new(None),
        timer: StoredValue::new(None),
        busy: StoredValue::new(false),
        told: StoredValue::new(false),
        table: C::TABLE,
    };
    let session = keeper.session;
    spawn_local(async move {
        let answer = api::tables::state(&session.transport(), C::TABLE).await;
        // The page may be gone.
        if setups.ready.try_get_untracked().is_none() {
            return;
        }
        match answer {
            Ok(state) => keeper.kept.set_value(begin(setups, state)),
            // The table works without it, as it is made; nothing is kept that would replace what is not known.
            Err(error) => session.hear(&error),
        }
        setups.ready.set(true);
    });
    Effect::new(move |_| {
        let now = setups.now();
        if setups.ready.get() && setups.state.with(Option::is_some) {
            keeper.want(now);
        }
    });
    on_window(ev::pagehide, move |_| keeper.flush());
    on_cleanup(move || keeper.send_rest());
    setups
}

/// Shows the table as it was left, or as a link to a view says; the answer is what the server has of it.
fn begin<C: Columns>(setups: Setups<C>, state: TableState) -> CurrentSetup {
    let place = setups.place;
    let kept = state.current.clone();
    setups.state.set(Some(state));
    let (linked, first, address, own) = untrack(|| {
        let linked = place.param("view").parse::<ViewId>().ok().and_then(|id| setups.find(&id));
        (linked, setups.default_view(), place.at(""), place.with("", &[("view", "")]))
    });
    let of = |view: View| CurrentSetup { setup: view.setup, view_id: Some(view.id) };
    let is_linked = linked.is_some();
    let shown = linked.map(of).or_else(|| kept.clone()).or_else(|| first.map(of)).unwrap_or_default();
    // A view that was deleted meanwhile leaves its set-up behind.
    setups.view.set(shown.view_id.filter(|id| untrack(|| setups.find(id)).is_some()));
    setups.model.layout.set(Layout::from_setup(&shown.setup));
    let query = if own.is_empty() { read::<C>(&shown.setup.query) } else { setups.model.query.get_untracked() };
    if address != own || query != setups.model.query.get_untracked() {
        setups.settle(&query);
    }
    if is_linked {
        return kept.unwrap_or_default();
    }
    // Whoever only followed an address has changed nothing yet.
    untrack(|| setups.with_query(&query))
}

/// Sends set-ups to the server, the latest last.
#[derive(Clone, Copy)]
struct Keeper {
    session: Session,
    toasts: Toasts,
    /// What the server has.
    kept: StoredValue<CurrentSetup>,
    /// What it should have.
    wanted: StoredValue<Option<CurrentSetup>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    busy: StoredValue<bool>,
    /// Whether the failure has been told.
    told: StoredValue<bool>,
    table: &'static str,
}

impl Keeper {
    fn want(self, now: CurrentSetup) {
        self.stop();
        if self.kept.with_value(|kept| *kept == now) {
            self.wanted.set_value(None);
            return;
        }
        self.wanted.set_value(Some(now));
        self.timer.set_value(set_timeout_with_handle(move || self.send(), REST).ok());
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_get_value().flatten() {
            timer.clear();
        }
        self.timer.set_value(None);
    }

    /// One after the other, so that an older one never arrives last.
    fn send(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        let Some(setup) = self.wanted.try_get_value().flatten() else { return };
        self.busy.set_value(true);
        let transport = self.session.transport();
        spawn_local(async move {
            let answer = api::tables::keep(&transport, self.table, &setup).await;
            if self.busy.try_get_value().is_none() {
                return;
            }
            self.busy.set_value(false);
            match answer {
                Ok(()) => {
                    self.kept.set_value(setup.clone());
                    self.told.set_value(false);
                    if self.wanted.with_value(|wanted| wanted.as_ref() == Some(&setup)) {
                        self.wanted.set_value(None);
                    } else {
                        self.send();
                    }
                }
                Err(error) => {
                    self.session.hear(&error);
                    self.tell();
                }
            }
        });
    }

    /// Once: the next change tries again.
    fn tell(self) {
        if !self.told.get_value() {
            self.told.set_value(true);
            self.toasts.fail("The set-up of this table could not be kept. It will be with your next change.");
        }
    }

    /// The browser leaves: what rests is sent now, and sent even if nothing of the page is left.
    fn flush(self) {
        self.stop();
        if let Some(setup) = self.wanted.get_value() {
            self.wanted.set_value(None);
            self.session.transport().put_while_leaving(&api::tables::setup_path(self.table), &setup);
            self.kept.set_value(setup);
        }
    }

    /// Another page is shown: what rests is sent now.
    fn send_rest(self) {
        self.stop();
        let Some(setup) = self.wanted.try_get_value().flatten() else { return };
        let (transport, table) = (self.session.transport(), self.table);
        spawn_local(async move {
            // There is no page any more that could say so.
            let _ = api::tables::keep(&transport, table, &setup).await;
        });
    }
}
