//! The dashboard.

mod accounts;
mod ask;
mod cells;
mod clients;
mod data;
mod differences;
mod disputes;
mod events;
mod frame;
mod imports;
mod invoices;
mod ledger;
mod links;
mod live;
mod matters;
mod payments;
mod payouts;
mod place;
mod postings;
mod reconciliation;
mod record_page;
mod records;
mod resource;
mod session;
mod settings;
mod setup;
mod sign_in;
mod store;
mod tables;

use domain::api::{
    clients::Client, events::Appointment, invoices::Invoice, links::Link, matters::Matter, payments::Payment,
    postings::Posting,
};
use leptos::{mount::mount_to, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use self::{
    accounts::AccountsPage,
    ask::AskPage,
    clients::{ClientPage, EditClientPage, NewClientPage},
    differences::DifferencesPage,
    disputes::DisputesPage,
    events::{AppointmentPage, CalendarPage, EditAppointmentPage, NewAppointmentPage},
    frame::{Boot, Frame, NotFound},
    imports::{ImportPage, ImportsPage},
    invoices::{EditInvoicePage, InvoicePage, NewInvoicePage},
    ledger::{BookPage, BooksPage, StatementPage},
    links::NewLinkPage,
    matters::{EditMatterPage, MatterPage, NewMatterPage},
    payouts::{PayoutPage, PayoutsPage},
    postings::{BatchPage, BatchesPage, ColumnsPage},
    reconciliation::ReconciliationPage,
    resource::{list_page, row_details},
    session::{Session, State},
    settings::{Activity, FirmSettings, Gateway, Keys, Security, SettingsPage, Staff},
    setup::SetupPage,
    sign_in::SignInPage,
};
use crate::{
    api::Transport,
    ui::{ErrorState, ToastStack, Toasts, tick},
};

/// Mounts the dashboard over the skeleton that the server sent.
pub fn mount() {
    let place = document().get_element_by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(place) = place.or_else(|| document().body()) else { return };
    let skeleton = place.inner_html();
    place.set_inner_html("");
    mount_to(place, move || view! { <App skeleton/> }).forget();
}

/// The whole dashboard.
#[component]
fn App(
    /// What the server put in our place.
    skeleton: String,
) -> impl IntoView {
    let skeleton = StoredValue::new(skeleton);
    let transport = Transport::browser();
    provide_context(transport.clone());
    let toasts = Toasts::default();
    provide_context(toasts);
    let clock = tick();
    let session = Session::start(transport);
    Effect::new(move |_| {
        if let Some(zone) = session.me(|me| me.firm.time_zone.clone()) {
            clock.set_zone(zone);
        }
    });
    // The routes stay while one signs in and out; only before the first answer there are none.
    let stage = Memo::new(move |_| match session.state() {
        State::Asking => Stage::Asking,
        State::Failed(why) => Stage::Failed(why),
        State::SetUp | State::Out | State::In(_) => Stage::Ready,
    });
    view! {
        {move || match stage.get() {
            Stage::Asking => view! { <Boot skeleton/> }.into_any(),
            Stage::Failed(why) => {
                view! {
                    <main class="lone">
                        <ErrorState text=why retry=move |()| session.ask()/>
                    </main>
                }
                    .into_any()
            }
            Stage::Ready => view! { <Screens/> }.into_any(),
        }}
        <ToastStack toasts/>
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Asking,
    Failed(String),
    Ready,
}

/// Which address shows what.
#[component]
fn Screens() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/app/sign-in") view=SignInPage/>
                <Route path=path!("/app/setup") view=SetupPage/>
                <ParentRoute path=path!("/app") view=Frame>
                    <Route path=path!("") view=|| view! { <Redirect path="/app/links"/> }/>
                    <Route path=path!("links/new") view=NewLinkPage/>
                    <Route path=path!("links/ask") view=AskPage/>
                    <ParentRoute path=path!("links") view={list_page::<Link>}>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!(":id") view={row_details::<Link>}/>
                    </ParentRoute>
                    <Route path=path!("imports") view=ImportsPage/>
                    <Route path=path!("imports/:id") view=ImportPage/>
                    <Route path=path!("payments/differences") view=DifferencesPage/>
                    <Route path=path!("postings/batches") view=BatchesPage/>
                    <Route path=path!("postings/batches/:id") view=BatchPage/>
                    <Route path=path!("postings/columns") view=ColumnsPage/>
                    <ParentRoute path=path!("postings") view={list_page::<Posting>}>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!(":id") view={row_details::<Posting>}/>
                    </ParentRoute>
                    <ParentRoute path=path!("payments") view={list_page::<Payment>}>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!(":id") view={row_details::<Payment>}/>
                    </ParentRoute>
                    <Route path=path!("clients/new") view=NewClientPage/>
                    <Route path=path!("clients/:id/edit") view=EditClientPage/>
                    <Route path=path!("clients/:id") view=ClientPage/>
                    <ParentRoute path=path!("clients") view={list_page::<Client>}>
                        <Route path=path!("") view=|| ()/>
                    </ParentRoute>
                    <Route path=path!("matters/new") view=NewMatterPage/>
                    <Route path=path!("matters/:id/edit") view=EditMatterPage/>
                    <Route path=path!("matters/:id") view=MatterPage/>
                    <ParentRoute path=path!("matters") view={list_page::<Matter>}>
                        <Route path=path!("") view=|| ()/>
                    </ParentRoute>
                    <Route path=path!("invoices/new") view=NewInvoicePage/>
                    <Route path=path!("invoices/:id/edit") view=EditInvoicePage/>
                    <Route path=path!("invoices/:id") view=InvoicePage/>
                    <ParentRoute path=path!("invoices") view={list_page::<Invoice>}>
                        <Route path=path!("") view=|| ()/>
                    </ParentRoute>
                    <Route path=path!("calendar") view=CalendarPage/>
                    <Route path=path!("events/new") view=NewAppointmentPage/>
                    <Route path=path!("events/:id/edit") view=EditAppointmentPage/>
                    <Route path=path!("events/:id") view=AppointmentPage/>
                    <ParentRoute path=path!("events") view={list_page::<Appointment>}>
                        <Route path=path!("") view=|| ()/>
                    </ParentRoute>
                    <Route path=path!("accounts") view=AccountsPage/>
                    <Route path=path!("reconciliation") view=ReconciliationPage/>
                    <Route path=path!("payouts") view=PayoutsPage/>
                    <Route path=path!("payouts/:id") view=PayoutPage/>
                    <Route path=path!("disputes") view=DisputesPage/>
                    <Route path=path!("books") view=BooksPage/>
                    <Route path=path!("books/:id") view=BookPage/>
                    <Route path=path!("clients/:id/statement") view=StatementPage/>
                    <ParentRoute path=path!("settings") view=SettingsPage>
                        <Route path=path!("") view=|| view! { <Redirect path="/app/settings/firm"/> }/>
                        <Route path=path!("firm") view=FirmSettings/>
                        <Route path=path!("gateway") view=Gateway/>
                        <Route path=path!("staff") view=Staff/>
                        <Route path=path!("keys") view=Keys/>
                        <Route path=path!("security") view=Security/>
                        <Route path=path!("activity") view=Activity/>
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
