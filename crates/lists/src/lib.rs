//! Lists: what offices hold as tables, read without losing a row.

pub mod column;
pub mod open;
pub mod overrides;
