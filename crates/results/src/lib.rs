//! One review from files to files: lists opened and read into a sealed snapshot; a review written as table, workbook,
//! summary and letter; one case explained.
//!
//! The command line and the service give the same bytes, because both call this. What it says to people it says in the
//! words it is given.

pub mod cases;
pub mod certificates;
pub mod explain;
pub mod explanation;
mod failure;
pub mod input;
mod progress;
pub mod rejected;
pub mod report;
pub mod sides;
pub mod sources;
pub mod summary;
pub mod unit_scope;
pub mod workbook;

pub use failure::Failure;
pub use input::{Input, ListFiles};
pub use progress::{Progress, Silent};
