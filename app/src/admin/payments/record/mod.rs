//! Recording money that came by cheque, in cash or by transfer.

mod draft;
mod form;

use domain::Permission;
use leptos::prelude::*;

use self::form::RecordForm;
use crate::{
    admin::{records::Picked, session::Session},
    ui::{Button, Dialog, Glyph},
};

/// The button, and the dialog behind it; for who may.
#[component]
pub fn RecordPayment(
    /// Who paid, where one comes from a client.
    #[prop(optional, into)]
    client: Signal<Option<Picked>>,
) -> impl IntoView {
    let session = Session::from_context();
    let may = Memo::new(move |_| session.may(Permission::Bill));
    let open = RwSignal::new(false);
    view! {
        <Show when=move || may.get()>
            <Button glyph=Glyph::Plus on_click=move |()| open.set(true)>"Record a payment"</Button>
        </Show>
        <Dialog open title="Record a payment".to_owned() class="wide">
            <RecordForm open client=client.get_untracked()/>
        </Dialog>
    }
}
