//! An import without a file.

use domain::api::imports::{ImportDetail, NewImport};
use leptos::prelude::*;

use crate::{
    admin::data::{Action, fresh_key},
    api,
    ui::{Button, Clock, Glyph, now},
};

/// Begins with an empty grid, to type or paste into.
#[component]
pub fn BlankButton(account: RwSignal<String>, open: Callback<ImportDetail>) -> impl IntoView {
    let action = Action::new();
    let clock = use_context::<Clock>();
    // A second click after a lost answer makes no second import.
    let key = StoredValue::new(fresh_key());
    let start = move |()| {
        let account_id = Some(account.get_untracked()).filter(|id| !id.is_empty());
        let name = clock.map(|clock| format!("Upload of {}", untrack(|| clock.day(now()))));
        let import = NewImport { name, account_id, ..NewImport::default() };
        action.run_or_tell(
            move |transport| async move { api::imports::create(&transport, &import, &key.get_value()).await },
            move |import| open.run(import),
        );
    };
    view! {
        <Button glyph=Glyph::Rows busy=action.busy on_click=start>
            "Start with an empty grid"
        </Button>
    }
}
