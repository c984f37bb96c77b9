//! One view in the list: chosen by a click; behind the dots what else one does with it.

use domain::{api::tables::View, id::ViewId, table::Columns};
use leptos::prelude::*;

use super::{name::Naming, write::Writer};
use crate::{
    admin::tables::setups::Setups,
    ui::{CopyButton, Glyph, Icon, fresh_id},
};

/// The row, and below it, once opened, its acts.
#[component]
pub fn Entry<C: Columns>(
    setups: Setups<C>,
    writer: Writer<C>,
    view: View,
    /// The view whose row is opened.
    opened: RwSignal<Option<ViewId>>,
    /// Closes the list.
    close: Callback<()>,
    /// Asks for a name.
    name: Callback<Naming>,
) -> impl IntoView {
    let title = view.name.clone();
    let view = StoredValue::new(view);
    let is = move |other: Option<&ViewId>| view.with_value(|view| other == Some(&view.id));
    let is_current = Memo::new(move |_| setups.view.with(|current| is(current.as_ref())));
    let is_default = Memo::new(move |_| {
        setups.state.with(|state| is(state.as_ref().and_then(|state| state.default_view_id.as_ref())))
    });
    let is_open = Memo::new(move |_| opened.with(|opened| is(opened.as_ref())));
    let acts = StoredValue::new(fresh_id());
    let choose = move |_| {
        setups.choose(Some(&view.get_value()));
        close.run(());
    };
    let turn = move |_| opened.set((!is_open.get_untracked()).then(|| view.with_value(|view| view.id.clone())));
    let owner = view.with_value(|view| view.shared.then(|| view.owner.clone()));
    view! {
        <li class="views-row">
            <div class="views-line">
                <button
                    type="button"
                    class="views-choice"
                    aria-current=move || is_current.get().then_some("true")
                    on:click=choose
                >
                    <Icon glyph=Glyph::Check/>
                    <span class="views-title">{title.clone()}</span>
                    {owner.map(|owner| view! { <span class="views-owner">{owner}</span> })}
                    <Show when=move || is_default.get()><span class="views-tag">"default"</span></Show>
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=move || is_open.get().then(|| acts.get_value())
                    aria-label=format!("More about the view {title}")
                    title="More"
                    on:click=turn
                >
                    <Icon glyph=Glyph::More/>
                </button>
            </div>
            <Show when=move || is_open.get()>
                <Acts setups writer view=view.get_value() is_default id=acts.get_value() close name/>
            </Show>
        </li>
    }
}

#[component]
fn Acts<C: Columns>(
    setups: Setups<C>,
    writer: Writer<C>,
    view: View,
    is_default: Memo<bool>,
    id: String,
    close: Callback<()>,
    name: Callback<Naming>,
) -> impl IntoView {
    let address = untrack(|| setups.address(&view));
    let label = format!("Acts on the view {}", view.name);
    let editable = view.editable;
    let view = StoredValue::new(view);
    let begin =
        move |_| writer.begin_with(view.with_value(|view| (!is_default.get_untracked()).then(|| view.id.clone())));
    let delete = move |_| {
        close.run(());
        writer.remove(view.get_value());
    };
    let change = move || {
        view! {
            <button type="button" class="btn small" on:click=move |_| name.run(Naming::Old(Box::new(view.get_value())))>
                "Rename or share…"
            </button>
        }
    };
    view! {
        <div class="views-acts" id=id role="group" aria-label=label>
            <button type="button" class="btn small" on:click=begin>
                {move || if is_default.get() { "No longer default" } else { "Make default" }}
            </button>
            <CopyButton text=address label="Copy link" class="btn small"/>
            {editable.then(change)}
            {editable.then(|| {
                view! {
                    <button type="button" class="btn small" on:click=delete>
                        <Icon glyph=Glyph::Trash/>
                        "Delete"
                    </button>
                }
            })}
        </div>
    }
}
