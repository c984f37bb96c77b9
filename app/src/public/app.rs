//! The routes.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use super::{done_page::DonePage, invoice_page::InvoicePage, link_page::LinkPage, states::Unknown};

/// What a payer sees, by address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=Unknown>
                <Route path=path!("/l/:token") view=LinkPage ssr=SsrMode::Async />
                // Where the form posts to: a refusal shows the same page again.
                <Route path=path!("/l/:token/checkout") view=LinkPage ssr=SsrMode::Async />
                <Route path=path!("/l/:token/done") view=DonePage ssr=SsrMode::Async />
                <Route path=path!("/i/:token") view=InvoicePage ssr=SsrMode::Async />
                <Route path=path!("/i/:token/checkout") view=InvoicePage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}
