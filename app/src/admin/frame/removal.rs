//! Taking one thing out of a list.

use leptos::prelude::*;

use crate::{
    admin::data::Action,
    api::{ApiError, Transport},
    ui::{Confirm, Toasts, open_about},
};

/// Asks before a thing is removed, removes it, and says so. It is open while there is such a thing.
#[component]
pub fn Removal<T, R, Fut>(
    /// What is to be removed.
    about: RwSignal<Option<T>>,
    /// The question.
    question: fn(&T) -> String,
    /// What will happen.
    text: &'static str,
    /// What the button says.
    act: &'static str,
    /// Removes it.
    remove: R,
    /// What is said once it is gone.
    said: &'static str,
    /// Hears that it is gone.
    #[prop(into)]
    on_gone: Callback<T>,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    R: Fn(Transport, T) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<(), ApiError>> + 'static,
{
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let open = open_about(about);
    let action = Action::new();
    let title = Signal::derive(move || about.with(|thing| thing.as_ref().map(question)).unwrap_or_default());
    let on_confirm = move |()| {
        let Some(thing) = about.get_untracked() else { return };
        let gone = thing.clone();
        action.run_or_tell(
            move |transport| remove(transport, thing),
            move |()| {
                toasts.say(said);
                on_gone.run(gone);
                open.set(false);
            },
        );
    };
    view! { <Confirm open title text=text.to_owned() act busy=action.busy on_confirm/> }
}
