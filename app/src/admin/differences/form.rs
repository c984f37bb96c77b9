//! Which days are compared.

use domain::{
    Permission,
    api::differences::{Differences, NewComparison},
    id::ConnectionId,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query, fresh_key},
        session::Session,
    },
    api,
    ui::{Button, Form, FormState, Glyph, Kind, TextField, today},
};

/// Days and a button, for who may.
#[component]
pub fn Period(connection: StoredValue<ConnectionId>, found: Query<Differences>) -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Manage));
    let now = untrack(|| today(&session.zone()));
    let first = now.map(|day| domain::CivilDate::new(day.date().first_of_month()));
    let text = |day: Option<domain::CivilDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (from, to) = (RwSignal::new(text(first)), RwSignal::new(text(now)));
    let (form, action) = (FormState::new(), Action::new());
    let compare = move |()| {
        form.clear();
        let period = NewComparison { from: from.get_untracked(), to: to.get_untracked() };
        action.run(
            move |transport| async move {
                api::differences::compare(&transport, &connection.get_value(), &period, &fresh_key()).await
            },
            move |answer| match answer {
                Ok(_) => found.reload(),
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <Show when=move || may.get()>
            <Form state=form on_submit=compare>
                <div class="compared-period">
                    <TextField label="From" pointer="/from" kind="date" value=from/>
                    <TextField label="To" pointer="/to" kind="date" value=to/>
                    <Button kind=Kind::Primary glyph=Glyph::Refresh act="submit" busy=action.busy>"Compare"</Button>
                </div>
            </Form>
        </Show>
    }
}
