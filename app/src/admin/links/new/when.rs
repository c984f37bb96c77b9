//! Until when a link works, and what the client reads above the button.

use leptos::prelude::*;

use super::draft::Draft;
use crate::ui::{AreaField, SelectField, TextField};

/// Due day, expiry and message.
#[component]
pub fn WhenFields(draft: Draft) -> impl IntoView {
    view! {
        <fieldset>
            <legend>"When and how"</legend>
            <div class="columns">
                <TextField label="Due" pointer="/due_on" kind="date" optional=true value=draft.due_on/>
                <SelectField label="Expires" pointer="/expiry" value=draft.expiry options=expiries()/>
            </div>
            <Show when=move || draft.expiry.with(|choice| choice == "date")>
                <TextField
                    label="Last day"
                    pointer="/expires_at"
                    kind="date"
                    value=draft.expires_on
                    hint="The link works until the end of this day in your firm's time zone."
                />
            </Show>
            <AreaField
                label="Message"
                pointer="/message"
                optional=true
                value=draft.message
                hint="A few lines above the button, in your own words."
            />
        </fieldset>
    }
}

fn expiries() -> Vec<(String, String)> {
    [("never", "Never"), ("7", "In 7 days"), ("30", "In 30 days"), ("90", "In 90 days"), ("date", "On a day…")]
        .map(|(word, said)| (word.to_owned(), said.to_owned()))
        .to_vec()
}
