//! Sentences of two languages, for both doors: the command line and the pages.
//!
//! Libraries return keys and arguments ([`antin_domain::message::Message`]); here the keys become Vietnamese or English.

mod words;

pub use words::{Language, Words};
