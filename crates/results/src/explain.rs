//! Why a certificate got its action, from the same lists, under the same policy, as of the same day.
//!
//! > screens.md: why is always one click away: the rows side by side, the rule, the clause in its words.

mod facts;
mod find;
mod show;

pub use find::{Found, find};
pub use show::{Explanation, Item, Part, Rows, Value, explain};
