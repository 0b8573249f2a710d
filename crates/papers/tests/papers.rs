//! Every paper, made from the data of an invented office: how it looks, what it says, what it refuses.
//!
//! The pictures and texts come from poppler-utils, qpdf and LibreOffice, which `./test` installs.

#![allow(clippy::unwrap_used, clippy::panic)] // A test may fail by panicking.

#[path = "papers/tools.rs"]
mod tools;

#[path = "papers/content.rs"]
mod content;
#[path = "papers/editable.rs"]
mod editable;
#[path = "papers/hostile.rs"]
mod hostile;
#[path = "papers/pictures.rs"]
mod pictures;
#[path = "papers/refusals.rs"]
mod refusals;
#[path = "papers/templates.rs"]
mod templates;
