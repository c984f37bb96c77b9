//! A new link, in seconds.

mod account;
mod done;
mod draft;
mod form;
mod preview;
mod recipient;
mod when;

use domain::{Permission, api::links::Link};
use leptos::prelude::*;

use self::form::DraftForm;
pub use self::{
    account::AccountChoice, done::done, draft::Draft, preview::Preview, recipient::RecipientFields, when::WhenFields,
};
use crate::admin::{
    frame::{NoPermission, PageHead},
    session::Session,
};

/// The form, and what came of it.
#[component]
pub fn NewLinkPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let draft = Draft::new();
    let made = RwSignal::new(None::<Link>);
    let again = Callback::new(move |()| {
        draft.clear();
        made.set(None);
    });
    view! {
        <PageHead title="New link"/>
        <Show when=move || may.get() fallback=NoPermission>
            {move || match made.get() {
                Some(link) => done(&link, again).into_any(),
                None => {
                    view! {
                        <div class="two">
                            <DraftForm draft made/>
                            <Preview draft/>
                        </div>
                    }
                        .into_any()
                }
            }}
        </Show>
    }
}
