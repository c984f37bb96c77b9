//! Adding an account, and changing one.

use domain::{
    AccountKind, Currency, Fields, Mode, Problem,
    api::{
        accounts::{Account, EditAccount, NewAccount},
        connections::Connection,
    },
    text::Name,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        session::Session,
        settings::currencies,
    },
    api,
    ui::{Button, Dialog, Form, FormState, Kind, SelectField, TextField, Toasts, open_about},
};

/// What the dialog is open for.
#[derive(Clone, PartialEq)]
pub enum Editing {
    /// A new account.
    New,
    /// One that is there.
    Account(Box<Account>),
}

impl Editing {
    fn account(&self) -> Option<&Account> {
        match self {
            Self::New => None,
            Self::Account(account) => Some(account),
        }
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    kind: RwSignal<String>,
    currency: RwSignal<String>,
    connection_id: RwSignal<String>,
    destination: RwSignal<String>,
}

impl Typed {
    fn new_account(self) -> NewAccount {
        NewAccount {
            name: self.name.get_untracked(),
            kind: self.kind.get_untracked(),
            currency: self.currency.get_untracked(),
            connection_id: Some(self.connection_id.get_untracked()).filter(|id| !id.is_empty()),
            destination: Some(self.trust_destination()).filter(|d| !d.is_empty()),
        }
    }

    fn edit(self) -> EditAccount {
        EditAccount {
            name: Some(self.name.get_untracked()),
            connection_id: Some(self.connection_id.get_untracked()),
            destination: (self.kind.get_untracked() == AccountKind::Trust.as_str()).then(|| self.trust_destination()),
        }
    }

    fn trust_destination(self) -> String {
        let trust = self.kind.get_untracked() == AccountKind::Trust.as_str();
        if trust { self.destination.get_untracked().trim().to_owned() } else { String::new() }
    }

    fn check(self) -> Result<(), Problem> {
        let mut fields = Fields::new();
        fields.parse::<Name>("/name", &self.name.get_untracked());
        fields.parse::<Currency>("/currency", &self.currency.get_untracked());
        let destination = self.trust_destination();
        if !destination.is_empty() && !destination.starts_with("acct_") {
            fields.refuse("/destination", "The id of a connected account begins with acct_");
        }
        fields.finish(Some(()))
    }
}

/// The dialog for both.
#[component]
pub fn EditDialog(
    editing: RwSignal<Option<Editing>>,
    accounts: Query<Vec<Account>>,
    connections: Query<Vec<Connection>>,
) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let open = open_about(editing);
    let form = FormState::new();
    let action = Action::new();
    let text = || RwSignal::new(String::new());
    let typed = Typed { name: text(), kind: text(), currency: text(), connection_id: text(), destination: text() };
    Effect::new(move |_| {
        let Some(what) = editing.get() else { return };
        let account = what.account();
        let of = |read: fn(&Account) -> Option<String>| account.and_then(read).unwrap_or_default();
        typed.name.set(of(|a| Some(a.name.clone())));
        typed.kind.set(account.map_or(AccountKind::Operating, |a| a.kind).to_string());
        let own = untrack(|| session.me(|me| me.firm.currency)).unwrap_or(Currency::USD);
        typed.currency.set(account.map_or(own, |a| a.currency).to_string());
        let only = connections.value.with_untracked(|all| match all.as_deref() {
            Some([only]) => only.id.to_string(),
            _ => String::new(),
        });
        typed
            .connection_id
            .set(account.map_or(only, |a| a.connection_id.as_ref().map(ToString::to_string).unwrap_or_default()));
        typed.destination.set(of(|a| a.destination.clone()));
        form.clear();
    });
    let save = move |()| {
        form.clear();
        if let Err(problem) = typed.check() {
            form.refuse(&problem);
            return;
        }
        let id = editing.with_untracked(|e| e.as_ref().and_then(|e| e.account().map(|a| a.id.clone())));
        let (new, edit) = (typed.new_account(), typed.edit());
        action.run(
            move |transport| async move {
                match id {
                    Some(id) => api::accounts::edit(&transport, &id, &edit).await,
                    None => api::accounts::create(&transport, &new).await,
                }
            },
            move |answer| match answer {
                Ok(account) => {
                    toasts.say(format!("{} is saved.", account.name));
                    accounts.reload();
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let is_new = Memo::new(move |_| matches!(editing.get(), None | Some(Editing::New)));
    let title = Signal::derive(move || if is_new.get() { "Add an account" } else { "Edit the account" }.to_owned());
    let gateways = Signal::derive(move || gateway_options(connections.value.get().as_deref().unwrap_or_default()));
    let trust = Memo::new(move |_| typed.kind.with(|kind| kind == AccountKind::Trust.as_str()));
    view! {
        <Dialog open title>
            <Form state=form on_submit=save>
                <TextField label="Name" pointer="/name" value=typed.name autofocus=true placeholder="Operating account"/>
                <Show when=move || is_new.get()>
                    <div class="columns">
                        <SelectField label="Whose money" pointer="/kind" value=typed.kind options=kinds()/>
                        <SelectField label="Currency" pointer="/currency" value=typed.currency options=currencies()/>
                    </div>
                </Show>
                <SelectField
                    label="Gateway"
                    pointer="/connection_id"
                    value=typed.connection_id
                    options=gateways
                    hint="The keys that payments run through. Connect more under Settings, Gateway."
                />
                <Show when=move || trust.get()>
                    <TextField
                        label="Connected account"
                        pointer="/destination"
                        value=typed.destination
                        class="mono"
                        optional=true
                        placeholder="acct_…"
                        hint="Gets each payment in full; fees, refunds and chargebacks stay with the operating account of the same gateway. Leave it empty if an owner will attest who pays them."
                    />
                </Show>
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Close"</Button>
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Save"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}

fn kinds() -> Vec<(String, String)> {
    vec![
        (AccountKind::Operating.to_string(), "Operating: the firm's own".to_owned()),
        (AccountKind::Trust.to_string(), "Trust: clients' money".to_owned()),
    ]
}

fn gateway_options(connections: &[Connection]) -> Vec<(String, String)> {
    let none = (String::new(), "None yet".to_owned());
    let each = connections.iter().map(|connection| {
        let mode = if connection.mode == Mode::Test { "test" } else { "live" };
        (connection.id.to_string(), format!("Stripe · {} ({mode})", connection.account_name))
    });
    std::iter::once(none).chain(each).collect()
}
