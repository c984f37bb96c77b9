//! How a payment's state is said in one word.

use domain::{PaymentStatus, api::payments::Payment, refund::DisputeStatus};
use leptos::prelude::*;

use crate::ui::{Badge, Tone};

/// The state: an open flag comes first, then what happened to the money later.
pub fn payment_badge(payment: &Payment) -> impl IntoView + use<> {
    let (tone, word) = said(payment);
    view! { <Badge tone word/> }
}

fn said(payment: &Payment) -> (Tone, &'static str) {
    if let Some(flag) = payment.flags.first().filter(|_| !payment.acknowledged) {
        return (Tone::Warn, flag.label());
    }
    if payment.reversed_at.is_some() {
        return (Tone::Mute, "Taken back");
    }
    if payment.status != PaymentStatus::Succeeded {
        return (tone(payment.status), payment.status.label());
    }
    match payment.dispute {
        // One that came to nothing leaves the payment as it was.
        Some(DisputeStatus::Won | DisputeStatus::WarningClosed | DisputeStatus::Prevented) | None => {}
        Some(dispute) => return (dispute_tone(dispute), dispute.label()),
    }
    match payment.refunded {
        0 => (tone(payment.status), payment.status.label()),
        refunded if refunded >= payment.amount => (Tone::Mute, "Refunded"),
        _ => (Tone::Info, "Partly refunded"),
    }
}

fn tone(status: PaymentStatus) -> Tone {
    match status {
        PaymentStatus::Pending => Tone::Mute,
        PaymentStatus::Processing => Tone::Info,
        PaymentStatus::Succeeded => Tone::Good,
        PaymentStatus::Failed => Tone::Bad,
    }
}

/// The colour of a dispute: red where the firm must do something, or lost.
pub fn dispute_tone(status: DisputeStatus) -> Tone {
    match status {
        DisputeStatus::NeedsResponse | DisputeStatus::Lost => Tone::Bad,
        DisputeStatus::WarningNeedsResponse => Tone::Warn,
        DisputeStatus::UnderReview | DisputeStatus::WarningUnderReview => Tone::Info,
        DisputeStatus::Won => Tone::Good,
        DisputeStatus::WarningClosed | DisputeStatus::Prevented => Tone::Mute,
    }
}
