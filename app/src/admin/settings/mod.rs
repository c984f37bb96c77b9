//! Settings: the firm, its gateway, its people.

mod activity;
mod choices;
mod digest;
mod firm;
mod firm_look;
mod gateway;
mod gateway_connect;
mod gateway_keys;
mod gateway_webhook;
mod keys;
mod listing;
mod logo;
mod password;
mod security;
mod staff;
mod staff_add;

use domain::{Permission, Role};
use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use self::{
    activity::Activity,
    choices::{currencies, role_label, zones},
    firm::FirmSettings,
    gateway::Gateway,
    keys::Keys,
    security::Security,
    staff::Staff,
};
use super::{frame::PageHead, place::Place, session::Session};

/// Each page of the settings, and what one must be allowed to see it.
const PAGES: [(&str, &str, Permission); 6] = [
    ("firm", "Firm", Permission::Look),
    ("gateway", "Gateway", Permission::Manage),
    ("staff", "Staff", Permission::ManageStaff),
    ("keys", "API keys", Permission::Manage),
    ("security", "Security", Permission::Look),
    ("activity", "Activity", Permission::Manage),
];

/// The frame of all settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    let role = Memo::new(move |_| session.role());
    let items = move || {
        let role: Role = role.get();
        PAGES
            .into_iter()
            .filter(|(.., permission)| role.may(*permission))
            .map(|(part, label, _)| {
                let path = format!("/app/settings/{part}");
                let current = {
                    let path = path.clone();
                    move || (place.path() == path).then_some("page")
                };
                view! {
                    <li>
                        <a href=path aria-current=current>{label}</a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <PageHead title="Settings"/>
        <div class="settings">
            <nav class="side-tabs" aria-label="Settings">
                <ul>{items}</ul>
            </nav>
            <div class="settings-main">
                <Outlet/>
            </div>
        </div>
    }
}
