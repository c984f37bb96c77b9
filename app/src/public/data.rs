//! What the pages are made from, as the server hands it to the browser.

use domain::{
    Problem,
    api::public::{PublicInvoice, PublicLink},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::states::Trouble;
use crate::api::{ApiError, Transport};

/// What a payer sent, and why it was refused. The server puts it into context before it renders the
/// page again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Why; for the amount, under `/amount`.
    pub problem: Problem,
    /// The amount as it was typed.
    pub typed_amount: String,
}

/// What the server's configuration says to the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSettings {
    /// The origins that a payer is sent to, such as `https://checkout.stripe.com`. A browser applies
    /// `form-action` to the redirect as well.
    pub gateway_origins: Vec<String>,
}

/// The link's page: the browser must know of a refusal too, or it would expect another page than
/// the server has drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkView {
    pub link: PublicLink,
    pub refused: Option<Refused>,
}

/// The invoice's page, likewise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InvoiceView {
    pub invoice: PublicInvoice,
    pub refused: Option<Refused>,
}

/// A page about the link or the invoice whose token is in the address: read once, on the server; the browser finds
/// what was read in the page.
#[component]
pub(super) fn TokenData<T, Fut, V>(
    /// Asks for what the page shows.
    read: impl Fn(Transport, String) -> Fut + Send + Sync + 'static,
    /// Shows it, under the token.
    show: impl Fn(String, T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, ApiError>> + Send + 'static,
    V: IntoView + 'static,
{
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let transport = use_context::<Transport>();
    let asked = token.clone();
    let answer = Resource::new(
        || (),
        move |()| {
            let reading = transport.clone().map(|transport| read(transport, asked.clone()));
            async move {
                match reading {
                    Some(reading) => reading.await,
                    None => Err(ApiError::Offline),
                }
            }
        },
    );
    view! {
        <Suspense>
            {move || {
                let (token, show) = (token.clone(), show.clone());
                Suspend::new(async move {
                    match answer.await {
                        Ok(found) => show(token, found).into_any(),
                        Err(error) => view! { <Trouble error /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}
