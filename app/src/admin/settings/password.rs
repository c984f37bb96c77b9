//! Changing one's own password.

use domain::{Fields, Problem, api::users::NewPassword, text::check_password};
use leptos::prelude::*;

use crate::{
    admin::{data::Action, session::Session},
    api,
    ui::{Button, Form, FormState, TextField, Toasts},
};

/// The password so far, and the one from now on.
#[component]
pub fn PasswordForm(
    /// Told when it is changed, since one is signed out everywhere else then.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let email = Memo::new(move |_| session.me(|me| me.email.clone()).unwrap_or_default());
    let change = move |()| {
        form.clear();
        let Some(id) = untrack(|| session.me(|me| me.user_id.clone())) else { return };
        let passwords = NewPassword { current: current.get_untracked(), new: new.get_untracked() };
        if let Err(problem) = check(&passwords) {
            form.refuse(&problem);
            return;
        }
        action.run(
            move |transport| async move { api::users::change_password(&transport, &id, &passwords).await },
            move |answer| match answer {
                Ok(()) => {
                    toasts.say("Your password is changed. Everywhere else you are signed out.");
                    current.set(String::new());
                    new.set(String::new());
                    on_change.run(());
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <section class="panel">
            <h2>"Password"</h2>
            <p class="lead">"A new password signs you out everywhere but in this browser."</p>
            <Form state=form on_submit=change label="Password">
                // Tells a password manager whose password it is to replace.
                <input type="text" autocomplete="username" hidden readonly prop:value=email/>
                <div class="columns">
                    <TextField
                        label="Current password"
                        pointer="/current"
                        kind="password"
                        autocomplete="current-password"
                        value=current
                    />
                    <TextField
                        label="New password"
                        pointer="/new"
                        kind="password"
                        autocomplete="new-password"
                        value=new
                        hint="At least 10 characters. A few words are easy to remember."
                    />
                </div>
                <div class="form-foot">
                    <Button act="submit" busy=action.busy>"Change the password"</Button>
                </div>
            </Form>
        </section>
    }
}

fn check(passwords: &NewPassword) -> Result<(), Problem> {
    let mut fields = Fields::new();
    if passwords.current.is_empty() {
        fields.refuse("/current", "Enter the password that you sign in with now");
    }
    fields.take("/new", check_password(&passwords.new));
    fields.finish(Some(()))
}
