//! Words and values that every other crate speaks: days, serials, names, units, lists, findings, policy.
//!
//! Nothing here knows a file format, a database, a clock or a language's wording.

pub mod action;
pub mod certificate;
pub mod day;
pub mod finding;
pub mod identity;
pub mod key;
pub mod letter;
pub mod list;
pub mod mail;
pub mod message;
pub mod name;
pub mod policy;
pub mod row;
pub mod serial;
pub mod slip;
pub mod text;
pub mod unit;
