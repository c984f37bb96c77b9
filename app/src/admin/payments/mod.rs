//! Payments: what came in, what is under way, and what a person should look at.

mod cells;
mod details;
mod status;
mod table;

use domain::table::{Condition, payments::PaymentColumn};
use leptos::prelude::*;
use leptos_router::components::Outlet;

use self::table::{PaymentTable, PaymentTabs};
pub use self::{details::PaymentDrawer, status::payment_badge};
use super::{
    data::{TablePage, list},
    frame::{PageHead, SearchBox},
    live::Live,
    tables::{SelectionBar, TableTools, keep_setup},
};
use crate::{
    api,
    ui::{TableBar, TableSkeleton},
};

/// Where this page is.
pub const PATH: &str = "/app/payments";

/// The table, with the details of one payment beside it.
#[component]
pub fn PaymentsPage() -> impl IntoView {
    let live = Live::from_context();
    let page = TablePage::<PaymentColumn>::new(
        PATH,
        move || live.payments(),
        |transport, query| async move { api::payments::counts(&transport, &query).await },
    );
    let model = page.model;
    let setups = keep_setup(model);
    view! {
        <div class="list-page" class:open=move || page.open_id().is_some()>
            <div class="list-main">
                <PageHead title="Payments">
                    <SearchBox label="Search payer, number, amount"/>
                </PageHead>
                <div class="list-bar"><PaymentTabs page/></div>
                <TableBar model selection=move || view! { <SelectionBar model/> }>
                    <TableTools setups is_tab/>
                </TableBar>
                // Before it stands as it was left, there is no telling which rows to load.
                <Show when=move || setups.ready.get() fallback=TableSkeleton>
                    <Rows page/>
                </Show>
            </div>
            <Outlet/>
        </div>
    }
}

#[component]
fn Rows(page: TablePage<PaymentColumn>) -> impl IntoView {
    let live = Live::from_context();
    let feed = list(
        page.model.query,
        move || live.payments(),
        |transport, part| async move { api::payments::list(&transport, &part).await },
    );
    view! { <PaymentTable page feed/> }
}

/// What one of the tabs asks.
fn is_tab(column: PaymentColumn, condition: &Condition) -> bool {
    let asked = condition.to_string();
    match column {
        PaymentColumn::Status => matches!(asked.as_str(), "succeeded" | "pending,processing" | "failed"),
        PaymentColumn::Flagged => asked == "yes",
        _ => false,
    }
}
