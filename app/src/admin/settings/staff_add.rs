//! Adding a member of staff.

use domain::{
    Fields, Problem, Role,
    api::users::{NewUser, User},
    text::{Email, Name, check_password},
};
use leptos::prelude::*;

use super::choices::{role_hint, role_label};
use crate::{
    admin::{
        data::{Action, Query},
        session::Session,
    },
    api,
    ui::{Button, Dialog, Form, FormState, Kind, SelectField, TextField, Toasts},
};

/// The dialog.
#[component]
pub fn AddDialog(open: RwSignal<bool>, users: Query<Vec<User>>) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let text = || RwSignal::new(String::new());
    let (name, email, password) = (text(), text(), text());
    let role = RwSignal::new(Role::Biller.to_string());
    Effect::new(move |_| {
        if open.get() {
            form.clear();
            for field in [name, email, password] {
                field.set(String::new());
            }
        }
    });
    let add = move |()| {
        form.clear();
        let user = NewUser {
            name: name.get_untracked(),
            email: email.get_untracked(),
            role: role.get_untracked(),
            password: password.get_untracked(),
        };
        if let Err(problem) = check(&user) {
            form.refuse(&problem);
            return;
        }
        action.run(
            move |transport| async move { api::users::create(&transport, &user).await },
            move |answer| match answer {
                Ok(user) => {
                    toasts.say(format!("{} can sign in now.", user.name));
                    users.reload();
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    let roles = Signal::derive(move || {
        let own = session.role();
        let mine = Role::ALL.iter().filter(|role| own.may_grant(**role));
        mine.map(|role| (role.to_string(), role_label(*role).to_owned())).collect::<Vec<_>>()
    });
    let hint = Signal::derive(move || role.get().parse().map(role_hint).unwrap_or_default().to_owned());
    view! {
        <Dialog open title="Add someone".to_owned()>
            <Form state=form on_submit=add>
                <TextField label="Name" pointer="/name" value=name autofocus=true/>
                <TextField label="Email address" pointer="/email" kind="email" value=email/>
                <SelectField label="Role" pointer="/role" value=role options=roles hint/>
                <TextField
                    label="First password"
                    pointer="/password"
                    kind="password"
                    autocomplete="new-password"
                    value=password
                    hint="At least 10 characters. Hand it over in person."
                />
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Close"</Button>
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Add"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}

fn check(user: &NewUser) -> Result<(), Problem> {
    let mut fields = Fields::new();
    fields.parse::<Name>("/name", &user.name);
    fields.parse::<Email>("/email", &user.email);
    fields.take("/password", check_password(&user.password));
    fields.finish(Some(()))
}
