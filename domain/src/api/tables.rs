//! How staff set up tables: their own set-up, kept at once, and named views.

use serde::{Deserialize, Serialize};

use crate::{Instant, id::ViewId, table::Density};

/// A table as someone has set it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Setup {
    /// The columns in their order. None: as the table is made.
    pub columns: Vec<ColumnSetup>,
    /// How dense the rows are.
    pub density: Density,
    /// Filters, search and order as the address bar holds them: `status=outstanding&sort=-due_on`.
    pub query: String,
}

impl Default for Setup {
    fn default() -> Self {
        Self { columns: Vec::new(), density: Density::Comfortable, query: String::new() }
    }
}

/// One column of a set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnSetup {
    /// The column's name: a field of the table's resource.
    pub column: String,
    /// Whether it is shown.
    pub shown: bool,
    /// Whether it stays at the left.
    #[serde(default)]
    pub pinned: bool,
    /// Its width in CSS pixels, if someone changed it.
    #[serde(default)]
    pub width: Option<u16>,
}

/// A named set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct View {
    /// The id.
    pub id: ViewId,
    /// `links` or `payments`.
    pub table: String,
    /// What people call it.
    pub name: String,
    /// Whether all of the firm see it.
    pub shared: bool,
    /// Whether the caller may change it: one's own, and for administrators the shared ones.
    pub editable: bool,
    /// Who made it.
    pub owner: String,
    /// The set-up.
    pub setup: Setup,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// `POST /api/v1/views`, and `PUT /api/v1/views/{id}` to change one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewView {
    /// `links` or `payments`.
    pub table: String,
    /// What people call it.
    pub name: String,
    /// Whether all of the firm see it.
    pub shared: bool,
    /// The set-up.
    pub setup: Setup,
}

/// How a table stands for the caller: `GET /api/v1/tables/{table}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableState {
    /// The caller's own set-up as it was left; none at the first visit.
    pub current: Option<CurrentSetup>,
    /// The view that a first visit, and *reset*, begins with.
    pub default_view_id: Option<ViewId>,
    /// The caller's views and the shared ones, by name.
    pub views: Vec<View>,
}

/// The caller's own set-up: `PUT /api/v1/tables/{table}/setup`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CurrentSetup {
    /// The set-up.
    pub setup: Setup,
    /// The view that it came from.
    pub view_id: Option<ViewId>,
}

/// `PUT /api/v1/tables/{table}/default`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DefaultView {
    /// The view, or none for the table as it is made.
    pub view_id: Option<ViewId>,
}

/// How many rows there are; counting ends at [`crate::table::FREE_ROWS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Count {
    /// Rows.
    pub count: i64,
    /// Whether there are more than that.
    pub more: bool,
}

/// How many rows match: `GET /api/v1/links/counts` and the like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Under all filters.
    pub matching: Count,
    /// Under all filters but the one on `status`; absent where only that one leaves few enough rows to look through.
    pub all: Option<Count>,
    /// One entry a status, under all filters but the one on `status`; none where `all` is absent.
    pub by_status: Vec<StatusCount>,
}

/// Rows of one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusCount {
    /// The status.
    pub status: String,
    /// How many.
    #[serde(flatten)]
    pub count: Count,
}
