//! The firm and how it looks to payers.

use serde::{Deserialize, Serialize};

use crate::{Color, Currency, id::FirmId};

/// A firm: `GET /api/v1/firm`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Firm {
    /// The id.
    pub id: FirmId,
    /// The name.
    pub name: String,
    /// A line below the name on payer's pages, such as a trade and a town.
    pub tagline: Option<String>,
    /// The colour of payer's pages.
    pub color: Color,
    /// Where the logo is, if there is one.
    pub logo_url: Option<String>,
    /// Small print at the foot of payer's pages and mails.
    pub disclaimer: Option<String>,
    /// Where payers may ask.
    pub contact_email: Option<String>,
    /// Where payers may call.
    pub contact_phone: Option<String>,
    /// The time zone of due dates.
    pub time_zone: String,
    /// The currency that forms propose.
    pub currency: Currency,
}

/// `PATCH /api/v1/firm`: what is absent stays; an empty text takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EditFirm {
    /// The name.
    pub name: Option<String>,
    /// A line below the name.
    pub tagline: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// Small print.
    pub disclaimer: Option<String>,
    /// Where payers may ask.
    pub contact_email: Option<String>,
    /// Where payers may call.
    pub contact_phone: Option<String>,
    /// An IANA zone such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// Three letters.
    pub currency: Option<String>,
}
