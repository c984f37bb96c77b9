//! The pages people see: checkout, mailbox, index.

pub(crate) mod checkout;
pub(crate) mod checkout_form;
pub(crate) mod html;
pub(crate) mod index;
pub(crate) mod mailbox;
