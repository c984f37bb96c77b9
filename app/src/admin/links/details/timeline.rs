//! What happened to a link.

use domain::{
    api::audit::{EventKind, TimelineEntry},
    id::LinkId,
};
use leptos::prelude::*;

use crate::{
    admin::{data::Query, live::Live},
    api,
    ui::{Glyph, Icon, Moment, SkeletonLines, Tone},
};

/// The history of a link, loaded again when it, or one of its payments, changed.
pub fn follow(id: Memo<Option<LinkId>>) -> Query<Vec<TimelineEntry>> {
    let live = Live::from_context();
    Query::new(
        move || id.get(),
        move || live.links().wrapping_add(live.payments()),
        |transport, id| async move { api::links::timeline(&transport, &id).await.map(|timeline| timeline.data) },
    )
}

/// The history, newest first; it includes what happened to the links before and after.
#[component]
pub fn LinkTimeline(
    /// The link.
    id: Memo<Option<LinkId>>,
    /// Its history.
    timeline: Query<Vec<TimelineEntry>>,
) -> impl IntoView {
    view! {
        <section class="detail-part">
            <h3>"History"</h3>
            {move || match (timeline.value.get(), timeline.blocking_failure()) {
                (Some(entries), _) => {
                    let own = id.get();
                    view! { <ol class="timeline">{entries.iter().map(|e| entry(e, own.as_ref())).collect_view()}</ol> }
                        .into_any()
                }
                (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
                (None, None) => view! { <SkeletonLines lines=3/> }.into_any(),
            }}
        </section>
    }
}

/// One thing that happened. `own` is the link whose history it is told in.
pub fn entry(entry: &TimelineEntry, own: Option<&LinkId>) -> impl IntoView + use<> {
    let (glyph, tone) = look(entry.kind);
    let elsewhere = own.is_some() && entry.link_id.is_some() && entry.link_id.as_ref() != own;
    let elsewhere = entry.link_id.clone().filter(|_| elsewhere);
    view! {
        <li class=format!("event {}", tone.class())>
            <span class="event-glyph"><Icon glyph/></span>
            <div>
                <p class="event-what">
                    {entry.kind.label()}
                    {elsewhere.map(|id| view! { " " <a class="fact-note" href=format!("/app/links/{id}")>"on another link of this debt"</a> })}
                </p>
                {entry.detail.clone().map(|detail| view! { <p class="event-detail">{detail}</p> })}
                <p class="sub event-when">{entry.actor.clone()} " · " <Moment at=entry.at/></p>
            </div>
        </li>
    }
}

fn look(kind: EventKind) -> (Glyph, Tone) {
    use EventKind as K;
    match kind {
        K::LinkCreated | K::LinkContinued => (Glyph::Link, Tone::Mute),
        K::MailQueued | K::MailSent | K::MailWithdrawn => (Glyph::Mail, Tone::Mute),
        K::MailBounced => (Glyph::Alert, Tone::Bad),
        K::LinkOpened => (Glyph::Eye, Tone::Info),
        K::CheckoutStarted => (Glyph::Cart, Tone::Info),
        K::CheckoutExpired | K::LinkExpired | K::LinkClosing | K::LinkExpiryChanged => (Glyph::Clock, Tone::Mute),
        K::LinkAmountChanged => (Glyph::Link, Tone::Mute),
        K::PaymentDeclined | K::PaymentFailed => (Glyph::Alert, Tone::Bad),
        K::PaymentProcessing => (Glyph::Clock, Tone::Info),
        K::PaymentSucceeded => (Glyph::Check, Tone::Good),
        K::PaymentFlagged => (Glyph::Flag, Tone::Warn),
        K::PaymentAcknowledged => (Glyph::Flag, Tone::Mute),
        K::ReceiptSent => (Glyph::Receipt, Tone::Mute),
        K::LinkCancelled => (Glyph::Ban, Tone::Mute),
        K::ClientCreated | K::ClientChanged | K::ClientMerged => (Glyph::Person, Tone::Mute),
        K::ClientArchived | K::MatterCreated | K::MatterChanged => (Glyph::Layers, Tone::Mute),
        K::InvoiceCreated | K::InvoiceChanged => (Glyph::Receipt, Tone::Mute),
        K::InvoiceVoided | K::PaymentReversed => (Glyph::Ban, Tone::Mute),
        K::InvoicePaid | K::PaymentRecorded => (Glyph::Check, Tone::Good),
        K::InvoiceReopened | K::RefundFailed => (Glyph::Alert, Tone::Warn),
        K::PaymentLinked | K::PaymentUnlinked => (Glyph::Link, Tone::Mute),
        K::RefundRequested | K::RefundFound | K::RefundSucceeded => (Glyph::Return, Tone::Info),
        K::DisputeOpened => (Glyph::Alert, Tone::Bad),
        K::DisputeChanged | K::DisputeClosed => (Glyph::Shield, Tone::Info),
        K::BankStatementUploaded | K::BankStatementRemoved | K::BankBalanceStated => (Glyph::Bank, Tone::Mute),
        K::BankMatched | K::BankUnmatched => (Glyph::Link, Tone::Mute),
        K::MonthClosed | K::MonthReopened => (Glyph::Shield, Tone::Info),
        K::EventBooked | K::EventChanged | K::EventMoved => (Glyph::Clock, Tone::Mute),
        K::EventCancelled => (Glyph::Ban, Tone::Bad),
        K::EventRestored => (Glyph::Return, Tone::Mute),
        K::CalendarFeedRenewed | K::CalendarFeedRevoked => (Glyph::Key, Tone::Mute),
        K::PostingsBatched | K::PostingsMarked | K::PostingLayoutChanged => (Glyph::Layers, Tone::Mute),
        K::PostingsUnmarked => (Glyph::Return, Tone::Mute),
        K::FirmCreated | K::FirmChanged => (Glyph::Sliders, Tone::Mute),
        K::AccountCreated | K::AccountChanged => (Glyph::Bank, Tone::Mute),
        K::AccountAttested => (Glyph::Shield, Tone::Mute),
        K::ConnectionCreated | K::ConnectionChanged | K::WebhookConfigured => (Glyph::Refresh, Tone::Mute),
        K::UserCreated | K::UserChanged => (Glyph::Person, Tone::Mute),
        K::SignedIn | K::SignedOut => (Glyph::Exit, Tone::Mute),
        K::KeyCreated | K::KeyRevoked => (Glyph::Key, Tone::Mute),
        K::ViewShared | K::ViewChanged | K::ViewWithdrawn => (Glyph::Columns, Tone::Mute),
        K::ActionStarted | K::ActionStopped => (Glyph::Layers, Tone::Mute),
        K::ImportUploaded | K::ImportSent | K::ImportStopped | K::ImportRemoved => (Glyph::Layers, Tone::Mute),
        K::ActionUndone => (Glyph::Return, Tone::Mute),
        K::ExportCreated => (Glyph::Download, Tone::Mute),
        K::QuarantineEnded => (Glyph::Shield, Tone::Mute),
    }
}
