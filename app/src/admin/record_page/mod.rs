//! What the pages of clients, matters and invoices share: their head, their figures, lists of what belongs to them,
//! and their history.

mod belongings;
mod figures;
mod head;
mod history;
mod lines;
mod rows;
mod states;

pub use self::{
    belongings::{Belongings, belongings, this_client, this_matter},
    figures::{Figure, Figures},
    head::RecordHead,
    history::History,
    lines::{invoice_line, link_line, matter_line, payment_line},
    rows::{by_key, row_pointer},
    states::{fact, record},
};
