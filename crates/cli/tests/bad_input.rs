//! What cannot be used is said in a sentence that names file, sheet, row and column; status 2, and nothing was written.

#![allow(clippy::unwrap_used)]

#[path = "bad_input/calls.rs"]
mod calls;
#[path = "support/runs.rs"]
#[allow(dead_code)] // Each test takes what it needs.
mod runs;

#[path = "bad_input/bombs.rs"]
mod bombs;
#[path = "bad_input/folders.rs"]
mod folders;
#[path = "bad_input/lists.rs"]
mod lists;
