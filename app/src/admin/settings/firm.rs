//! The firm: what payers see of it.

use domain::{
    Color, Currency, Fields, Permission, Problem,
    api::firm::{EditFirm, Firm},
    text::{Description, Email, Message, Name},
};
use leptos::prelude::*;

use super::{
    choices::{currencies, zones},
    firm_look::{ColorField, HeaderPreview},
    logo::LogoField,
};
use crate::{
    admin::{data::Action, session::Session},
    api,
    ui::{AreaField, Button, Form, FormState, Kind, SelectField, TextField, Toasts},
};

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    tagline: RwSignal<String>,
    color: RwSignal<String>,
    disclaimer: RwSignal<String>,
    contact_email: RwSignal<String>,
    contact_phone: RwSignal<String>,
    time_zone: RwSignal<String>,
    currency: RwSignal<String>,
}

impl Typed {
    fn of(firm: &Firm) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let maybe = |text: &Option<String>| RwSignal::new(text.clone().unwrap_or_default());
        Self {
            name: text(&firm.name),
            tagline: maybe(&firm.tagline),
            color: RwSignal::new(firm.color.to_string()),
            disclaimer: maybe(&firm.disclaimer),
            contact_email: maybe(&firm.contact_email),
            contact_phone: maybe(&firm.contact_phone),
            time_zone: text(&firm.time_zone),
            currency: text(firm.currency.code()),
        }
    }

    fn edit(self) -> EditFirm {
        let text = |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned());
        EditFirm {
            name: text(self.name),
            tagline: text(self.tagline),
            color: text(self.color),
            disclaimer: text(self.disclaimer),
            contact_email: text(self.contact_email),
            contact_phone: text(self.contact_phone),
            time_zone: text(self.time_zone),
            currency: text(self.currency),
        }
    }
}

fn check(edit: &EditFirm) -> Result<(), Problem> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut fields = Fields::new();
    fields.parse::<Name>("/name", &text(&edit.name));
    fields.optional::<Description>("/tagline", edit.tagline.as_deref());
    fields.parse::<Color>("/color", &text(&edit.color));
    fields.optional::<Message>("/disclaimer", edit.disclaimer.as_deref());
    fields.optional::<Email>("/contact_email", edit.contact_email.as_deref());
    fields.parse::<Currency>("/currency", &text(&edit.currency));
    fields.finish(Some(()))
}

/// The page.
#[component]
pub fn FirmSettings() -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Manage));
    view! {
        {move || {
            let firm = untrack(|| session.firm())?;
            Some(if may.get() { view! { <FirmForm firm/> }.into_any() } else { facts(&firm).into_any() })
        }}
    }
}

/// For those who may not change it.
fn facts(firm: &Firm) -> impl IntoView + use<> {
    let row = |term: &'static str, value: String| view! { <div><dt>{term}</dt><dd>{value}</dd></div> };
    let maybe = |term: &'static str, value: &Option<String>| value.clone().map(|value| row(term, value));
    view! {
        <section class="panel">
            <h2>"Firm"</h2>
            <p class="lead">"An owner or an admin of your firm can change this."</p>
            <dl class="facts">
                {row("Name", firm.name.clone())}
                {maybe("Tagline", &firm.tagline)}
                {maybe("Contact", &firm.contact_email)}
                {maybe("Phone", &firm.contact_phone)}
                {row("Time zone", firm.time_zone.clone())}
                {row("Currency", firm.currency.to_string())}
            </dl>
        </section>
    }
}

#[component]
fn FirmForm(firm: Firm) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let form = FormState::new();
    let action = Action::new();
    let typed = Typed::of(&firm);
    let save = move |()| {
        form.clear();
        let edit = typed.edit();
        if let Err(problem) = check(&edit) {
            form.refuse(&problem);
            return;
        }
        action.run(
            move |transport| async move { api::firm::edit(&transport, &edit).await },
            move |answer| match answer {
                Ok(firm) => {
                    toasts.say("The firm is saved.");
                    session.put_firm(firm);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <section class="panel">
            <h2>"How payers see you"</h2>
            <HeaderPreview name=typed.name tagline=typed.tagline color=typed.color/>
            <LogoField/>
            <Form state=form on_submit=save label="Firm">
                <div class="columns">
                    <TextField label="Name" pointer="/name" value=typed.name autocomplete="organization"/>
                    <TextField
                        label="Tagline"
                        pointer="/tagline"
                        optional=true
                        value=typed.tagline
                        placeholder="Attorneys at law · Portland, Oregon"
                    />
                </div>
                <ColorField value=typed.color/>
                <AreaField
                    label="Small print"
                    pointer="/disclaimer"
                    optional=true
                    value=typed.disclaimer
                    hint="At the foot of your pages and mails."
                />
                <div class="columns">
                    <TextField
                        label="Contact email"
                        pointer="/contact_email"
                        kind="email"
                        optional=true
                        value=typed.contact_email
                        hint="Where payers ask."
                    />
                    <TextField label="Contact phone" pointer="/contact_phone" kind="tel" optional=true value=typed.contact_phone/>
                </div>
                <div class="columns">
                    <TextField
                        label="Time zone"
                        pointer="/time_zone"
                        value=typed.time_zone
                        list="zones"
                        hint="Due dates and receipts follow it."
                    />
                    <SelectField
                        label="Currency"
                        pointer="/currency"
                        value=typed.currency
                        options=currencies()
                        hint="What new accounts propose."
                    />
                </div>
                <div class="form-foot">
                    <Button kind=Kind::Primary act="submit" busy=action.busy>"Save"</Button>
                </div>
            </Form>
            {zones("zones")}
        </section>
    }
}
