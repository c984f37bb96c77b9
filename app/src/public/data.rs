//! What the pages are made from, as the server hands it to the browser.

use domain::{Problem, api::public::PublicLink};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

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

/// The token in the address.
pub(super) fn token() -> String {
    use_params_map().with_untracked(|params| params.get("token").unwrap_or_default())
}

/// Reads what a page shows: once, on the server; the browser finds the result in the page.
pub(super) fn page_data<T, Fut>(
    read: impl Fn(Transport) -> Fut + Send + Sync + 'static,
) -> Resource<Result<T, ApiError>>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let transport = use_context::<Transport>();
    Resource::new(
        || (),
        move |()| {
            let reading = transport.clone().map(&read);
            async move {
                match reading {
                    Some(reading) => reading.await,
                    None => Err(ApiError::Offline),
                }
            }
        },
    )
}
