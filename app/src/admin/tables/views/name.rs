//! A view's name, and whether the firm shares it.

use domain::{Fields, Permission, api::tables::View, table::Columns, text::ViewName};
use leptos::prelude::*;

use super::write::Writer;
use crate::{
    admin::{session::Session, tables::setups::Setups},
    ui::{Button, Dialog, Form, FormState, Kind, SwitchField, TextField, open_about},
};

/// What gets a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// The set-up as it is, as a view of its own.
    New,
    /// A view that there is.
    Old(Box<View>),
}

/// The dialog.
#[component]
pub fn NameDialog<C: Columns>(naming: RwSignal<Option<Naming>>, writer: Writer<C>) -> impl IntoView {
    let session = Session::from_context();
    let open = open_about(naming);
    let form = FormState::new();
    let (name, shared) = (RwSignal::new(String::new()), RwSignal::new(false));
    Effect::new(move |_| {
        let Some(naming) = naming.get() else { return };
        form.clear();
        match naming {
            Naming::New => {
                name.set(String::new());
                shared.set(false);
            }
            Naming::Old(view) => {
                name.set(view.name);
                shared.set(view.shared);
            }
        }
    });
    let is_new = Memo::new(move |_| naming.with(|naming| !matches!(naming, Some(Naming::Old(_)))));
    let title = Signal::derive(move || if is_new.get() { "Save as view" } else { "Change the view" }.to_owned());
    // Who may not share can still take back what is shared.
    let may_share = move || session.may(Permission::Bill) || shared.get_untracked();
    let save = move |()| {
        form.clear();
        let mut fields = Fields::new();
        let parsed = fields.parse::<ViewName>("/name", &name.get_untracked());
        let parsed = match fields.finish(parsed) {
            Ok(parsed) => parsed.to_string(),
            Err(problem) => return form.refuse(&problem),
        };
        let done = move || open.set(false);
        match naming.get_untracked() {
            Some(Naming::Old(view)) => writer.rename(*view, parsed, shared.get_untracked(), form, done),
            _ => writer.create(parsed, shared.get_untracked(), form, done),
        }
    };
    view! {
        <Dialog open title class="narrow">
            <Form state=form on_submit=save>
                <TextField label="Name" pointer="/name" value=name autofocus=true/>
                {may_share()
                    .then(|| {
                        view! {
                            <SwitchField
                                label="Share with the firm"
                                hint="All colleagues see it in their list; you and your admins can change it."
                                value=shared
                            />
                        }
                    })}
                <footer class="dialog-foot">
                    <Button on_click=move |()| open.set(false)>"Close"</Button>
                    <Button kind=Kind::Primary act="submit" busy=writer.busy()>"Save"</Button>
                </footer>
            </Form>
        </Dialog>
    }
}

/// A button that keeps the set-up as a view, for where one sets it up.
#[component]
pub fn SaveAsView<C: Columns>(
    /// The table's set-up.
    setups: Setups<C>,
) -> impl IntoView {
    let naming = RwSignal::new(None::<Naming>);
    let writer = Writer::new(setups);
    view! {
        <button type="button" class="btn" on:click=move |_| naming.set(Some(Naming::New))>
            "Save as view…"
        </button>
        <NameDialog naming writer/>
    }
}
