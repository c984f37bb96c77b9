//! How tables are set up: each person's own set-up, and named views.

use domain::{
    api::tables::{CurrentSetup, DefaultView, NewView, TableState, View},
    id::ViewId,
};

use super::{ApiError, Transport};

/// How a table stands for who is signed in: their set-up and the views that they see.
///
/// # Errors
/// 404 for a table that there is none of.
pub async fn state(transport: &Transport, table: &str) -> Result<TableState, ApiError> {
    transport.get(&format!("/api/v1/tables/{table}")).await
}

/// Where the set-up of a table is kept.
#[must_use]
pub fn setup_path(table: &str) -> String {
    format!("/api/v1/tables/{table}/setup")
}

/// Keeps one's own set-up.
///
/// # Errors
/// What the server refused, or that it did not answer.
pub async fn keep(transport: &Transport, table: &str, setup: &CurrentSetup) -> Result<(), ApiError> {
    transport.put(&setup_path(table), setup).await
}

/// Chooses the view that a first visit, and a reset, begins with.
///
/// # Errors
/// 422 for a view that one does not see.
pub async fn begin_with(transport: &Transport, table: &str, view: Option<ViewId>) -> Result<(), ApiError> {
    transport.put(&format!("/api/v1/tables/{table}/default"), &DefaultView { view_id: view }).await
}

/// Keeps a set-up under a name.
///
/// # Errors
/// 422 with the wrong fields, 403 for who may not share, 409 when there are too many.
pub async fn create_view(transport: &Transport, view: &NewView) -> Result<View, ApiError> {
    transport.post("/api/v1/views", view, None).await
}

/// Changes a view: its name, its set-up, or whether it is shared.
///
/// # Errors
/// 422 with the wrong fields, 403 for who may not change it.
pub async fn edit_view(transport: &Transport, id: &ViewId, view: &NewView) -> Result<View, ApiError> {
    transport.put(&format!("/api/v1/views/{id}"), view).await
}

/// Deletes a view.
///
/// # Errors
/// 403 for who may not change it.
pub async fn remove_view(transport: &Transport, id: &ViewId) -> Result<(), ApiError> {
    transport.delete(&format!("/api/v1/views/{id}")).await
}
