//! What stands around every page: the firm above, the small print below.

use domain::api::public::PublicFirm;
use leptos::prelude::*;

use super::colors::FirmColors;

/// A page of a firm.
#[component]
pub(super) fn Frame(
    /// Whose page it is.
    firm: PublicFirm,
    /// Whether it is about test money.
    test: bool,
    /// What has changed since it was opened, for who cannot see it change.
    news: ReadSignal<String>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let PublicFirm { name, tagline, color, logo_url, disclaimer, contact_email, contact_phone } = firm;
    let mark = match logo_url {
        Some(url) => view! { <img class="logo" src=url alt="" height="40" /> }.into_any(),
        None => view! { <span class="mark" aria-hidden="true">{initial(&name)}</span> }.into_any(),
    };
    view! {
        <FirmColors color />
        <header class="top">
            {mark}
            <div>
                <p class="firm">{name}</p>
                {tagline.map(|line| view! { <p class="tagline">{line}</p> })}
            </div>
        </header>
        <main>
            {test.then(|| view! { <p class="badge warn test">"Test mode: no real money moves"</p> })}
            <p class="sr" role="status">
                {news}
            </p>
            {children()}
        </main>
        <footer>
            {disclaimer.map(|text| view! { <p class="small-print">{text}</p> })}
            <Contact email=contact_email phone=contact_phone />
        </footer>
    }
}

/// Where a payer may ask.
#[component]
fn Contact(email: Option<String>, phone: Option<String>) -> impl IntoView {
    (email.is_some() || phone.is_some()).then(|| {
        view! {
            <p class="contact">
                <span>"Questions?"</span>
                {email.map(|email| view! { <MailLink email /> })}
                {phone.map(|phone| view! { <PhoneLink phone /> })}
            </p>
        }
    })
}

/// An address to write to.
#[component]
pub(super) fn MailLink(email: String) -> impl IntoView {
    view! { <a rel="external" href=format!("mailto:{email}")>{email.clone()}</a> }
}

/// A number to call.
#[component]
pub(super) fn PhoneLink(phone: String) -> impl IntoView {
    view! { <a rel="external" href=format!("tel:{}", dialled(&phone))>{phone.clone()}</a> }
}

/// A number as a telephone takes it: digits, and a plus in front.
fn dialled(phone: &str) -> String {
    let plus = if phone.trim_start().starts_with('+') { "+" } else { "" };
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    format!("{plus}{digits}")
}

/// The firm's first letter, for a firm without a logo.
fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_dialled() {
        assert_eq!(dialled("+1 (503) 555-0100"), "+15035550100");
        assert_eq!(dialled("030 / 1234"), "0301234");
        assert_eq!(initial("“école” & Co"), "É");
    }
}
