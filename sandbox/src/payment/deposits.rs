//! Bank accounts that small deposits must verify: the payer is done with the session, the debit waits
//! until the payer has told the deposits' amounts, days later.

use serde_json::{Value, json};

use super::booking::{complete, refuse_intent};
use super::confirm::{debit_account, schedule_settlement};
use super::{Method, Pending, session_of};
use crate::call::Call;
use crate::table::Kind;

/// Deposits arrive after a day or two.
const ARRIVAL_S: i64 = 2 * 86_400;

/// Sends the deposits and closes the session.
pub(super) fn ask(call: &mut Call<'_>, session_id: &str, mut intent: Value, pending: Pending) {
    intent["status"] = "requires_action".into();
    intent["next_action"] = json!({
        "type": "verify_with_microdeposits",
        "verify_with_microdeposits": {
            "arrival_date": call.now() + ARRIVAL_S,
            "hosted_verification_url": format!("{}/pay/{session_id}", call.world.base),
            "microdeposit_type": "descriptor_code",
        },
    });
    call.put(&intent);
    call.emit("payment_intent.requires_action", &intent);
    complete(call, session_id, &pending.payer, "unpaid", "checkout.session.completed");
    let mut plan = call.plan(session_id);
    plan.pending = Some(pending);
    call.set_plan(session_id, plan);
}

/// The payer tells the right code, or too many wrong ones. False if this payment intent waits for none.
pub(crate) fn verify(call: &mut Call<'_>, intent_id: &str, succeeds: bool) -> bool {
    let Some(mut intent) = call.get(Kind::PaymentIntent, intent_id) else { return false };
    let waits = intent["next_action"]["type"] == "verify_with_microdeposits";
    let (Some(session), true) = (session_of(call, intent_id), waits) else { return false };
    let session_id = session["id"].as_str().unwrap_or_default();
    let mut plan = call.plan(session_id);
    let Some(pending) = plan.pending.take() else { return false };
    call.set_plan(session_id, plan);
    if succeeds {
        debit_account(call, &mut intent, &pending);
        if let Method::BankDebit(debit) = &pending.method {
            schedule_settlement(call, &intent, debit.ending);
        }
    } else {
        let code = "payment_method_microdeposit_verification_attempts_exceeded";
        let message = "You have exceeded the number of allowed verification attempts.";
        refuse_intent(call, &mut intent, &pending.payment_method, code, None, message, None);
        call.emit("checkout.session.async_payment_failed", &session);
    }
    true
}
