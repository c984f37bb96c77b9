//! Reading and changing the firm's settings.

use std::{fmt::Display, str::FromStr};

use axum::extract::State;
use domain::{
    Color, Currency, Fields, Problem,
    api::{
        audit::EventKind,
        firm::{EditFirm, Firm},
    },
    text::{BadText, Description, Email, Message, Name},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Zone, load};
use crate::{
    audit::Event,
    db::Tx,
    http::{CanLook, CanManage, Json, Result},
    state::App,
};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, edit))
}

/// The firm.
#[utoipa::path(
    get, path = "/api/v1/firm", tag = "firm",
    responses((status = 200, body = Firm), (status = 401, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn show(State(app): State<App>, CanLook(staff): CanLook) -> Result<Json<Firm>> {
    load(&app, &staff.firm).await.map(Json)
}

/// Change the firm's settings.
#[utoipa::path(
    patch, path = "/api/v1/firm", tag = "firm", request_body = EditFirm,
    responses((status = 200, body = Firm), (status = 403, body = Problem), (status = 422, body = Problem)),
    security(("session" = []), ("api_key" = [])),
)]
async fn edit(State(app): State<App>, CanManage(staff): CanManage, Json(edit): Json<EditFirm>) -> Result<Json<Firm>> {
    let changes = Changes::parse(&edit)?;
    if let Some(names) = changes.names() {
        let mut tx = app.db.begin().await?;
        changes.store(&mut tx, staff.firm.as_str()).await?;
        Event::new(&staff.firm, EventKind::FirmChanged, &staff).detail(names).record(&app, &mut tx).await?;
        tx.commit().await?;
    }
    load(&app, &staff.firm).await.map(Json)
}

/// What a text field should become.
#[derive(Debug, PartialEq)]
enum Change<T> {
    /// What it is.
    Keep,
    /// Nothing.
    Clear,
    /// This.
    Set(T),
}

impl<T: FromStr<Err: Display>> Change<T> {
    fn parse(fields: &mut Fields, pointer: &str, text: Option<&str>) -> Self {
        match text.map(str::trim) {
            None => Self::Keep,
            Some("") => Self::Clear,
            Some(text) => fields.parse(pointer, text).map_or(Self::Keep, Self::Set),
        }
    }
}

impl<T: ToString> Change<T> {
    /// For `CASE WHEN $flag = 1 THEN $text ELSE … END`.
    fn parts(&self) -> (i64, Option<String>) {
        match self {
            Self::Keep => (0, None),
            Self::Clear => (1, None),
            Self::Set(value) => (1, Some(value.to_string())),
        }
    }
}

struct Changes {
    name: Option<Name>,
    tagline: Change<Description>,
    color: Option<Color>,
    disclaimer: Change<Message>,
    contact_email: Change<Email>,
    contact_phone: Change<Phone>,
    time_zone: Option<Zone>,
    currency: Option<Currency>,
}

impl Changes {
    fn parse(edit: &EditFirm) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let changes = Self {
            name: edit.name.as_deref().and_then(|text| fields.parse("/name", text)),
            tagline: Change::parse(&mut fields, "/tagline", edit.tagline.as_deref()),
            color: edit.color.as_deref().and_then(|text| fields.parse("/color", text)),
            disclaimer: Change::parse(&mut fields, "/disclaimer", edit.disclaimer.as_deref()),
            contact_email: Change::parse(&mut fields, "/contact_email", edit.contact_email.as_deref()),
            contact_phone: Change::parse(&mut fields, "/contact_phone", edit.contact_phone.as_deref()),
            time_zone: edit.time_zone.as_deref().and_then(|text| fields.parse("/time_zone", text)),
            currency: edit.currency.as_deref().and_then(|text| fields.parse("/currency", text)),
        };
        fields.finish(Some(changes))
    }

    /// What is changed, for the audit trail; `None` if that is nothing.
    fn names(&self) -> Option<String> {
        let changed = [
            ("name", self.name.is_some()),
            ("tagline", !matches!(self.tagline, Change::Keep)),
            ("colour", self.color.is_some()),
            ("disclaimer", !matches!(self.disclaimer, Change::Keep)),
            ("contact email", !matches!(self.contact_email, Change::Keep)),
            ("contact phone", !matches!(self.contact_phone, Change::Keep)),
            ("time zone", self.time_zone.is_some()),
            ("currency", self.currency.is_some()),
        ];
        let names: Vec<_> = changed.into_iter().filter_map(|(name, is)| is.then_some(name)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    async fn store(&self, tx: &mut Tx, firm: &str) -> Result<(), sqlx::Error> {
        let (tagline, disclaimer) = (self.tagline.parts(), self.disclaimer.parts());
        let (email, phone) = (self.contact_email.parts(), self.contact_phone.parts());
        sqlx::query(
            "UPDATE firms SET name = COALESCE($1, name), color = COALESCE($2, color),
                 time_zone = COALESCE($3, time_zone), currency = COALESCE($4, currency),
                 tagline = CASE WHEN $5 = 1 THEN $6 ELSE tagline END,
                 disclaimer = CASE WHEN $7 = 1 THEN $8 ELSE disclaimer END,
                 contact_email = CASE WHEN $9 = 1 THEN $10 ELSE contact_email END,
                 contact_phone = CASE WHEN $11 = 1 THEN $12 ELSE contact_phone END
             WHERE id = $13",
        )
        .bind(self.name.as_ref().map(ToString::to_string))
        .bind(self.color.map(|color| color.to_string()))
        .bind(self.time_zone.as_ref().map(ToString::to_string))
        .bind(self.currency.map(|currency| currency.to_string()))
        .bind(tagline.0)
        .bind(tagline.1)
        .bind(disclaimer.0)
        .bind(disclaimer.1)
        .bind(email.0)
        .bind(email.1)
        .bind(phone.0)
        .bind(phone.1)
        .bind(firm)
        .execute(tx.conn())
        .await
        .map(drop)
    }
}

/// A telephone number as people write it.
#[derive(Debug, PartialEq)]
struct Phone(Name);

#[derive(Debug, PartialEq, thiserror::Error)]
enum BadPhone {
    #[error(transparent)]
    Text(#[from] BadText),
    #[error("Enter a telephone number such as +1 555 010 0100")]
    Shape,
}

impl FromStr for Phone {
    type Err = BadPhone;
    fn from_str(text: &str) -> Result<Self, BadPhone> {
        let text: Name = text.parse()?;
        let digits = text.as_str().chars().filter(char::is_ascii_digit).count();
        let fine = text.as_str().chars().all(|c| c.is_ascii_alphanumeric() || " +()-./,".contains(c));
        if fine && (3..=20).contains(&digits) && text.as_str().len() <= 40 {
            Ok(Self(text))
        } else {
            Err(BadPhone::Shape)
        }
    }
}

impl Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_stays_and_empty_takes_away() {
        let edit = EditFirm {
            tagline: Some(" ".into()),
            contact_phone: Some("+1 (555) 010-0100".into()),
            ..EditFirm::default()
        };
        let changes = Changes::parse(&edit).ok().unwrap();
        assert_eq!(changes.tagline, Change::Clear);
        assert_eq!(changes.disclaimer, Change::Keep);
        assert_eq!(changes.contact_phone.parts(), (1, Some("+1 (555) 010-0100".to_owned())));
        assert_eq!(changes.names().as_deref(), Some("tagline, contact phone"));
        assert_eq!(Changes::parse(&EditFirm::default()).ok().unwrap().names(), None);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = |text: &str| Some(text.to_owned());
        let edit = EditFirm {
            name: wrong(""),
            color: wrong("red"),
            contact_email: wrong("us"),
            contact_phone: wrong("call us"),
            time_zone: wrong("here"),
            currency: wrong("gold"),
            ..EditFirm::default()
        };
        let problem = Changes::parse(&edit).err().unwrap();
        for pointer in ["/name", "/color", "/contact_email", "/contact_phone", "/time_zone", "/currency"] {
            assert!(problem.field(pointer).is_some(), "{pointer}");
        }
    }
}
