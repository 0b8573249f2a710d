//! The `antin` command: reads the call, runs the use case, words the answer.

pub mod arguments;
pub mod commands;
pub mod failure;
pub mod folder;
pub mod lists_show;
pub mod papers;
pub mod policies;
pub mod progress;
pub mod signing;

pub use antin_words as words;
pub use commands::run;
