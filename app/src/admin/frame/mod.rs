//! What is around every page: navigation, header, keys.

mod answered;
mod boot;
mod header;
mod help;
mod keys;
mod more;
mod nav;
mod removal;
mod restored;
mod search;
mod user;

use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use self::{
    answered::Answered,
    boot::{Boot, NotFound},
    header::{NoPermission, PageHead, SearchBox},
    removal::Removal,
};
use self::{
    help::Help,
    nav::Nav,
    restored::Restored,
    search::{SearchDialog, Searching},
};
use super::{
    live::Live,
    place::{Place, Step},
    postings::Saying,
    session::{Session, State},
    store::Store,
    tables::{Work, WorkTray},
};
use crate::params::Params;

/// The frame of every page but signing in; sends those to sign in who have not.
#[component]
pub fn Frame() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    Live::start();
    Store::start();
    Saying::start();
    Work::start();
    let signed_in = Memo::new(move |_| session.is_in());
    Effect::new(move |_| match session.state() {
        State::SetUp => place.go("/app/setup", Step::Instead),
        State::Out => {
            let next = untrack(move || place.address());
            place.go(&Params::new().with("next", &next).at("/app/sign-in"), Step::Instead);
        }
        State::Asking | State::Failed(_) | State::In(_) => {}
    });
    let help = RwSignal::new(false);
    let searching = Searching::start();
    keys::listen(place, help, searching);
    Effect::new(move |_| live_script(signed_in.get()));
    view! {
        <Show when=move || signed_in.get()>
            <a class="skip" href="#page">"Skip to the page"</a>
            <div class="app">
                <Nav/>
                <main id="page" class="page" tabindex="-1">
                    <Restored/>
                    <Outlet/>
                </main>
            </div>
            <Help open=help/>
            <SearchDialog searching/>
            <WorkTray/>
        </Show>
    }
}

/// Begins the event stream once someone is signed in, and tells it of every sign-out and sign-in.
fn live_script(signed_in: bool) {
    if document().query_selector("script[data-stream]").is_ok_and(|found| found.is_some()) {
        let detail = web_sys::CustomEventInit::new();
        detail.set_detail(&if signed_in { "in" } else { "out" }.into());
        if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("tender:session", &detail) {
            // Nobody cancels it.
            let _ = window().dispatch_event(&event);
        }
    } else if signed_in {
        // Without it the page only loses its live updates.
        let _ = add_live_script();
    }
}

/// The page's loader knows where the script is.
fn add_live_script() -> Option<()> {
    let loader = document().query_selector("script[data-live]").ok()??;
    let script = document().create_element("script").ok()?;
    script.set_attribute("type", "module").ok()?;
    script.set_attribute("data-stream", "").ok()?;
    script.set_attribute("src", &loader.get_attribute("data-live")?).ok()?;
    document().head()?.append_child(&script).ok().map(|_| ())
}
