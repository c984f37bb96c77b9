//! What became of a payment's money.

use domain::{Money, api::payments::Payment, payment::Sums};

/// What is there, and nobody has said yet whose it is.
pub fn unlinked(payment: &Payment) -> Money {
    let Payment { amount, refunded, withdrawn, allocated, .. } = *payment;
    Money::new(Sums { amount, refunded, withdrawn, allocated }.unallocated().max(0), payment.currency)
}
