//! Which links are shown, and in which order: the address bar knows.

use domain::{LinkStatus, api::links::LinkSort};
use leptos::prelude::*;

use super::PATH;
use crate::{
    admin::{
        place::{Place, Step},
        store::Store,
    },
    api::links::LinkQuery,
    ui::{SortState, Tab, Tabs},
};

/// The state of the list, in the address bar.
#[derive(Clone, Copy)]
pub struct Filter {
    place: Place,
    query: Memo<LinkQuery>,
}

const NEWEST: &str = "-created_at";

impl Filter {
    /// Reads the address bar.
    pub fn new(place: Place) -> Self {
        let query = Memo::new(move |_| {
            let sort = place.param("sort");
            let sort = if sort.is_empty() { NEWEST } else { &sort };
            let (key, descending) = match sort.strip_prefix('-') {
                Some(key) => (key, true),
                None => (sort, false),
            };
            LinkQuery {
                status: place.param("status").parse().ok(),
                words: place.param("q").trim().to_owned(),
                account: Some(place.param("account")).filter(|account| !account.is_empty()),
                sort: key.parse().unwrap_or(LinkSort::CreatedAt),
                descending,
            }
        });
        Self { place, query }
    }

    /// What to ask the server.
    pub fn query(self) -> LinkQuery {
        self.query.get()
    }

    /// The link whose details are open.
    pub fn open_id(self) -> Option<String> {
        let path = self.place.path();
        path.strip_prefix("/app/links/").filter(|id| !id.is_empty()).map(ToOwned::to_owned)
    }

    /// The address of a link's details, over the list as it is.
    pub fn details(self, id: &str) -> String {
        self.place.at(&format!("{PATH}/{id}"))
    }

    /// Opens a link's details.
    pub fn open(self, id: &str) {
        let to = untrack(|| self.details(id));
        // From one link to the next, *back* still leads to the list.
        let step = if untrack(|| self.open_id()).is_some() { Step::Instead } else { Step::New };
        self.place.go(&to, step);
    }

    /// The list with everything in it.
    pub fn everything(self) -> String {
        self.place.with(PATH, &[("status", ""), ("q", ""), ("account", "")])
    }

    /// How a column is sorted.
    pub fn sort_state(self, key: LinkSort) -> SortState {
        self.query.with(|query| match (query.sort == key, query.descending) {
            (false, _) => SortState::Off,
            (true, false) => SortState::Up,
            (true, true) => SortState::Down,
        })
    }

    /// Sorts by a column; by the same one again, the other way round.
    pub fn sort_by(self, key: LinkSort) {
        let descending = match untrack(|| self.sort_state(key)) {
            // What is new and what is large is looked for first; names and days begin at the beginning.
            SortState::Off => matches!(key, LinkSort::CreatedAt | LinkSort::Amount),
            SortState::Up => true,
            SortState::Down => false,
        };
        self.set_sort(&format!("{}{key}", if descending { "-" } else { "" }));
    }

    fn set_sort(self, sort: &str) {
        let sort = if sort == NEWEST { "" } else { sort };
        self.place.go(&untrack(|| self.place.with(&self.place.path(), &[("sort", sort)])), Step::New);
    }
}

/// One tab for all, and one for each status, with counts.
#[component]
pub fn StatusTabs(filter: Filter) -> impl IntoView {
    let store = Store::from_context();
    let count = move |status: Option<LinkStatus>| {
        store.links.value.with(|summary| {
            let counts = &summary.as_ref()?.counts;
            let of = counts.iter().filter(|c| status.is_none_or(|status| c.status == status));
            Some(of.map(|c| c.count).sum())
        })
    };
    let tab = move |status: Option<LinkStatus>, label: &'static str| Tab {
        label,
        href: Signal::derive(move || filter.place.with(PATH, &[("status", status.map_or("", LinkStatus::as_str))])),
        current: Signal::derive(move || filter.query.with(|query| query.status == status)),
        count: Signal::derive(move || count(status)),
    };
    let mut tabs = vec![tab(None, "All")];
    tabs.extend(LinkStatus::ALL.iter().map(|status| tab(Some(*status), status.label())));
    view! { <Tabs label="Status" tabs/> }
}

/// Only one receiving account; absent while there is only one.
#[component]
pub fn AccountFilter(filter: Filter) -> impl IntoView {
    let store = Store::from_context();
    let choices = Memo::new(move |_| {
        store.accounts.value.with(|accounts| {
            let accounts = accounts.as_ref().filter(|accounts| accounts.len() > 1)?;
            Some(accounts.iter().map(|a| (a.id.to_string(), a.name.clone())).collect::<Vec<_>>())
        })
    });
    let choose = move |event| {
        let account = event_target_value(&event);
        filter.place.go(&untrack(|| filter.place.with(PATH, &[("account", &account)])), Step::New);
    };
    let chosen = move |id: &str| filter.query.with(|query| query.account.as_deref() == Some(id));
    move || {
        let options = choices.get()?.into_iter().map(|(id, name)| {
            let selected = {
                let id = id.clone();
                move || chosen(&id)
            };
            view! { <option value=id prop:selected=selected>{name}</option> }
        });
        Some(view! {
            <select class="control compact" aria-label="Receiving account" on:change=choose>
                <option value="" prop:selected=move || filter.query.with(|query| query.account.is_none())>
                    "All accounts"
                </option>
                {options.collect_view()}
            </select>
        })
    }
}

const ORDERS: [(&str, &str); 7] = [
    (NEWEST, "Newest first"),
    ("created_at", "Oldest first"),
    ("due_on", "Due first"),
    ("-due_on", "Due last"),
    ("-amount", "Largest first"),
    ("amount", "Smallest first"),
    ("recipient", "By recipient"),
];

/// The order, where there is no room for headers that sort.
#[component]
pub fn SortChoice(filter: Filter) -> impl IntoView {
    let current = move || filter.query.with(|q| format!("{}{}", if q.descending { "-" } else { "" }, q.sort));
    let options = ORDERS.map(|(sort, said)| {
        view! { <option value=sort prop:selected=move || current() == sort>{said}</option> }
    });
    view! {
        <select
            class="control compact phone-only"
            aria-label="Order"
            on:change=move |event| filter.set_sort(&event_target_value(&event))
        >
            {options.collect_view()}
        </select>
    }
}
