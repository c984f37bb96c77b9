//! What can be done with a matter.

use domain::{
    Permission,
    api::{
        matters::{Matter, MatterChange},
        stream::ChangeKind,
    },
    client::MatterStatus,
    id::MatterId,
};
use leptos::prelude::*;

use crate::{
    admin::{
        ask::ask_at,
        data::{Action, Query},
        live::Live,
        resource::Resource,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Glyph, Kind, Toasts},
};

/// Ask for payment, edit, close, reopen.
#[component]
pub fn Actions(matter: Query<Matter>) -> impl IntoView {
    let session = Session::from_context();
    let file = File::new(matter);
    let id = Memo::new(move |_| matter.value.with(|matter| matter.as_ref().map(|matter| matter.id.to_string())));
    let open = Memo::new(move |_| {
        matter.value.with(|matter| matter.as_ref().is_some_and(|matter| matter.status == MatterStatus::Open))
    });
    let edit = Signal::derive(move || format!("{}/{}/edit", Matter::PATH, id.get().unwrap_or_default()));
    let ask = Signal::derive(move || ask_at("matter_id", &id.get().unwrap_or_default()));
    view! {
        <Show when=move || session.may(Permission::Bill)>
            <Show
                when=move || open.get()
                fallback=move || {
                    view! {
                        <Button glyph=Glyph::Return busy=file.action.busy on_click=move |()| file.put(MatterStatus::Open)>
                            "Reopen"
                        </Button>
                    }
                }
            >
                <ButtonLink kind=Kind::Primary glyph=Glyph::Send href=ask>"Ask for payment"</ButtonLink>
                <ButtonLink glyph=Glyph::Sliders href=edit>"Edit"</ButtonLink>
                <Button kind=Kind::Quiet busy=file.action.busy on_click=move |()| file.put(MatterStatus::Closed)>
                    "Close matter"
                </Button>
            </Show>
        </Show>
    }
}

/// Closes a matter, and opens it again.
#[derive(Clone, Copy)]
struct File {
    matter: Query<Matter>,
    action: Action,
    live: Live,
    toasts: Toasts,
}

impl File {
    fn new(matter: Query<Matter>) -> Self {
        let toasts = use_context::<Toasts>().unwrap_or_default();
        Self { matter, action: Action::new(), live: Live::from_context(), toasts }
    }

    fn put(self, status: MatterStatus) {
        if let Some(id) = self.matter.value.with_untracked(|matter| matter.as_ref().map(|matter| matter.id.clone())) {
            self.change(id, status, true);
        }
    }

    fn change(self, id: MatterId, status: MatterStatus, may_undo: bool) {
        let change = MatterChange { status: Some(status.to_string()), ..MatterChange::default() };
        let (says, undo) = match status {
            MatterStatus::Open => ("is open again", MatterStatus::Closed),
            MatterStatus::Closed => ("is closed", MatterStatus::Open),
        };
        self.action.run_or_tell(
            {
                let id = id.clone();
                move |transport| async move { api::matters::change(&transport, &id, &change).await }
            },
            move |changed: Matter| {
                let says = format!("{} {says}.", changed.number);
                if may_undo {
                    self.toasts.offer(says, "Undo", Callback::new(move |()| self.change(id.clone(), undo, false)));
                } else {
                    self.toasts.say(says);
                }
                self.matter.put(changed);
                self.live.changed(ChangeKind::Record);
            },
        );
    }
}
