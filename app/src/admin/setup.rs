//! The first run: a firm and its owner.

use domain::{
    Currency, Fields, Problem,
    api::session::Setup,
    text::{Email, Name, check_password},
};
use js_sys::Reflect;
use leptos::prelude::*;

use super::{
    data::Action,
    place::{Place, Step},
    session::{Session, State},
    settings::{currencies, zones},
};
use crate::{
    api,
    ui::{Button, Form, FormState, Kind, SelectField, TextField},
};

/// The page of the first run.
#[component]
pub fn SetupPage() -> impl IntoView {
    let session = Session::from_context();
    let place = Place::here();
    let text = || RwSignal::new(String::new());
    let (firm_name, name, email, password, code) = (text(), text(), text(), text(), text());
    let time_zone = RwSignal::new(browser_zone());
    let currency = RwSignal::new("USD".to_owned());
    let form = FormState::new();
    let action = Action::new();
    document().set_title("Set up · Tender");
    Effect::new(move |_| match session.state() {
        State::In(_) => place.go("/app/settings/gateway", Step::Instead),
        State::Out => place.go("/app/sign-in", Step::Instead),
        State::Asking | State::Failed(_) | State::SetUp => {}
    });
    let set_up = move |()| {
        form.clear();
        let setup = Setup {
            firm_name: firm_name.get_untracked(),
            time_zone: time_zone.get_untracked(),
            currency: currency.get_untracked(),
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            code: code.get_untracked().trim().to_owned(),
        };
        if let Err(problem) = check(&setup) {
            form.refuse(&problem);
            return;
        }
        action.run(
            move |transport| async move { api::session::set_up(&transport, &setup).await },
            move |answer| match answer {
                Ok(me) => session.enter(me),
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <main class="lone">
            <div class="sheet wide">
                <p class="brand"><span class="mark letter" aria-hidden="true">"T"</span> "Tender"</p>
                <h1>"Set up your firm"</h1>
                <p class="lead">"It takes a minute. Everything but the code can be changed later."</p>
                <Form state=form on_submit=set_up>
                    <TextField
                        label="One-time code"
                        pointer="/code"
                        value=code
                        class="mono"
                        autofocus=true
                        hint="The server printed it when it started. It shows that the server is yours."
                    />
                    <fieldset>
                        <legend>"The firm"</legend>
                        <TextField label="Name" pointer="/firm_name" autocomplete="organization" value=firm_name/>
                        <div class="columns">
                            <TextField
                                label="Time zone"
                                pointer="/time_zone"
                                value=time_zone
                                list="zones"
                                hint="Due dates follow it."
                            />
                            <SelectField label="Currency" pointer="/currency" value=currency options=currencies()/>
                        </div>
                    </fieldset>
                    <fieldset>
                        <legend>"You, the owner"</legend>
                        <TextField label="Your name" pointer="/name" autocomplete="name" value=name/>
                        <TextField label="Email address" pointer="/email" kind="email" autocomplete="username" value=email/>
                        <TextField
                            label="Password"
                            pointer="/password"
                            kind="password"
                            autocomplete="new-password"
                            value=password
                            hint="At least 10 characters. A few words are easy to remember."
                        />
                    </fieldset>
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Create the firm"</Button>
                </Form>
                {zones("zones")}
            </div>
        </main>
    }
}

fn check(setup: &Setup) -> Result<(), Problem> {
    let mut fields = Fields::new();
    if setup.code.is_empty() {
        fields.refuse("/code", "Enter the code that the server printed");
    }
    fields.parse::<Name>("/firm_name", &setup.firm_name);
    fields.parse::<Currency>("/currency", &setup.currency);
    fields.parse::<Name>("/name", &setup.name);
    fields.parse::<Email>("/email", &setup.email);
    fields.take("/password", check_password(&setup.password));
    if setup.time_zone.trim().is_empty() {
        fields.refuse("/time_zone", "Enter a time zone such as Europe/Berlin");
    }
    fields.finish(Some(()))
}

/// The zone that the browser is set to.
fn browser_zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::default();
    let zone = Reflect::get(&format.resolved_options(), &"timeZone".into()).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}
