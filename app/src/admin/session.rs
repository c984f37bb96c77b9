//! Who is signed in.

use domain::{
    Permission, Role,
    api::{firm::Firm, session::Me},
};
use leptos::{prelude::*, task::spawn_local};

use crate::api::{self, ApiError, Transport};

/// What we know of who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The server has not answered yet.
    Asking,
    /// The server could not be asked.
    Failed(String),
    /// There is no firm yet.
    SetUp,
    /// Nobody is signed in.
    Out,
    /// Someone is.
    In(Box<Me>),
}

/// Who is signed in, in context.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<State>,
    transport: StoredValue<Transport>,
}

impl Session {
    /// Begins by asking the server.
    pub fn start(transport: Transport) -> Self {
        let session = Self { state: RwSignal::new(State::Asking), transport: StoredValue::new(transport) };
        provide_context(session);
        session.ask();
        session
    }

    /// The session that [`Session::start`] put into context.
    pub fn from_context() -> Self {
        use_context::<Self>().unwrap_or_else(|| Self {
            state: RwSignal::new(State::Asking),
            transport: StoredValue::new(Transport::browser()),
        })
    }

    /// Asks the server who is there.
    pub fn ask(self) {
        self.state.set(State::Asking);
        let transport = self.transport();
        spawn_local(async move {
            let state = match api::session::setup_status(&transport).await {
                Ok(status) if status.needed => State::SetUp,
                Ok(status) if !status.signed_in => State::Out,
                Ok(_) => match api::session::me(&transport).await {
                    Ok(me) => State::In(Box::new(me)),
                    Err(error) if error.is_signed_out() => State::Out,
                    Err(error) => State::Failed(error.to_string()),
                },
                Err(error) => State::Failed(error.to_string()),
            };
            self.state.set(state);
        });
    }

    /// The one door to data.
    pub fn transport(self) -> Transport {
        self.transport.get_value()
    }

    /// What we know.
    pub fn state(self) -> State {
        self.state.get()
    }

    /// Someone signed in.
    pub fn enter(self, me: Me) {
        self.state.set(State::In(Box::new(me)));
    }

    /// Nobody is signed in any more.
    pub fn leave(self) {
        self.state.set(State::Out);
    }

    /// Notices in a failure that the session has ended.
    pub fn hear(self, error: &ApiError) {
        if error.is_signed_out() && self.state.with_untracked(|state| matches!(state, State::In(_))) {
            self.leave();
        }
    }

    /// Whether someone is signed in.
    pub fn is_in(self) -> bool {
        self.state.with(|state| matches!(state, State::In(_)))
    }

    /// Something about who is signed in.
    pub fn me<T>(self, read: impl FnOnce(&Me) -> T) -> Option<T> {
        self.state.with(|state| match state {
            State::In(me) => Some(read(me)),
            _ => None,
        })
    }

    /// The firm of who is signed in.
    pub fn firm(self) -> Option<Firm> {
        self.me(|me| me.firm.clone())
    }

    /// The firm's time zone.
    pub fn zone(self) -> String {
        self.me(|me| me.firm.time_zone.clone()).unwrap_or_else(|| "UTC".to_owned())
    }

    /// The firm's settings changed.
    pub fn put_firm(self, firm: Firm) {
        self.state.update(|state| {
            if let State::In(me) = state {
                me.firm = firm;
            }
        });
    }

    /// The role of who is signed in; the weakest, if nobody is.
    pub fn role(self) -> Role {
        self.me(|me| me.role).unwrap_or(Role::Viewer)
    }

    /// Whether who is signed in may do that.
    pub fn may(self, permission: Permission) -> bool {
        self.role().may(permission)
    }
}
