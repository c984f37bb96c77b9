//! Where one sees what the server is doing.

use domain::Permission;
use leptos::prelude::*;

use super::{Job, Work, action_card::ActionCard, export_card::ExportCard};
use crate::{
    admin::session::Session,
    ui::{Glyph, Icon, VoiceRegion},
};

/// A card for each thing; once in the page, over the corner.
#[component]
pub fn WorkTray() -> impl IntoView {
    let work = Work::from_context();
    if untrack(|| Session::from_context().may(Permission::Bill)) {
        work.resume();
    }
    let any = Memo::new(move |_| work.jobs.with(|jobs| !jobs.is_empty()));
    view! {
        <section class="work" aria-label="Work in progress" hidden=move || !any.get()>
            <For each=move || work.jobs.get() key=Job::key let:job>
                {match job {
                    Job::Action(_, action) => view! { <ActionCard work action/> }.into_any(),
                    Job::Export(_, export) => view! { <ExportCard work export/> }.into_any(),
                }}
            </For>
        </section>
        <VoiceRegion voice=work.voice/>
    }
}

/// A heading, how far it is, and a way to put it aside.
#[component]
pub fn Card(
    work: Work,
    /// What tells the job apart from others.
    key: String,
    /// What is being done, or was.
    #[prop(into)]
    title: Signal<String>,
    /// Below it.
    #[prop(into)]
    note: Signal<String>,
    /// So much of so much; nothing once it has ended, and no end where nobody knows it.
    #[prop(into)]
    progress: Signal<Option<(i64, Option<i64>)>>,
    /// `good` or `bad`, once it has ended.
    #[prop(into)]
    tone: Signal<&'static str>,
    /// What one can do with it.
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| work.voice.say(title.get()));
    let key = StoredValue::new(key);
    let max = move || progress.get().and_then(|(_, all)| all).map(|all| all.max(1).to_string());
    let value = move || progress.get().filter(|(_, all)| all.is_some()).map(|(done, _)| done.to_string());
    view! {
        <article class=move || format!("work-card {}", tone.get())>
            <header class="work-head">
                <h2>{move || title.get()}</h2>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=move || format!("Put aside: {}", title.get())
                    on:click=move |_| work.dismiss(&key.get_value())
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </header>
            <Show when=move || progress.get().is_some()>
                <progress class="work-bar" aria-label=move || title.get() max=max value=value></progress>
            </Show>
            <div class="work-foot">
                <p>{move || note.get()}</p>
                {children()}
            </div>
        </article>
    }
}
