//! What can be done with an appointment.

use domain::{
    Permission,
    api::{
        events::{Appointment, AppointmentChange},
        stream::ChangeKind,
    },
    event::AppointmentStatus,
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        resource::Resource,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Confirm, Glyph, Kind, Toasts},
};

/// Check in, complete, edit, no-show, cancel, restore.
#[component]
pub fn Actions(appointment: Query<Appointment>) -> impl IntoView {
    let session = Session::from_context();
    let steps = Steps::new(appointment);
    let status = Memo::new(move |_| appointment.value.with(|now| now.as_ref().map(|now| now.status)));
    let edit = Signal::derive(move || {
        let id = appointment.value.with(|now| now.as_ref().map(|now| now.id.to_string()));
        format!("{}/{}/edit", Appointment::PATH, id.unwrap_or_default())
    });
    let step = move |says: &'static str, glyph: Glyph, kind: Kind, to: AppointmentStatus| {
        view! { <Button kind glyph busy=steps.action.busy on_click=move |()| steps.go(to)>{says}</Button> }
    };
    let next = move || match status.get() {
        Some(AppointmentStatus::Booked) => {
            let arrived = step("Check in", Glyph::Check, Kind::Primary, AppointmentStatus::CheckedIn);
            let missed = step("No-show", Glyph::Flag, Kind::Quiet, AppointmentStatus::NoShow);
            view! { {arrived} {missed} }.into_any()
        }
        Some(AppointmentStatus::CheckedIn) => {
            step("Complete", Glyph::Check, Kind::Primary, AppointmentStatus::Completed).into_any()
        }
        Some(AppointmentStatus::Completed) => {
            step("Reopen", Glyph::Return, Kind::Plain, AppointmentStatus::CheckedIn).into_any()
        }
        Some(AppointmentStatus::NoShow) => {
            step("Book again", Glyph::Return, Kind::Plain, AppointmentStatus::Booked).into_any()
        }
        Some(AppointmentStatus::Cancelled) => {
            step("Restore", Glyph::Return, Kind::Plain, AppointmentStatus::Booked).into_any()
        }
        None => ().into_any(),
    };
    let stands = move || !matches!(status.get(), None | Some(AppointmentStatus::Cancelled));
    view! {
        <Show when=move || session.may(Permission::Bill)>
            {next}
            <Show when=stands>
                <ButtonLink glyph=Glyph::Sliders href=edit>"Edit"</ButtonLink>
                <Button kind=Kind::Quiet glyph=Glyph::Ban on_click=move |()| steps.asking.set(true)>"Cancel"</Button>
            </Show>
        </Show>
        <Confirm
            open=steps.asking
            title="Cancel this appointment?".to_owned()
            text=Signal::derive(move || steps.warning())
            act="Cancel the appointment"
            busy=steps.action.busy
            on_confirm=move |()| steps.cancel()
        />
    }
}

/// From one status to another.
#[derive(Clone, Copy)]
struct Steps {
    appointment: Query<Appointment>,
    action: Action,
    asking: RwSignal<bool>,
    live: Live,
    toasts: Toasts,
}

impl Steps {
    fn new(appointment: Query<Appointment>) -> Self {
        let toasts = use_context::<Toasts>().unwrap_or_default();
        Self { appointment, action: Action::new(), asking: RwSignal::new(false), live: Live::from_context(), toasts }
    }

    fn go(self, to: AppointmentStatus) {
        let Some((id, from)) =
            self.appointment.value.with_untracked(|now| now.as_ref().map(|n| (n.id.clone(), n.status)))
        else {
            return;
        };
        self.change(id, to, Some(from).filter(|from| *from != AppointmentStatus::Cancelled));
    }

    /// A step that can be taken back says so.
    fn change(self, id: domain::id::AppointmentId, to: AppointmentStatus, back: Option<AppointmentStatus>) {
        let change = AppointmentChange { status: Some(to.to_string()), ..AppointmentChange::default() };
        self.action.run_or_tell(
            {
                let id = id.clone();
                move |transport| async move { api::events::change(&transport, &id, &change).await }
            },
            move |changed: Appointment| {
                let says = format!("{}: {}.", changed.title, changed.status.label().to_lowercase());
                match back {
                    Some(back) => {
                        let undo = Callback::new(move |()| self.change(id.clone(), back, None));
                        self.toasts.offer(says, "Undo", undo);
                    }
                    None => self.toasts.say(says),
                }
                self.appointment.put(changed);
                self.live.changed(ChangeKind::Record);
            },
        );
    }

    fn cancel(self) {
        let Some(id) = self.appointment.value.with_untracked(|now| now.as_ref().map(|now| now.id.clone())) else {
            return;
        };
        self.action.run_or_tell(
            move |transport| async move { api::events::cancel(&transport, &id).await },
            move |changed: Appointment| {
                self.toasts.say(format!("{} is cancelled.", changed.title));
                self.asking.set(false);
                self.appointment.put(changed);
                self.live.changed(ChangeKind::Record);
                self.live.changed(ChangeKind::Link);
            },
        );
    }

    /// What cancelling does to its money.
    fn warning(self) -> String {
        let (paid, processing) =
            self.appointment.value.with(|now| now.as_ref().map(|now| (now.paid, now.processing))).unwrap_or_default();
        let mut text = "Links that are open for it are withdrawn: nobody can pay by them any more.".to_owned();
        if paid > 0 {
            text.push_str(" What was paid stays with you until you refund it.");
        }
        if processing > 0 {
            text.push_str(" A payment is under way, and arrives all the same.");
        }
        text
    }
}
