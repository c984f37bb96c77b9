//! Payments: what came in, what is under way, and what a person should look at.

mod details;
mod status;
mod table;

use domain::api::payments::{Payment, PaymentTab};
use leptos::prelude::*;
use leptos_router::components::Outlet;

use self::table::PaymentTable;
pub use self::{details::PaymentDrawer, status::payment_badge};
use super::{
    data::{List, RowKey},
    frame::{PageHead, SearchBox},
    live::Live,
    place::{Place, Step},
    store::Store,
};
use crate::{
    api::{self, payments::PaymentQuery},
    ui::{Tab, Tabs},
};

/// Where this page is.
pub const PATH: &str = "/app/payments";

impl RowKey for Payment {
    fn row_key(&self) -> String {
        self.id.to_string()
    }
}

/// The state of the list, in the address bar.
#[derive(Clone, Copy)]
pub struct Filter {
    place: Place,
    query: Memo<PaymentQuery>,
}

impl Filter {
    fn new(place: Place) -> Self {
        let query = Memo::new(move |_| PaymentQuery {
            tab: Some(place.param("tab").parse().unwrap_or(PaymentTab::Completed)),
            words: place.param("q").trim().to_owned(),
        });
        Self { place, query }
    }

    fn tab(self) -> PaymentTab {
        self.query.with(|query| query.tab).unwrap_or(PaymentTab::Completed)
    }

    fn open_id(self) -> Option<String> {
        let path = self.place.path();
        path.strip_prefix("/app/payments/").filter(|id| !id.is_empty()).map(ToOwned::to_owned)
    }

    fn details(self, id: &str) -> String {
        self.place.at(&format!("{PATH}/{id}"))
    }

    fn open(self, id: &str) {
        let to = untrack(|| self.details(id));
        let step = if untrack(|| self.open_id()).is_some() { Step::Instead } else { Step::New };
        self.place.go(&to, step);
    }
}

/// The list, with the details of one payment beside it.
#[component]
pub fn PaymentsPage() -> impl IntoView {
    let filter = Filter::new(Place::here());
    let live = Live::from_context();
    let list = List::new(
        move || filter.query.get(),
        move || live.payments(),
        |transport, query, limit, cursor| async move {
            api::payments::list(&transport, &query, limit, cursor.as_deref()).await
        },
    );
    view! {
        <div class="list-page" class:open=move || filter.open_id().is_some()>
            <div class="list-main">
                <PageHead title="Payments">
                    <SearchBox label="Search payer, number, amount"/>
                </PageHead>
                <div class="list-bar"><PaymentTabs filter/></div>
                <PaymentTable filter list/>
            </div>
            <Outlet/>
        </div>
    }
}

#[component]
fn PaymentTabs(filter: Filter) -> impl IntoView {
    let store = Store::from_context();
    let tab = move |tab: PaymentTab, label: &'static str| Tab {
        label,
        href: Signal::derive(move || filter.place.with(PATH, &[("tab", tab.as_str())])),
        current: Signal::derive(move || filter.tab() == tab),
        count: Signal::derive(move || {
            store.payments.value.with(|summary| {
                let summary = summary.as_ref()?;
                Some(match tab {
                    PaymentTab::Pending => summary.pending,
                    PaymentTab::Completed => summary.completed,
                    PaymentTab::Failed => summary.failed,
                    PaymentTab::Flagged => summary.flagged,
                })
            })
        }),
    };
    let tabs = vec![
        tab(PaymentTab::Completed, "Completed"),
        tab(PaymentTab::Pending, "Pending"),
        tab(PaymentTab::Failed, "Failed"),
        tab(PaymentTab::Flagged, "Needs attention"),
    ];
    view! { <Tabs label="Payments" tabs/> }
}
