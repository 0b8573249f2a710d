//! For tests only: the checks that keep the house in order, and what they read it with.
//!
//! [`house`] holds the checks; each takes a [`tree::Tree`] of files and returns every offence as `file:line: what is
//! wrong`. `tests/house.rs` runs them on this workspace.

pub mod big;
pub mod ca;
pub mod house;
pub mod manifest;
pub mod markdown;
pub mod office;
pub mod postgres;
pub mod rust_source;
pub mod sentences;
pub mod tree;
