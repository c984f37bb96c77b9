//! Everything about one posting.

use domain::{
    Mode, Money, Permission,
    api::{postings::Posting, selections::Selection},
    posting::{Outcome, PostingStatus},
};
use leptos::prelude::*;

use super::{BATCHES, cells::badge, mark::MarkDialog};
use crate::{
    admin::{data::Query, session::Session},
    ui::{Button, CopyButton, Glyph, Icon, Kind, Stamp},
};

/// What is inside the panel beside the list.
#[component]
pub fn Details(posting: Query<Posting>) -> impl IntoView {
    let about = RwSignal::new(None::<(Outcome, Selection)>);
    view! {
        {move || posting.value.get().map(|posting| head(&posting))}
        <Actions posting about/>
        {move || posting.value.get().map(|posting| facts(&posting))}
        <MarkDialog about done=move |()| posting.reload()/>
    }
}

fn head(posting: &Posting) -> impl IntoView + use<> {
    let failed = posting.status == PostingStatus::Failed;
    let reason = posting.reason.clone().filter(|_| failed || posting.status == PostingStatus::Excluded);
    view! {
        <div class="detail-head">
            <p class="figure">{Money::new(posting.amount, posting.currency).to_string()}</p>
            <p class="detail-status">
                {badge(posting.status)} <span class="sub">{posting.kind.label()}</span>
            </p>
        </div>
        {reason.map(|why| view! {
            <div class="callout detail-note" class:bad=failed>
                <Icon glyph=if failed { Glyph::Alert } else { Glyph::Ban }/>
                <p>{why}</p>
            </div>
        })}
    }
}

#[component]
fn Actions(posting: Query<Posting>, about: RwSignal<Option<(Outcome, Selection)>>) -> impl IntoView {
    let session = Session::from_context();
    let may_bill = Memo::new(move |_| session.may(Permission::Bill));
    let ask = move |outcome: Outcome| {
        let id = posting.value.with_untracked(|posting| posting.as_ref().map(|posting| posting.id.to_string()));
        let selection = Selection { ids: id.into_iter().collect(), ..Selection::default() };
        about.set(Some((outcome, selection)));
    };
    let can = move |outcome: Outcome| {
        posting.value.with(|posting| posting.as_ref().is_some_and(|posting| outcome.from().contains(&posting.status)))
    };
    view! {
        <Show when=move || may_bill.get()>
            <div class="detail-actions">
                <Show when=move || can(Outcome::Posted)>
                    <Button kind=Kind::Primary glyph=Glyph::Check on_click=move |()| ask(Outcome::Posted)>"Mark posted"</Button>
                </Show>
                <Show when=move || can(Outcome::Failed)>
                    <Button on_click=move |()| ask(Outcome::Failed)>"Mark failed"</Button>
                </Show>
                <Show when=move || can(Outcome::Excluded)>
                    <Button on_click=move |()| ask(Outcome::Excluded)>"Exclude"</Button>
                </Show>
                <Show when=move || can(Outcome::ToPost)>
                    <Button glyph=Glyph::Refresh on_click=move |()| ask(Outcome::ToPost)>"Post again"</Button>
                </Show>
            </div>
        </Show>
    }
}

fn facts(posting: &Posting) -> impl IntoView + use<> {
    let row = |term: &'static str, value: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let link = |term: &'static str, href: String, said: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd><a href=href>{said}</a></dd>
            </div>
        }
    };
    let matter = posting.matter_id.as_ref().zip(posting.matter_number.clone());
    let invoice = posting.invoice_id.as_ref().zip(posting.invoice_number.clone());
    let batch = posting.batch_id.as_ref().zip(posting.batch_number);
    let id = posting.id.to_string();
    view! {
        <section class="detail-part" aria-label="Facts">
            <dl class="facts">
                {row("Number", posting.sequence.to_string())}
                {link("Client", format!("/app/clients/{}", posting.client_id), posting.client_name.clone())}
                {matter.map(|(id, number)| link("Matter", format!("/app/matters/{id}"), number))}
                {invoice.map(|(id, number)| link("Invoice", format!("/app/invoices/{id}"), number))}
                {row("Goes to", crate::admin::cells::said(domain::table::postings::PostingColumn::Target, posting.target.as_str()))}
                {posting.account_name.clone().map(|name| row("Account", name))}
                {link(
                    "Payment",
                    format!("/app/payments/{}", posting.payment_id),
                    posting.payer_name.clone().unwrap_or_else(|| "See the payment".to_owned()),
                )}
                {batch.map(|(id, number)| link("Batch", format!("{BATCHES}/{id}"), number.to_string()))}
                {posting.reference.clone().map(|reference| row("Reference there", reference))}
                {posting.marked_by.clone().map(|who| row("Marked by", who))}
                {posting.marked_at.map(|at| view! { <div><dt>"Marked"</dt><dd><Stamp at/></dd></div> })}
                <div><dt>"Happened"</dt><dd><Stamp at=posting.occurred_at/></dd></div>
                <div><dt>"Booked"</dt><dd><Stamp at=posting.created_at/></dd></div>
                {(posting.mode == Mode::Test).then(|| row("Money", "Test money".to_owned()))}
                <div>
                    <dt>"Posting id"</dt>
                    <dd class="with-copy">
                        <code>{id.clone()}</code>
                        <CopyButton text=id class="btn quiet small"/>
                    </dd>
                </div>
            </dl>
        </section>
    }
}
