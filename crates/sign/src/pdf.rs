//! PDF: read strictly, revision by revision; signed by appending; judged by what every later revision changed.

pub mod append;
pub mod archival;
pub mod changes;
pub mod crypt;
pub mod document;
pub mod dss;
pub mod field;
pub mod mark;
pub mod object;
pub mod parse;
pub mod repaired;
pub mod sign;
pub mod xref;
