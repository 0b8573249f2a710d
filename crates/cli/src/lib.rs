//! The `antin` command: reads the call, runs the use case, words the answer.

pub mod words;
