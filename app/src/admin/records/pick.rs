//! Choosing a client by typing, and one of its matters.

use domain::{
    Mode,
    api::{clients::Client, matters::Matter},
    id::ClientId,
    table::{TableQuery, clients::ClientColumn, matters::MatterColumn},
};
use leptos::{ev, prelude::*};

use crate::{
    admin::{
        data::{Query, among},
        live::Live,
    },
    api::{
        ApiError, Transport,
        pages::{self, Part},
    },
    ui::{Button, Frame, Kind, SelectField, Wires, debounced, fresh_id},
};

/// So many are offered at once.
const OFFERS: u32 = 7;
/// So many matters of one client can be chosen from.
const MATTERS: u32 = 100;

/// A client that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// The id.
    pub id: ClientId,
    /// The name.
    pub name: String,
}

/// Clients that a search finds, the first few by name. Those that are out of the way are not among them.
///
/// # Errors
/// What the server refused, or that it did not answer.
async fn search_clients(transport: &Transport, words: &str, mode: Mode) -> Result<Vec<Client>, ApiError> {
    let mut query = TableQuery::<ClientColumn> { words: words.to_owned(), ..TableQuery::default() };
    query.filter(ClientColumn::Mode, Some(among([mode.as_str()])));
    query.filter(ClientColumn::Status, Some(among(["active"])));
    let part = Part::Page { query, limit: OFFERS, cursor: None };
    pages::list::<ClientColumn, Client>(transport, &part).await.map(|page| page.data)
}

/// A client: found by typing; once chosen, its name with a way back.
#[component]
pub fn ClientField(
    /// What it asks for.
    label: &'static str,
    /// The field of the request that it fills.
    pointer: &'static str,
    /// Test money or real money: they have different clients.
    #[prop(into)]
    mode: Signal<Mode>,
    /// Who is chosen.
    chosen: RwSignal<Option<Picked>>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// A sentence below.
    #[prop(optional, into)]
    hint: Signal<String>,
) -> impl IntoView {
    view! {
        {move || match chosen.get() {
            Some(client) => view! { <Chosen label client chosen/> }.into_any(),
            None => view! { <Search label pointer mode chosen optional hint/> }.into_any(),
        }}
    }
}

#[component]
fn Chosen(label: &'static str, client: Picked, chosen: RwSignal<Option<Picked>>) -> impl IntoView {
    view! {
        <div class="field">
            <p class="field-label">{label}</p>
            <div class="picked">
                <span class="picked-name">{client.name.clone()}</span>
                <Button kind=Kind::Quiet label=format!("Choose another than {}", client.name) on_click=move |()| chosen.set(None)>
                    "Change"
                </Button>
            </div>
        </div>
    }
}

#[component]
fn Search(
    label: &'static str,
    pointer: &'static str,
    mode: Signal<Mode>,
    chosen: RwSignal<Option<Picked>>,
    optional: bool,
    hint: Signal<String>,
) -> impl IntoView {
    let wires = Wires::new(pointer, hint);
    let list_id = StoredValue::new(fresh_id());
    let typed = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let marked = RwSignal::new(None::<usize>);
    let words = debounced(move || typed.get(), 180);
    let found = Query::new(
        move || open.get().then(|| (words.get().trim().to_owned(), mode.get())),
        || 0,
        |transport, (words, mode)| async move { search_clients(&transport, &words, mode).await },
    );
    let offers = Memo::new(move |_| found.value.get().unwrap_or_default());
    let nobody = Memo::new(move |_| open.get() && found.value.with(|found| found.as_ref().is_some_and(Vec::is_empty)));
    let shown = Memo::new(move |_| open.get() && offers.with(|offers| !offers.is_empty()));
    let choose = move |client: &Client| {
        wires.edited();
        chosen.set(Some(Picked { id: client.id.clone(), name: client.name.clone() }));
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = offers.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                open.set(true);
                marked.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                open.set(true);
                marked.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" => {
                let at = marked.get_untracked().or((count == 1).then_some(0));
                let client = at.and_then(|at| offers.with_untracked(|offers| offers.get(at).cloned()));
                match client {
                    Some(client) if shown.get_untracked() => choose(&client),
                    _ => return,
                }
            }
            "Escape" if shown.get_untracked() => open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    let option_id = move |at: usize| list_id.with_value(|id| format!("{id}-{at}"));
    let offer = move |(at, client): (usize, Client)| {
        let (name, about) = (client.name.clone(), about(&client));
        view! {
            <li
                id=option_id(at)
                role="option"
                aria-selected=move || (marked.get() == Some(at)).to_string()
                // Before the field loses the focus.
                on:mousedown=move |event| {
                    event.prevent_default();
                    choose(&client);
                }
            >
                <span>{name}</span>
                <span class="sub">{about}</span>
            </li>
        }
    };
    view! {
        <Frame wires label optional>
            <div class="combo">
                <input
                    class="control"
                    id=wires.id()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="Search name, number, email"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-controls=list_id.get_value()
                    aria-expanded=move || shown.get().to_string()
                    aria-activedescendant=move || marked.get().filter(|_| shown.get()).map(option_id)
                    aria-invalid=move || wires.invalid()
                    aria-describedby=move || wires.described_by()
                    prop:value=typed
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        wires.edited();
                        marked.set(None);
                        open.set(true);
                    }
                    on:focus=move |_| open.set(true)
                    on:blur=move |_| open.set(false)
                    on:keydown=keys
                />
                <ul id=list_id.get_value() class="combo-list" role="listbox" aria-label="Clients" hidden=move || !shown.get()>
                    {move || offers.get().into_iter().enumerate().map(offer).collect_view()}
                </ul>
                <p class="combo-list combo-none" role="status" hidden=move || !nobody.get()>
                    {move || if nobody.get() { "No client of that name." } else { "" }}
                </p>
            </div>
        </Frame>
    }
}

/// What tells a client from another of its name.
fn about(client: &Client) -> String {
    let facts = [client.number.clone(), client.email.clone()];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// One of the open matters of a client; absent while it has none.
#[component]
pub fn MatterChoice(
    /// What it asks for.
    label: &'static str,
    /// The field of the request that it fills.
    pointer: &'static str,
    /// Whose matters.
    #[prop(into)]
    client: Signal<Option<Picked>>,
    /// The id of the one that is chosen; empty for none.
    chosen: RwSignal<String>,
    /// What is said of choosing none.
    none: &'static str,
    /// Hears which there are.
    #[prop(optional, into)]
    on_loaded: Option<Callback<Vec<Matter>>>,
) -> impl IntoView {
    let live = Live::from_context();
    let matters = Query::new(
        move || client.get().map(|client| client.id),
        move || live.records(),
        |transport, id| async move {
            let mut query = TableQuery::<MatterColumn>::default();
            query.filter(MatterColumn::ClientId, Some(among([id.as_str()])));
            query.filter(MatterColumn::Status, Some(among(["open"])));
            let part = Part::Page { query, limit: MATTERS, cursor: None };
            pages::list::<MatterColumn, Matter>(&transport, &part).await.map(|page| page.data)
        },
    );
    Effect::new(move |_| {
        if let (Some(on_loaded), Some(matters)) = (on_loaded, matters.value.get()) {
            on_loaded.run(matters);
        }
    });
    let options = Signal::derive(move || {
        let named = |matter: &Matter| (matter.id.to_string(), format!("{} {}", matter.number, matter.name));
        let each = matters.value.with(|all| all.iter().flatten().map(named).collect::<Vec<_>>());
        std::iter::once((String::new(), none.to_owned())).chain(each).collect::<Vec<_>>()
    });
    let some = Memo::new(move |_| matters.value.with(|all| all.as_ref().is_some_and(|all| !all.is_empty())));
    view! {
        <Show when=move || some.get()>
            <SelectField label pointer value=chosen options/>
        </Show>
    }
}
