//! The differences, each with a button that mends it.

use domain::{
    Money, Permission,
    api::{
        differences::{ComparedKind, Difference, DifferenceKind, Differences},
        stream::ChangeKind,
    },
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Action, Query},
        live::Live,
        session::Session,
    },
    api,
    ui::{Badge, Button, Day, Toasts, Tone},
};

/// What was found.
#[component]
pub fn Found(found: Query<Differences>) -> impl IntoView {
    let rows = move || found.value.with(|found| found.as_ref().map(|found| found.data.clone()).unwrap_or_default());
    view! {
        {move || {
            let rows = rows();
            (!rows.is_empty()).then(|| view! {
                <div class="grid" tabindex="0" role="region" aria-label="Differences">
                    <table class="table book" aria-label="Differences">
                        <thead>
                            <tr>
                                <th scope="col">"When"</th>
                                <th scope="col">"What"</th>
                                <th scope="col" class="num">"There"</th>
                                <th scope="col" class="num">"Here"</th>
                                <th scope="col"><span class="sr">"Mend it"</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows.into_iter().map(|row| view! { <Line row found/> }).collect_view()}
                        </tbody>
                    </table>
                </div>
            })
        }}
    }
}

#[component]
fn Line(row: Difference, found: Query<Differences>) -> impl IntoView {
    let session = Session::from_context();
    let may = session.may(Permission::Manage);
    let money = |amount: Option<i64>| match amount {
        Some(amount) => Money::new(amount, row.currency).to_string(),
        None => "–".to_owned(),
    };
    let status = |status: &Option<String>| {
        let said = status.clone().filter(|_| row.kind == DifferenceKind::Status);
        said.map(|said| view! { <span class="sub">{said}</span> })
    };
    let tone = match row.kind {
        DifferenceKind::Foreign => Tone::Mute,
        DifferenceKind::MissingHere | DifferenceKind::MissingThere => Tone::Bad,
        _ => Tone::Warn,
    };
    let what = match row.about {
        ComparedKind::Payment => "Payment",
        ComparedKind::Refund => "Refund",
    };
    let payment = row.payment_id.as_ref().map(|id| {
        view! { " " <a class="entry-link" href=format!("/app/payments/{id}")>"Payment here"</a> }
    });
    let repaired = row.repaired_at.is_some();
    let repairable = may && !repaired && row.kind.is_repairable();
    let id = row.id.clone();
    view! {
        <tr>
            <td class="entry-when"><Day at=row.happened_at/></td>
            <th scope="row" class="entry-what">
                <Badge tone word=row.kind.label()/>
                " " <span class="name">{what}</span> " " <code class="sub">{row.gateway_id.clone()}</code>
                {payment}
            </th>
            <td class="num">{money(row.theirs)} " " {status(&row.their_status)}</td>
            <td class="num">{money(row.ours)} " " {status(&row.our_status)}</td>
            <td>
                {repaired.then(|| view! { <Badge tone=Tone::Good word="Repaired"/> })}
                {repairable.then(|| view! { <Repair id found name=row.gateway_id.clone()/> })}
            </td>
        </tr>
    }
}

#[component]
fn Repair(id: domain::id::DifferenceId, found: Query<Differences>, name: String) -> impl IntoView {
    let (action, live) = (Action::new(), Live::from_context());
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let repair = move |()| {
        let id = id.clone();
        action.run_or_tell(
            move |transport| async move { api::differences::repair(&transport, &id).await },
            move |_| {
                toasts.say("Recorded as the gateway says.");
                found.reload();
                live.changed(ChangeKind::Payment);
            },
        );
    };
    view! { <Button busy=action.busy label=format!("Repair {name}") on_click=repair>"Repair"</Button> }
}
