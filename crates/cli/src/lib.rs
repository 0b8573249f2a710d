//! The `antin` command: reads the call, runs the use case, words the answer.

pub mod arguments;
pub mod certificate_files;
pub mod certificate_input;
pub mod commands;
pub mod failure;
pub mod input;
pub mod lists_show;
pub mod output;
pub mod papers;
pub mod policies;
pub mod progress;
pub mod unit_scope;

pub use antin_words as words;
pub use commands::run;
