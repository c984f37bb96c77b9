//! Receiving accounts: where money may go.

mod attest;
mod edit;
mod trust;

use domain::{
    AccountKind, Mode, Permission, TrustRoute,
    api::{accounts::Account, connections::Connection},
};
use leptos::prelude::*;

use self::{
    attest::AttestDialog,
    edit::{EditDialog, Editing},
    trust::TrustRule,
};
use super::{
    data::Query,
    frame::{Answered, PageHead},
    live::Live,
    session::Session,
    store::Store,
};
use crate::{
    api,
    ui::{Badge, Button, ButtonLink, EmptyState, Glyph, Icon, Kind, Moment, Tone},
};

/// All accounts, each with what it still needs.
#[component]
pub fn AccountsPage() -> impl IntoView {
    let session = Session::from_context();
    let live = Live::from_context();
    let accounts = Store::from_context().accounts;
    let may_manage = Memo::new(move |_| session.may(Permission::Manage));
    let may_attest = Memo::new(move |_| session.may(Permission::Attest));
    let connections = Query::new(
        move || may_manage.get().then_some(()),
        move || live.settings(),
        |transport, ()| async move { api::connections::list(&transport).await.map(|page| page.data) },
    );
    let editing = RwSignal::new(None::<Editing>);
    let attesting = RwSignal::new(None::<Account>);
    view! {
        <PageHead title="Accounts">
            <Show when=move || may_manage.get()>
                <Button kind=Kind::Primary glyph=Glyph::Plus on_click=move |()| editing.set(Some(Editing::New))>
                    "Add an account"
                </Button>
            </Show>
        </PageHead>
        <p class="lead page-lead">
            "A receiving account is one of your firm's bank accounts, and the gateway that fills it. "
            "Fees you have earned go to an operating account; clients' money goes to a trust account."
        </p>
        <Answered query=accounts lines=6 let:list>
            {if list.is_empty() {
                view! { <NoAccount may_manage editing/> }.into_any()
            } else {
                view! { <Cards list connections may_manage may_attest editing attesting/> }.into_any()
            }}
        </Answered>
        <TrustRule/>
        <EditDialog editing accounts connections/>
        <AttestDialog attesting accounts/>
    }
}

#[component]
fn NoAccount(may_manage: Memo<bool>, editing: RwSignal<Option<Editing>>) -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Bank
            title="No receiving account yet"
            text="Add the account that your clients should pay into. A payment link needs one."
        >
            <Show when=move || may_manage.get()>
                <Button kind=Kind::Primary on_click=move |()| editing.set(Some(Editing::New))>"Add an account"</Button>
            </Show>
        </EmptyState>
    }
}

#[component]
fn Cards(
    list: Vec<Account>,
    connections: Query<Vec<Connection>>,
    may_manage: Memo<bool>,
    may_attest: Memo<bool>,
    editing: RwSignal<Option<Editing>>,
    attesting: RwSignal<Option<Account>>,
) -> impl IntoView {
    let cards = move || {
        let connections = connections.value.get().unwrap_or_default();
        let (may_manage, may_attest) = (may_manage.get(), may_attest.get());
        let card = |account: Account| {
            let gateway = gateway_name(&account, &connections);
            view! { <AccountCard account gateway may_manage may_attest editing attesting/> }
        };
        list.iter().cloned().map(card).collect_view()
    };
    view! { <ul class="account-cards">{cards}</ul> }
}

fn gateway_name(account: &Account, connections: &[Connection]) -> Option<String> {
    let id = account.connection_id.as_ref()?;
    let connection = connections.iter().find(|connection| connection.id == *id);
    Some(connection.map_or_else(|| "Stripe".to_owned(), |c| format!("Stripe · {}", c.account_name)))
}

#[component]
fn AccountCard(
    account: Account,
    gateway: Option<String>,
    may_manage: bool,
    may_attest: bool,
    editing: RwSignal<Option<Editing>>,
    attesting: RwSignal<Option<Account>>,
) -> impl IntoView {
    let glyph = if account.kind == AccountKind::Trust { Glyph::Shield } else { Glyph::Bank };
    let (tone, word) = if account.ready { (Tone::Good, "Ready") } else { (Tone::Warn, "Not ready") };
    let why = account.not_ready_because.clone().filter(|_| !account.ready);
    let unattested = account.kind == AccountKind::Trust && account.trust_route.is_none();
    let no_gateway = account.connection_id.is_none() && gateway.is_none();
    let (for_edit, for_attest) = (account.clone(), account.clone());
    let name = account.name.clone();
    view! {
        <li class="card account-card">
            <header>
                <span class="account-mark"><Icon glyph/></span>
                <div>
                    <h2>{account.name.clone()}</h2>
                    <p class="sub">{account.kind.label()} " · " {account.currency.code()}</p>
                </div>
                <span class="account-state">
                    {(account.mode == Some(Mode::Test)).then(|| view! { <Badge tone=Tone::Warn word="Test mode"/> })}
                    <Badge tone word/>
                </span>
            </header>
            {why.map(|why| view! {
                <div class="callout warn detail-note">
                    <Icon glyph=Glyph::Alert/>
                    <p>{why}</p>
                </div>
            })}
            <dl class="facts">
                <div>
                    <dt>"Gateway"</dt>
                    <dd>{gateway.unwrap_or_else(|| "None yet".to_owned())}</dd>
                </div>
                {route(&account)}
            </dl>
            {may_manage.then(|| view! {
                <footer>
                    <Button
                        label=format!("Edit {name}")
                        on_click=move |()| editing.set(Some(Editing::Account(Box::new(for_edit.clone()))))
                    >
                        "Edit"
                    </Button>
                    {(unattested && may_attest).then(|| view! {
                        <Button glyph=Glyph::Shield on_click=move |()| attesting.set(Some(for_attest.clone()))>
                            "Attest who pays fees"
                        </Button>
                    })}
                    {no_gateway.then(|| view! {
                        <ButtonLink kind=Kind::Quiet href="/app/settings/gateway".to_owned()>"Connect a gateway"</ButtonLink>
                    })}
                </footer>
            })}
        </li>
    }
}

/// How a trust account is kept free of fees.
fn route(account: &Account) -> Option<AnyView> {
    let view = match account.trust_route? {
        TrustRoute::Destination => view! {
            <div>
                <dt>"Kept whole by"</dt>
                <dd>
                    "A connected account that gets every payment in full: "
                    <code>{account.destination.clone().unwrap_or_default()}</code>
                </dd>
            </div>
        }
        .into_any(),
        TrustRoute::Attestation => {
            let attestation = account.attestation.clone()?;
            view! {
                <div>
                    <dt>"Kept whole by"</dt>
                    <dd>
                        {format!(
                            "Fees: {}. Negative balances: {}. Attested by {} ",
                            attestation.fees_paid_by,
                            attestation.negative_balances_paid_by,
                            attestation.attested_by,
                        )}
                        <Moment at=attestation.attested_at/>
                    </dd>
                </div>
            }
            .into_any()
        }
    };
    Some(view)
}
