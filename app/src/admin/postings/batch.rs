//! One batch: its file, what it comes to, and what became of it.

use domain::{
    Money, Permission,
    api::{postings::Batch, selections::Selection, stream::ChangeKind},
    id::PostingBatchId,
    posting::{Outcome, PostingStatus},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    BATCHES,
    batches::{badge, standing, sums},
    mark::{MarkDialog, postings},
};
use crate::{
    admin::{
        data::{Action, Query, Stage},
        frame::PageHead,
        live::Live,
        session::Session,
    },
    api,
    ui::{Button, ButtonLink, Confirm, EmptyState, ErrorState, Glyph, Kind, SkeletonLines, Stamp, Toasts, grouped},
};

/// The page, at an address that ends with `:id`.
#[component]
pub fn BatchPage() -> impl IntoView {
    let live = Live::from_context();
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<PostingBatchId>().ok()));
    let batch = Query::<Batch>::new(
        move || id.get(),
        move || live.payments(),
        |transport, id| async move { api::postings::batch(&transport, &id).await },
    );
    let loaded = batch.stage();
    let stage = Memo::new(move |_| if id.with(Option::is_some) { loaded.get() } else { Stage::Gone });
    view! {
        <PageHead title="Batch">
            <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href=BATCHES.to_owned()>"All batches"</ButtonLink>
        </PageHead>
        {move || match stage.get() {
            Stage::Loading => view! { <SkeletonLines lines=9/> }.into_any(),
            Stage::Failed(text) => view! { <ErrorState text retry=move |()| batch.reload()/> }.into_any(),
            Stage::Gone => {
                view! {
                    <EmptyState
                        glyph=Glyph::Search
                        title="There is no such batch"
                        text="The address is wrong, or the batch belongs to another firm."
                    />
                }
                    .into_any()
            }
            Stage::There => {
                view! {
                    <article class="statement batch">
                        {move || batch.value.get().map(|batch| head(&batch))}
                        <Actions batch/>
                        {move || batch.value.get().map(|batch| body(&batch))}
                    </article>
                }
                    .into_any()
            }
        }}
    }
}

fn head(batch: &Batch) -> impl IntoView + use<> {
    view! {
        <header>
            <div>
                <p class="statement-firm">{format!("Batch {}", batch.number)}</p>
                <h2>{sums(batch).join(", ")}</h2>
                <p class="detail-status">{badge(batch)} <span class="sub">{postings(batch.postings)}</span></p>
            </div>
            <p class="sub">"Made " <Stamp at=batch.created_at/> " by " {batch.created_by.clone()}</p>
        </header>
    }
}

/// The file, and what is said of the postings that are still open.
#[component]
fn Actions(batch: Query<Batch>) -> impl IntoView {
    let session = Session::from_context();
    let may_bill = Memo::new(move |_| session.may(Permission::Bill));
    let about = RwSignal::new(None::<(Outcome, Selection)>);
    let withdrawing = RwSignal::new(false);
    let of =
        move |read: fn(&Batch) -> bool| Memo::new(move |_| batch.value.with(|batch| batch.as_ref().is_some_and(read)));
    let open = of(|batch| standing(batch, PostingStatus::Batched) > 0);
    let untouched =
        of(|batch| batch.withdrawn_at.is_none() && standing(batch, PostingStatus::Batched) == batch.postings);
    let ask = move |outcome: Outcome| {
        let id = batch.value.with_untracked(|batch| batch.as_ref().map(|batch| (batch.id.clone(), batch.mode)));
        let Some((id, mode)) = id else { return };
        let query = format!("batch_id={id}&status=batched&mode={mode}");
        about.set(Some((outcome, Selection { query: Some(query), ..Selection::default() })));
    };
    let file = move || {
        batch.value.with(|batch| batch.as_ref().map(|b| (api::postings::file_path(&b.id), b.file_name.clone())))
    };
    view! {
        <div class="detail-actions">
            {move || file().map(|(path, name)| view! {
                <a class="btn primary" href=path download=name rel="external">
                    <crate::ui::Icon glyph=Glyph::Download/>
                    "Download the file"
                </a>
            })}
            <Show when=move || may_bill.get() && open.get()>
                <Button glyph=Glyph::Check on_click=move |()| ask(Outcome::Posted)>"Mark all posted"</Button>
                <Button on_click=move |()| ask(Outcome::Failed)>"Mark all failed"</Button>
            </Show>
            <Show when=move || may_bill.get() && untouched.get()>
                <Button kind=Kind::Quiet glyph=Glyph::Return on_click=move |()| withdrawing.set(true)>"Take the batch back"</Button>
            </Show>
        </div>
        <MarkDialog about done=move |()| batch.reload()/>
        <Withdraw batch open=withdrawing/>
    }
}

#[component]
fn Withdraw(batch: Query<Batch>, open: RwSignal<bool>) -> impl IntoView {
    let (live, toasts, action) = (Live::from_context(), use_context::<Toasts>().unwrap_or_default(), Action::new());
    let withdraw = move |()| {
        let Some(mark) = batch.value.with_untracked(|batch| batch.as_ref().map(|batch| batch.mark_id.clone())) else {
            return;
        };
        action.run_or_tell(
            move |transport| async move { api::postings::unmark(&transport, &mark).await },
            move |()| {
                open.set(false);
                toasts.say("The batch is taken back: its postings are to be posted again.");
                live.changed(ChangeKind::Payment);
            },
        );
    };
    view! {
        <Confirm
            open
            title="Take this batch back?".to_owned()
            text="Its postings wait to be posted again. Make sure that its file was not imported: what is imported twice is in your practice software twice.".to_owned()
            act="Take it back"
            busy=action.busy
            on_confirm=withdraw
        />
    }
}

fn body(batch: &Batch) -> impl IntoView + use<> {
    let totals = batch.totals.iter().map(|total| {
        view! {
            <tr>
                <th scope="row">{total.account_name.clone()}</th>
                <td class="num">{grouped(total.count)}</td>
                <td class="num">{Money::new(total.amount, total.currency).to_string()}</td>
            </tr>
        }
    });
    let id = batch.id.clone();
    let mode = batch.mode;
    let stands = batch.standing.iter().map(move |standing| {
        let href = format!("/app/postings?batch_id={id}&status={}&mode={mode}", standing.status);
        view! {
            <li>
                <a href=href>{postings(standing.count)}</a>
                " "
                {super::cells::badge(standing.status)}
            </li>
        }
    });
    let gone = batch.postings - batch.standing.iter().map(|standing| standing.count).sum::<i64>();
    let left = (gone > 0)
        .then(|| format!("{} of the file wait to be posted again, or went into another batch.", postings(gone)));
    view! {
        <table class="table book" aria-label="Totals by account">
            <thead>
                <tr>
                    <th scope="col">"Account"</th>
                    <th scope="col" class="num">"Postings"</th>
                    <th scope="col" class="num">"Comes to"</th>
                </tr>
            </thead>
            <tbody>{totals.collect_view()}</tbody>
        </table>
        <section class="batch-standing" aria-label="What became of them">
            <h3>"What became of them"</h3>
            <ul>{stands.collect_view()}</ul>
            {left.map(|left| view! { <p class="sub">{left}</p> })}
        </section>
    }
}
