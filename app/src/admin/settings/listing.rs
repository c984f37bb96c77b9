//! A list in the settings that takes a permission to see, with a button that adds to it.

use domain::{Permission, api::Page};
use leptos::prelude::*;

use crate::{
    admin::{data::Query, frame::NoPermission, live::Live, session::Session},
    api::{ApiError, Transport},
    ui::{Button, Glyph, Kind},
};

/// The entries, for who may see them; loaded again when a setting changed.
pub fn listed<T, Fut>(permission: Permission, fetch: impl Fn(Transport) -> Fut + 'static) -> Query<Vec<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Fut: Future<Output = Result<Page<T>, ApiError>> + 'static,
{
    let session = Session::from_context();
    let live = Live::from_context();
    let may = Memo::new(move |_| session.may(permission));
    Query::new(
        move || may.get().then_some(()),
        move || live.settings(),
        move |transport, ()| {
            let page = fetch(transport);
            async move { page.await.map(|page| page.data) }
        },
    )
}

/// The panel around them.
#[component]
pub fn Listing(
    /// What it takes to see them.
    permission: Permission,
    /// What they are.
    title: &'static str,
    /// What the button says.
    add: &'static str,
    /// Whether one is being added.
    adding: RwSignal<bool>,
    /// The list.
    children: ChildrenFn,
) -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(permission));
    view! {
        <Show when=move || may.get() fallback=NoPermission>
            <section class="panel">
                <header class="panel-head">
                    <h2>{title}</h2>
                    <Button kind=Kind::Primary glyph=Glyph::Plus on_click=move |()| adding.set(true)>{add}</Button>
                </header>
                {children()}
            </section>
        </Show>
    }
}
