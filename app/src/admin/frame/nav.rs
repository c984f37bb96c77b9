//! Where one can go.

use domain::Permission;
use leptos::prelude::*;

use super::{header::ModeBadge, more::MoreMenu, search::SearchButton, user::UserMenu};
use crate::{
    admin::{place::Place, session::Session, store::Store},
    ui::{Glyph, Icon, counted},
};

/// The navigation: a column on the left; on a phone a bar at the top and one at the bottom.
#[component]
pub fn Nav() -> impl IntoView {
    let session = Session::from_context();
    let may_bill = Memo::new(move |_| session.may(Permission::Bill));
    let store = Store::from_context();
    let sent = Memo::new(move |_| store.links.value.with(|counts| counts.as_ref()?.all));
    let flagged = Memo::new(move |_| store.flagged.value.get().filter(|flagged| flagged.count > 0));
    view! {
        <header class="nav">
            <FirmMark/>
            <div class="nav-mode"><ModeBadge/></div>
            <SearchButton/>
            <nav aria-label="Main">
                <Show when=move || may_bill.get()>
                    <a class="btn primary nav-new" href="/app/links/new">
                        <Icon glyph=Glyph::Plus/>
                        "New link"
                        <kbd class="kbd" aria-hidden="true">"n"</kbd>
                    </a>
                </Show>
                <ul>
                    <Item glyph=Glyph::Send label="Sent pages" path="/app/links">
                        {move || sent.get().map(|n| view! { <span class="nav-count">{counted(n)}</span> })}
                    </Item>
                    <Item glyph=Glyph::Rows label="Bulk upload" path="/app/imports" rest=true/>
                    <Item glyph=Glyph::Card label="Payments" path="/app/payments">
                        {move || {
                            flagged.get().map(|n| {
                                view! {
                                    <span class="nav-flag">
                                        {counted(n)}
                                        <span class="sr">{if n.count == 1 { " needs attention" } else { " need attention" }}</span>
                                    </span>
                                }
                            })
                        }}
                    </Item>
                </ul>
                <p class="nav-title" id="nav-records">"Records"</p>
                <ul aria-labelledby="nav-records">
                    <Item glyph=Glyph::Person label="Clients" path="/app/clients"/>
                    <Item glyph=Glyph::Layers label="Matters" path="/app/matters" rest=true/>
                    <Item glyph=Glyph::Receipt label="Invoices" path="/app/invoices"/>
                    <Item glyph=Glyph::Clock label="Calendar" path="/app/calendar" rest=true/>
                </ul>
                <p class="nav-title" id="nav-money">"Money"</p>
                <ul aria-labelledby="nav-money">
                    <Item glyph=Glyph::Bank label="Accounts" path="/app/accounts" rest=true/>
                    <Item glyph=Glyph::Check label="Postings" path="/app/postings" rest=true/>
                    <Item glyph=Glyph::Download label="Payouts" path="/app/payouts" rest=true/>
                    <Item glyph=Glyph::Shield label="Disputes" path="/app/disputes" rest=true/>
                    <Item glyph=Glyph::Columns label="Reconciliation" path="/app/reconciliation" rest=true/>
                    <Item glyph=Glyph::Book label="Books" path="/app/books" rest=true/>
                </ul>
                <ul class="nav-foot">
                    <Item glyph=Glyph::Sliders label="Settings" path="/app/settings" rest=true/>
                </ul>
                <MoreMenu/>
            </nav>
            <UserMenu/>
        </header>
    }
}

#[component]
fn Item(
    glyph: Glyph,
    label: &'static str,
    path: &'static str,
    /// Whether a phone has room for it only behind *More*.
    #[prop(optional)]
    rest: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let place = Place::here();
    let current = move || {
        let here = place.path();
        let inside = here == path || here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        // A new link has its own button.
        (inside && here != "/app/links/new").then_some("page")
    };
    view! {
        <li class:nav-rest=rest>
            <a class="nav-item" href=path aria-current=current>
                <Icon glyph/>
                <span class="nav-label">{label}</span>
                {children.map(|children| children())}
            </a>
        </li>
    }
}

/// The firm's logo, or its first letter, and its name.
#[component]
fn FirmMark() -> impl IntoView {
    let session = Session::from_context();
    let firm = Memo::new(move |_| session.me(|me| (me.firm.name.clone(), me.firm.logo_url.clone())));
    move || {
        let (name, logo) = firm.get()?;
        let letter = name.chars().next().unwrap_or('T').to_uppercase().to_string();
        let mark = match logo {
            Some(url) => view! { <img class="mark" src=url alt="" width="28" height="28"/> }.into_any(),
            None => view! { <span class="mark letter" aria-hidden="true">{letter}</span> }.into_any(),
        };
        Some(view! { <p class="firm">{mark} <span>{name}</span></p> })
    }
}
