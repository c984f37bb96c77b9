//! Named views: choosing one, keeping a set-up as one, and what one does with them.

mod entry;
mod name;
mod write;

use domain::{api::tables::View, id::ViewId, table::Columns};
use leptos::{html, prelude::*};

pub use self::name::SaveAsView;
use self::{
    entry::Entry,
    name::{NameDialog, Naming},
    write::Writer,
};
use super::setups::Setups;
use crate::ui::{Glyph, Icon, Popover, PopoverButton};

/// The button with the view's name, and the list behind it.
#[component]
pub fn ViewsMenu<C: Columns>(
    /// The table's set-up.
    setups: Setups<C>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    let naming = RwSignal::new(None::<Naming>);
    let writer = Writer::new(setups);
    let name = move || setups.current_view().map_or_else(|| "Standard".to_owned(), |view| view.name);
    let modified = Memo::new(move |_| setups.is_modified());
    view! {
        <PopoverButton
            open
            anchor
            glyph=Glyph::Layers
            class="btn quiet views"
            // On a phone there is only room for the icon.
            label=Signal::derive(move || format!("View: {}{}", name(), if modified.get() { ", edited" } else { "" }))
        >
            <span class="views-label">"View:"</span>
            <span class="views-name">{name}</span>
            {move || modified.get().then(|| view! { <span class="views-edited">"edited"</span> })}
            <Icon glyph=Glyph::Down/>
        </PopoverButton>
        <Popover open anchor title="Views".to_owned() class="views-panel">
            <ViewList setups writer open naming modified/>
        </Popover>
        <NameDialog naming writer/>
    }
}

#[component]
fn ViewList<C: Columns>(
    setups: Setups<C>,
    writer: Writer<C>,
    open: RwSignal<bool>,
    naming: RwSignal<Option<Naming>>,
    modified: Memo<bool>,
) -> impl IntoView {
    let opened = RwSignal::new(None::<ViewId>);
    let views = move |shared: bool| {
        setups.state.with(|state| {
            let views = state.as_ref().map(|state| state.views.as_slice()).unwrap_or_default();
            views.iter().filter(|view| view.shared == shared).cloned().collect::<Vec<_>>()
        })
    };
    let close = Callback::new(move |()| open.set(false));
    let name = Callback::new(move |what: Naming| {
        open.set(false);
        naming.set(Some(what));
    });
    let group = move |label: &'static str, shared: bool| {
        view! {
            <Show when=move || !views(shared).is_empty()>
                <h3>{label}</h3>
                <ul aria-label=label>
                    // A view that was changed is another one.
                    <For each=move || views(shared) key=|view| (view.id.clone(), view.updated_at, view.name.clone()) let:view>
                        <Entry setups writer view opened close name/>
                    </For>
                </ul>
            </Show>
        }
    };
    let is_plain = Memo::new(move |_| setups.view.with(Option::is_none));
    let plain = move |_| {
        setups.choose(None);
        close.run(());
    };
    let begins_plain = move || setups.state.with(|state| state.as_ref().is_some_and(|s| s.default_view_id.is_none()));
    let changeable = move || setups.current_view().filter(|view: &View| view.editable && modified.get());
    view! {
        <div class="views-list">
            <ul aria-label="The table as it is made">
                <li class="views-row">
                    <div class="views-line">
                        <button
                            type="button"
                            class="views-choice"
                            aria-current=move || is_plain.get().then_some("true")
                            on:click=plain
                        >
                            <Icon glyph=Glyph::Check/>
                            <span class="views-title">"Standard"</span>
                            <Show when=begins_plain><span class="views-tag">"default"</span></Show>
                        </button>
                        <Show when=move || !begins_plain()>
                            <button
                                type="button"
                                class="btn quiet small"
                                on:click=move |_| writer.begin_with(None)
                            >
                                "Make default"
                                <span class="sr">": Standard"</span>
                            </button>
                        </Show>
                    </div>
                </li>
            </ul>
            {group("Your views", false)}
            {group("Shared with the firm", true)}
        </div>
        <footer class="views-foot">
            {move || {
                changeable().map(|view| {
                    let label = format!("Update “{}”", view.name);
                    let update = move |_| {
                        writer.update(&view);
                        close.run(());
                    };
                    view! {
                        <button type="button" class="menu-item" on:click=update>
                            <Icon glyph=Glyph::Check/>
                            {label}
                        </button>
                    }
                })
            }}
            <button type="button" class="menu-item" on:click=move |_| name.run(Naming::New)>
                <Icon glyph=Glyph::Plus/>
                "Save as view…"
            </button>
        </footer>
    }
}
