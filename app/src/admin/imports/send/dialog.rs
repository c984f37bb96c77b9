//! What will happen, in numbers, before it does.

use domain::{
    Permission,
    api::imports::{Import, ImportDetail, ImportState, NewDispatch},
    imports::Delivery,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query, fresh_key},
        imports::{
            grid::{Changing, DeliveryChoice},
            words,
        },
        session::Session,
    },
    api,
    ui::{Button, Dialog, Glyph, Icon, Kind, SwitchField, grouped},
};

/// The button, and the dialog behind it.
#[component]
pub fn SendButton(
    import: Query<ImportDetail>,
    /// Whether something that was typed is not at the server yet.
    unsaved: Memo<bool>,
) -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let open = RwSignal::new(false);
    let about = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| (i.import.counts, i.import.delivery))));
    let says = move || match about.get() {
        Some((counts, _)) if counts.created > 0 => "Send the remaining rows".to_owned(),
        Some((counts, Delivery::Download)) if counts.sendable() > 0 => {
            format!("Make {}…", words::links(counts.sendable()))
        }
        Some((counts, _)) if counts.sendable() > 0 => format!("Send {}…", words::links(counts.sendable())),
        _ => "Send…".to_owned(),
    };
    let nothing = Signal::derive(move || about.get().is_none_or(|(counts, _)| counts.rows() == counts.created));
    view! {
        <Show when=move || may.get()>
            <Button kind=Kind::Primary glyph=Glyph::Send disabled=nothing on_click=move |()| open.set(true)>{says}</Button>
            <Dialog open title="Send the links".to_owned() class="send-dialog">
                <Ask import unsaved open/>
            </Dialog>
        </Show>
    }
}

#[component]
fn Ask(import: Query<ImportDetail>, unsaved: Memo<bool>, open: RwSignal<bool>) -> impl IntoView {
    let action = Action::new();
    let change = Changing::new(import);
    let key = StoredValue::new(fresh_key());
    let leave = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let now = Memo::new(move |_| import.value.with(|i| i.as_ref().map(|i| i.import.clone())));
    let checking = Memo::new(move |_| now.with(|i| i.as_ref().is_none_or(|i| i.state == ImportState::Checking)));
    let errors = Memo::new(move |_| now.with(|i| i.as_ref().map_or(0, |i| i.counts.error)));
    let holds = Memo::new(move |_| {
        let leaves = leave.get();
        let (unsaved, checking) = (unsaved.get(), checking.get());
        now.with(|import| import.as_ref().and_then(|import| holds(import, leaves, unsaved, checking)))
    });
    let go = move |()| {
        if let Some(why) = holds.get_untracked() {
            wrong.set(Some(why.to_owned()));
            return;
        }
        wrong.set(None);
        let Some(id) = now.with_untracked(|i| i.as_ref().map(|i| i.id.clone())) else { return };
        let dispatch = NewDispatch { only_ready: leave.get_untracked() };
        action.run(
            move |transport| async move { api::imports::dispatch(&transport, &id, &dispatch, &key.get_value()).await },
            move |answer| match answer {
                Ok(detail) => {
                    open.set(false);
                    import.put(detail);
                }
                Err(error) => wrong.set(Some(words::sentence(&error))),
            },
        );
    };
    let button = move || {
        now.with(|import| {
            import.as_ref().map(|import| {
                let links = words::links(import.counts.sendable());
                if import.delivery == Delivery::Download { format!("Make {links}") } else { format!("Send {links}") }
            })
        })
    };
    let nothing = Signal::derive(move || now.with(|i| i.as_ref().is_none_or(|i| i.counts.sendable() == 0)));
    let leave_label = "Leave the rows with errors here";
    view! {
        <div class="send-ask">
            <DeliveryChoice import change disabled=Signal::derive(move || change.busy() || checking.get())/>
            <div class="forecast" aria-live="polite">
                {move || if checking.get() {
                    view! { <p class="sub">"Checking the rows again…"</p> }.into_any()
                } else {
                    now.get().map(|import| forecast(&import)).into_any()
                }}
            </div>
            <Show when=move || { errors.get() > 0 }>
                <SwitchField label=leave_label value=leave hint="You can mend and send them later. Without this, nothing is sent while there are errors."/>
            </Show>
            <div role="alert">
                {move || wrong.get().or_else(|| change.wrong.get()).map(|why| view! {
                    <p class="wrong"><Icon glyph=Glyph::Alert/><span>{why}</span></p>
                })}
            </div>
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=Kind::Primary glyph=Glyph::Send busy=action.busy disabled=nothing on_click=go>{button}</Button>
            </footer>
        </div>
    }
}

/// What keeps one from sending, in a sentence that says what to do.
fn holds(import: &Import, leaves: bool, unsaved: bool, checking: bool) -> Option<&'static str> {
    match () {
        () if checking => Some("The rows are being checked again: wait a moment"),
        () if unsaved => Some("Your last changes are not saved yet: wait a moment, or save them again"),
        () if import.account_id.is_none() => Some("Choose the receiving account above the rows first"),
        () if import.delivery == Delivery::Undecided => Some("Choose whether the links are emailed or only made"),
        () if import.counts.error > 0 && !leaves => Some("Mend the rows with errors first, or leave them here"),
        () => None,
    }
}

fn forecast(import: &Import) -> impl IntoView + use<> {
    let counts = import.counts;
    let sum = Some(words::totals(&import.totals)).filter(|sum| counts.created == 0 && !sum.is_empty());
    let over = sum.map(|sum| format!(" for {sum}")).unwrap_or_default();
    let what = match import.delivery {
        Delivery::Mail => "made and emailed",
        Delivery::Download => "made, for you to download. Nobody gets an email",
        Delivery::Undecided => "made",
    };
    let will = match counts.sendable() {
        0 => "No row can be sent as it is.".to_owned(),
        1 => format!("1 link{over} will be {what}."),
        count => format!("{}{over} will be {what}.", words::links(count)),
    };
    let left = (counts.error > 0).then(|| match counts.error {
        1 => "1 row has errors, and no link can be made of it.".to_owned(),
        errors => format!("{} rows have errors, and no links can be made of them.", grouped(errors)),
    });
    let warned = (counts.warning > 0).then(|| match counts.warning {
        1 => "1 of them has a warning: see that it is meant.".to_owned(),
        warnings => format!("{} of them have warnings: see that they are meant.", grouped(warnings)),
    });
    view! {
        <p class="forecast-will">{will}</p>
        {warned.map(|text| view! { <p class="said warn"><Icon glyph=Glyph::Alert/><span>{text}</span></p> })}
        {left.map(|text| view! { <p class="said bad"><Icon glyph=Glyph::Ban/><span>{text}</span></p> })}
    }
}
