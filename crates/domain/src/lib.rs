//! Words and values that every other crate speaks: days, serials, names, units, people, devices, lists, findings, policy,
//! roles and what each may do.
//!
//! Nothing here knows a file format, a database, a clock or a language's wording.

pub mod action;
pub mod campaign;
pub mod certificate;
pub mod day;
pub mod device;
pub mod finding;
pub mod hex;
pub mod id;
pub mod identity;
pub mod key;
pub mod letter;
pub mod list;
pub mod mail;
pub mod message;
pub mod moment;
pub mod name;
pub mod notice;
pub mod permission;
pub mod person;
pub mod policy;
pub mod reorganisation;
pub mod request;
pub mod role;
pub mod row;
pub mod serial;
pub mod slip;
pub mod text;
pub mod unit;
pub mod workflow;
pub mod working_day;
