//! The Leptos app.
pub mod admin { pub fn mount() {} }
pub mod public { pub fn hydrate() {} }
