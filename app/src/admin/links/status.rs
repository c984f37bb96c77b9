//! How a link's state is said in one word.

use domain::{
    LinkStatus,
    api::links::{DeliveryStatus, Link},
    link::Closing,
};
use leptos::prelude::*;

use crate::ui::{Badge, Glyph, Icon, Tone};

/// The word and its colour. What needs someone's eye comes before the state itself.
pub fn word(link: &Link) -> (Tone, &'static str) {
    match (link.status, link.closing) {
        (LinkStatus::Outstanding, Some(Closing::Cancel)) => (Tone::Warn, "Being cancelled"),
        (LinkStatus::Outstanding, Some(Closing::Expire)) => (Tone::Warn, "Expiring"),
        (LinkStatus::Outstanding, None) if link.delivery == Some(DeliveryStatus::Bounced) => {
            (Tone::Bad, "Mail bounced")
        }
        (LinkStatus::Outstanding, None) if link.amount_paid > 0 => (Tone::Warn, "Partly paid"),
        (LinkStatus::Outstanding, None) if link.overdue => (Tone::Bad, "Outstanding"),
        (status, _) => (tone(status), status.label()),
    }
}

fn tone(status: LinkStatus) -> Tone {
    match status {
        LinkStatus::Outstanding | LinkStatus::Processing => Tone::Info,
        LinkStatus::PartlyPaid => Tone::Warn,
        LinkStatus::Paid => Tone::Good,
        LinkStatus::Cancelled | LinkStatus::Expired => Tone::Mute,
    }
}

/// The state of a link, and a flag if one of its payments needs attention.
pub fn status_badge(link: &Link) -> impl IntoView + use<> {
    let (tone, word) = word(link);
    let flag = link.flagged.then(|| {
        view! {
            <span class="flag-mark" title="A payment needs attention">
                <Icon glyph=Glyph::Flag/>
                <span class="sr">"A payment needs attention"</span>
            </span>
        }
    });
    view! {
        <Badge tone word/>
        {flag}
    }
}

/// Whether people can still be asked for this link's money.
pub fn is_open(link: &Link) -> bool {
    link.status == LinkStatus::Outstanding && link.closing.is_none()
}
