//! Making, changing and deleting views at the server, and in the list that one sees.

use domain::{
    api::tables::{NewView, View},
    id::ViewId,
    table::Columns,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    admin::{data::Action, session::Session, tables::setups::Setups},
    api::{self, ApiError},
    ui::{FormState, Toasts},
};

/// Writes views, one after the other.
pub struct Writer<C: Columns> {
    setups: Setups<C>,
    action: Action,
    session: Session,
    toasts: Toasts,
}

impl<C: Columns> Clone for Writer<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Columns> Copy for Writer<C> {}

impl<C: Columns> Writer<C> {
    /// Nothing is under way yet.
    pub fn new(setups: Setups<C>) -> Self {
        Self {
            setups,
            action: Action::new(),
            session: Session::from_context(),
            toasts: use_context::<Toasts>().unwrap_or_default(),
        }
    }

    /// Whether something is under way.
    pub fn busy(self) -> Signal<bool> {
        self.action.busy.into()
    }

    /// Keeps the set-up as it is under a name, and goes on with that view.
    pub fn create(self, name: String, shared: bool, form: FormState, done: impl FnOnce() + 'static) {
        let setup = untrack(|| self.setups.shown());
        let new = NewView { table: C::TABLE.to_owned(), name, shared, setup };
        self.action.run(
            move |transport| async move { api::tables::create_view(&transport, &new).await },
            move |answer| match answer {
                Ok(view) => {
                    self.toasts.say(format!("The view “{}” is saved.", view.name));
                    self.setups.view.set(Some(view.id.clone()));
                    self.put(view);
                    done();
                }
                Err(error) => form.fail(&error),
            },
        );
    }

    /// Gives a view another name, or shares it, or no longer.
    pub fn rename(self, view: View, name: String, shared: bool, form: FormState, done: impl FnOnce() + 'static) {
        let View { id, table, setup, .. } = view;
        let new = NewView { table, name, shared, setup };
        self.action.run(
            move |transport| async move { api::tables::edit_view(&transport, &id, &new).await },
            move |answer| match answer {
                Ok(view) => {
                    self.put(view);
                    done();
                }
                Err(error) => form.fail(&error),
            },
        );
    }

    /// A view becomes what the set-up is.
    pub fn update(self, view: &View) {
        let setup = untrack(|| self.setups.shown());
        let new = NewView { table: view.table.clone(), name: view.name.clone(), shared: view.shared, setup };
        let id = view.id.clone();
        self.action.run_or_tell(
            move |transport| async move { api::tables::edit_view(&transport, &id, &new).await },
            move |view| {
                self.toasts.say(format!("The view “{}” is updated.", view.name));
                self.put(view);
            },
        );
    }

    /// The view that a first visit begins with; none for the table as it is made.
    pub fn begin_with(self, view: Option<ViewId>) {
        let wanted = view.clone();
        self.action.run_or_tell(
            move |transport| async move { api::tables::begin_with(&transport, C::TABLE, wanted).await },
            move |()| {
                self.setups.state.update(|state| {
                    if let Some(state) = state {
                        state.default_view_id = view;
                    }
                });
            },
        );
    }

    /// Deletes a view, and offers to take that back.
    pub fn remove(self, view: View) {
        let id = view.id.clone();
        let (was_current, was_default) = untrack(|| {
            let is = |other: Option<ViewId>| other.as_ref() == Some(&view.id);
            (is(self.setups.view.get()), is(self.setups.default_view().map(|view| view.id)))
        });
        self.action.run_or_tell(
            move |transport| async move { api::tables::remove_view(&transport, &id).await },
            move |()| {
                self.take(&view.id);
                let text = format!("The view “{}” is deleted.", view.name);
                let again = Callback::new(move |()| self.bring_back(&view, was_current, was_default));
                self.toasts.offer(text, "Undo", again);
            },
        );
    }

    /// The page may be gone by now: the view comes back all the same.
    fn bring_back(self, view: &View, was_current: bool, was_default: bool) {
        let View { table, name, shared, setup, .. } = view.clone();
        let new = NewView { table, name, shared, setup };
        let (transport, toasts) = (self.session.transport(), self.toasts);
        spawn_local(async move {
            let made = async {
                let view = api::tables::create_view(&transport, &new).await?;
                if was_default {
                    api::tables::begin_with(&transport, C::TABLE, Some(view.id.clone())).await?;
                }
                Ok::<View, ApiError>(view)
            };
            match made.await {
                Err(error) => toasts.fail(error.to_string()),
                Ok(view) if self.setups.view.try_get_untracked().is_some() => self.back(view, was_current, was_default),
                Ok(_) => {}
            }
        });
    }

    fn back(self, view: View, was_current: bool, was_default: bool) {
        if was_current && self.setups.view.with_untracked(Option::is_none) {
            self.setups.view.set(Some(view.id.clone()));
        }
        self.setups.state.update(|state| {
            if let Some(state) = state.as_mut().filter(|_| was_default) {
                state.default_view_id = Some(view.id.clone());
            }
        });
        self.put(view);
    }

    /// Puts a view in its place among the others, by name.
    fn put(self, view: View) {
        self.setups.state.update(|state| {
            if let Some(state) = state {
                state.views.retain(|other| other.id != view.id);
                let key = view.name.to_lowercase();
                let at = state.views.partition_point(|other| other.name.to_lowercase() < key);
                state.views.insert(at, view);
            }
        });
    }

    fn take(self, id: &ViewId) {
        self.setups.state.update(|state| {
            if let Some(state) = state {
                state.views.retain(|view| view.id != *id);
                state.default_view_id.take_if(|default| default == id);
            }
        });
        if self.setups.view.with_untracked(|current| current.as_ref() == Some(id)) {
            self.setups.view.set(None);
        }
    }
}
