//! PDF: read strictly, revision by revision; signed by appending; judged by what every later revision changed.

pub mod changes;
pub mod crypt;
pub mod document;
pub mod dss;
pub mod field;
pub mod object;
pub mod parse;
pub mod xref;
