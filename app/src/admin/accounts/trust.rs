//! Why a trust account needs more than keys, in plain words.

use leptos::prelude::*;

/// The rule and the two ways to meet it.
#[component]
pub fn TrustRule() -> impl IntoView {
    view! {
        <section class="explain" aria-labelledby="trust-rule">
            <h2 id="trust-rule">"What a trust account needs"</h2>
            <p>
                "Clients' money must arrive whole and stay whole. No gateway fee, refund or chargeback may come out of a "
                "trust account, because it would be paid with another client's money. So before a link can ask for trust "
                "money, it must be settled who bears them. There are two ways:"
            </p>
            <ol>
                <li>
                    <h3>"A connected account at Stripe"</h3>
                    <p>
                        "The payment runs through your operating account's connection and is passed on in full to a "
                        "connected account (its id begins with " <code>"acct_"</code> "). Stripe takes fees, refunds and "
                        "chargebacks from operating. Enter the id when you add or edit the trust account."
                    </p>
                </li>
                <li>
                    <h3>"An owner's attestation"</h3>
                    <p>
                        "Your gateway has agreed that somebody else pays both the fees and any negative balance. An owner "
                        "of your firm names them here. The statement is dated and kept in the activity log."
                    </p>
                </li>
            </ol>
        </section>
    }
}
