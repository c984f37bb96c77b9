//! How a payment's state is said in one word.

use domain::{PaymentStatus, api::payments::Payment};
use leptos::prelude::*;

use crate::ui::{Badge, Tone};

/// The state; an open flag comes first.
pub fn payment_badge(payment: &Payment) -> impl IntoView + use<> {
    let (tone, word) = match payment.flags.first() {
        Some(flag) if !payment.acknowledged => (Tone::Warn, flag.label()),
        _ => (tone(payment.status), payment.status.label()),
    };
    view! { <Badge tone word/> }
}

fn tone(status: PaymentStatus) -> Tone {
    match status {
        PaymentStatus::Pending => Tone::Mute,
        PaymentStatus::Processing => Tone::Info,
        PaymentStatus::Succeeded => Tone::Good,
        PaymentStatus::Failed => Tone::Bad,
    }
}
