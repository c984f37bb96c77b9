//! One import, from its columns to its links.

mod head;
mod watch;
mod working;

use domain::{
    Permission,
    api::imports::{ImportDetail, ImportState},
    id::ImportId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{head::Head, watch::watch, working::Working};
use super::{columns::ColumnsStep, grid::ReviewStep, send::SendingStep};
use crate::{
    admin::{
        data::{self, Query},
        frame::{NoPermission, NotFound},
        session::Session,
    },
    api,
    ui::{ErrorState, SkeletonLines},
};

/// What is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Loading,
    Gone,
    Failed(String),
    Checking,
    Columns,
    Review,
    Sending,
}

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Look));
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<ImportId>().ok()));
    let import =
        Query::new(move || id.get(), || 0, |transport, id| async move { api::imports::get(&transport, &id).await });
    watch(import);
    // Somebody wants to see the columns again, though nothing is to be asked.
    let again = RwSignal::new(false);
    let loaded = import.stage();
    let stage = Memo::new(move |before: Option<&Stage>| {
        if id.with(Option::is_none) {
            return Stage::Gone;
        }
        match loaded.get() {
            data::Stage::Loading => Stage::Loading,
            data::Stage::Gone => Stage::Gone,
            data::Stage::Failed(why) => Stage::Failed(why),
            data::Stage::There => import
                .value
                .with(|import| import.as_ref().map_or(Stage::Loading, |import| shown(import, again.get(), before))),
        }
    });
    view! {
        <Show when=move || may.get() fallback=NoPermission>
            {move || match stage.get() {
                Stage::Loading => view! { <SkeletonLines lines=8/> }.into_any(),
                Stage::Gone => view! { <NotFound/> }.into_any(),
                Stage::Failed(text) => view! { <ErrorState text retry=move |()| import.reload()/> }.into_any(),
                stage => {
                    let part = match stage {
                        Stage::Columns => view! { <ColumnsStep import again/> }.into_any(),
                        Stage::Review => view! { <ReviewStep import/> }.into_any(),
                        Stage::Sending => view! { <SendingStep import/> }.into_any(),
                        _ => view! { <Working import/> }.into_any(),
                    };
                    view! {
                        <div class="import-page" class:filled=stage == Stage::Review>
                            <Head import again/>
                            {part}
                        </div>
                    }.into_any()
                }
            }}
        </Show>
    }
}

fn shown(detail: &ImportDetail, again: bool, before: Option<&Stage>) -> Stage {
    match detail.import.state {
        ImportState::Mapping => Stage::Columns,
        ImportState::Review | ImportState::Done if again => Stage::Columns,
        ImportState::Review | ImportState::Done => Stage::Review,
        // A new account or delivery checks the rows again: the grid stays meanwhile.
        ImportState::Checking if before == Some(&Stage::Review) => Stage::Review,
        ImportState::Checking => Stage::Checking,
        ImportState::Sending => Stage::Sending,
    }
}
