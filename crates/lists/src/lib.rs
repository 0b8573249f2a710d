//! Lists: what offices hold as tables, read without losing a row.

pub mod column;
pub mod layout;
pub mod legacy;
pub mod open;
pub mod overrides;
mod quotes;
pub mod reorganisation;
pub mod rows;
pub mod source;
pub mod stream;
