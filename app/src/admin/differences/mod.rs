//! The gateway against us: a period is compared, and each difference can be mended.

mod form;
mod found;

use domain::{
    api::{
        connections::Connection,
        differences::{Comparison, ComparisonState, Differences},
    },
    id::ConnectionId,
};
use leptos::prelude::*;

use self::{form::Period, found::Found};
use super::{
    data::{Action, Query},
    frame::{Answered, PageHead},
    live::Live,
    session::Session,
};
use crate::{
    api,
    ui::{Badge, Button, ButtonLink, EmptyState, Glyph, Kind, Moment, Tone, grouped},
};

/// The page.
#[component]
pub fn DifferencesPage() -> impl IntoView {
    let session = Session::from_context();
    let connections = Query::new(
        move || session.is_in().then_some(()),
        || 0,
        |transport, ()| async move { api::connections::list(&transport).await.map(|page| page.data) },
    );
    view! {
        <PageHead title="Gateway against us">
            <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href="/app/payments".to_owned()>"Payments"</ButtonLink>
        </PageHead>
        <p class="lead page-lead">
            "Every payment and refund that the gateway has of a period, beside what is recorded here. What differs can be mended: what the gateway says is recorded, as if it had just told."
        </p>
        <Answered query=connections lines=4 let:list>
            {all(list)}
        </Answered>
    }
}

fn all(list: Vec<Connection>) -> AnyView {
    if list.is_empty() {
        let text = "Connect one in the settings: then its payments can be compared with yours.";
        return view! { <EmptyState glyph=Glyph::Refresh title="No gateway yet" text/> }.into_any();
    }
    list.into_iter().map(|connection| view! { <One connection/> }).collect_view().into_any()
}

/// One connection: the period, and what was found.
#[component]
fn One(connection: Connection) -> impl IntoView {
    let live = Live::from_context();
    let id = StoredValue::new(connection.id.clone());
    let found = Query::<Differences>::new(
        move || Some(id.get_value()),
        move || live.payments(),
        |transport, id| async move { api::differences::newest(&transport, &id).await },
    );
    let name = format!("{} · {}", connection.account_name, connection.mode);
    view! {
        <section class="panel compared" aria-label=name.clone()>
            <header class="panel-head">
                <h2>{name.clone()}</h2>
            </header>
            <Period connection=id found/>
            <Standing connection=id found/>
            <Found found/>
        </section>
    }
}

/// How far the newest comparison is, and what it came to.
#[component]
fn Standing(connection: StoredValue<ConnectionId>, found: Query<Differences>) -> impl IntoView {
    let action = Action::new();
    let stop = move |()| {
        action.run_or_tell(
            move |transport| async move { api::differences::stop(&transport, &connection.get_value()).await },
            move |()| found.reload(),
        );
    };
    let newest = Memo::new(move |_| found.value.with(|found| found.as_ref().and_then(|f| f.comparison.clone())));
    let running = Memo::new(move |_| newest.with(|c| c.as_ref().is_some_and(|c| c.state == ComparisonState::Running)));
    view! {
        <div class="compared-standing" aria-live="polite">
            {move || newest.get().map(|comparison| said(&comparison))}
            <Show when=move || running.get()>
                <Button busy=action.busy on_click=stop>"Stop"</Button>
            </Show>
        </div>
    }
}

fn said(comparison: &Comparison) -> impl IntoView + use<> {
    let (tone, word) = match (comparison.state, comparison.differences) {
        (ComparisonState::Running, _) => (Tone::Info, "Comparing".to_owned()),
        (ComparisonState::Stopped, _) => (Tone::Mute, "Stopped".to_owned()),
        (ComparisonState::Failed, _) => (Tone::Bad, "Failed".to_owned()),
        (ComparisonState::Done, 0) => (Tone::Good, "0 differences".to_owned()),
        (ComparisonState::Done, 1) => (Tone::Warn, "1 difference".to_owned()),
        (ComparisonState::Done, count) => (Tone::Warn, format!("{} differences", grouped(count))),
    };
    let looked = format!(
        "{} to {}: {} payments and {} refunds of the gateway",
        comparison.from.short(),
        comparison.to.short(),
        grouped(comparison.payments),
        grouped(comparison.refunds),
    );
    let foreign = match comparison.foreign {
        1.. => format!(", {} not from Tender", grouped(comparison.foreign)),
        _ => String::new(),
    };
    view! {
        <p class="compared-said">
            <Badge tone word/>
            " "
            <span class="sub">{looked} {foreign} " · " <Moment at=comparison.created_at/> " by " {comparison.created_by.clone()}</span>
        </p>
        {comparison.failure.clone().map(|why| view! { <p class="wrong">{why}</p> })}
    }
}
