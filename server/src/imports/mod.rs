//! Bulk upload. What the cells mean is `domain::imports`; here are the files.

pub mod reader;
pub mod writer;
