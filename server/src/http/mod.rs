//! The edge: errors, extractors, who calls, and the layers around every request.

pub mod auth;
pub mod error;
pub mod extract;
pub mod idempotency;
pub mod layers;
pub mod listen;
pub mod page;

pub use self::{
    auth::{CanAttest, CanBill, CanLook, CanManage, CanManageStaff, CanMoveMoney, CanRelease, SignedIn, Staff},
    error::{Error, Result},
    extract::{Json, Path, Query},
};
